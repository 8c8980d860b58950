"""The words of ``docs/changes_of_the_answer.md``; what stands between braces is worked out."""

HEAD = """# What moved the answer

Made by `python -m tools.changes_of_the_answer`; do not edit. The first edition (0.1.0) found that {first} of the
workers who live in the city are needed in care in 2040: one in four, to which it was fitted. This page puts in, one at
a time, what was found wrong with it, and ends at the {last} of today, of those who work in the city.

All is for the city as one, at central values, under unchanged policy. Nothing was aimed at but the number of the old in
the first edition.

**What was expected** is what trials outside this model, in the first edition and in a script of accounts, gave before
the rows were built. Whoever built the rows had read them. So an expectation that came true says that the trial was
built in as it was meant, and little more; one that did not is worth reading. Where it says *reckoned*, the trials had
no number for it: it was worked out from theirs for this page, when the rows were already there, and tests nothing.
"""

REBUILT = """## The first edition, from the model of today

Every row is switched back: care by age at the level of the first edition, no region, everyone working where they live,
the plan of jobs, one growth of {growth} a year in all domains, need with what the shortage adds, departures of the old
such that there are {old} of 65 and older in 2040, participation as it was, and a start in 2024.

| 2040 | 0.1.0 | rebuilt | rest |
|---|---:|---:|---:|
| care share needed | {first} | {rebuilt} | {rest} points |
| care share working | {working} | {rebuilt_working} | {rest_working} points |
| shortage | {short} | {rebuilt_short} | {rest_short} |

Which switches it takes was found by trying: before the border of the labour market and the old participation were
among them, it came to 26.1 %. So that the rest is small is no proof of anything but that the list is nearly whole.
The rest is what cannot be switched back: informal care by who could care instead of how many there are, poverty and
loneliness read anew, ages of those who come and go, the fit of births, deaths and homes.
"""

ROWS = """## Row by row

Rows are those of the plan of the second edition. **Moved** is the difference that a row makes where it stands;
**alone** what it makes when it is put into the first edition and nothing else is, which is where the trials were made.
They differ because rows are not independent: another order would give other steps, though the same end.
"""

WHY = "## What was expected, and what came\n"

BANDS = """## Row 14: laws may be wrong too

It moves no centre. Expected: the three other laws of the first edition moved it by 0.4 points, and (reckoned)
bands get wider once laws are drawn. Of {draws} draws, nine in ten lie in:

| care share needed 2040 | low | middle | high | width |
|---|---:|---:|---:|---:|
| the model's own laws | {own} |
| laws drawn too | {drawn} |

{verdict} With so few draws a tenth of a point is noise.

Of illness in the years that are added to life two other laws came with row 12. Each by itself gives {by_death} (part of
care goes with dying) and {equilibrium} (care comes later as people live longer) instead of {last}: both lower, for in
the model's own law people of an age are as ill as today. A trial had −0.9 for no longer lives at all.
"""

FUTURES = """## Beside it: other growth

| future | care share needed 2040 |
|---|---:|
{rows}

`vision` was solved for the ten districts; the city as one, of which this table is, comes a little higher. The trials
of the accounts had 19.9 % (17.1 to 23.1), and 17.5 % by demography alone. Over the jobs of the plan, to which no
people belong, need would be {over_plan} (trial: 17.6 %).
"""

OFFICIAL = """## Beside it: every edition of the official forecast

How many would be short in the Netherlands, scaled to the city by the {part} of the national workers who work there
(low) and with the {factor} by which the regional shortage is larger than the region's part of the workers (high);
regional editions (Utrecht, Amersfoort and Gooi en Vechtstreek) by the city's part in the region. A trial took 2.5 to
3.0 % of the Netherlands, by the workers that residents need, which gives a tenth less. Childcare is in some editions
and in the model, and not in others.
"""

OFFICIAL_BELIEF = """\
Our need grows by {need} a year until {last_year}, more than the {official_need} that the last edition implies for the
Netherlands (when those who work in care grow by {official_workers} a year, as is judged in the future
`official_forecast`): this city grows, and our growth beyond demography is higher. Yet we find fewer people short,
because workers in the model grow by {workers} a year: hiring answers to open posts, whoever works in the city or could
is there to be hired, and no budget ends.

**On need we believe our own**, with its band, because it is laid on the people of this city and region; the official
forecast does not publish need. **On the shortage we believe the official forecast more**, as long as hiring here knows
no budget and no limit of people: the rise from edition to edition ({low} for the city at the least, {high} at
the most, within five years of publishing) says how little is certain. Read our shortage as a lower end.
"""

OLD = """## Beside it: forecasts of 65 and older
"""

OLD_BELIEF = """\
**We believe ours a little more**, and take the forecasts as the upper end: they were made before the deaths of corona
and when fewer of the old left; [validation](validation.md) has the reasons. With 61,000 instead of {old} of 65 and
older, need would be higher by about a tenth of a point: on this the answer does not turn.
"""
