"""The words of ``docs/validation.md``; what stands between braces is worked out."""

HEAD = """# Validation

Made by `python -m tools.refresh`; do not edit. What the model was laid beside, how near it came, what that says and
what it does not. The last chapter says what we do not believe; read it if you read one.
"""

DEFINITIONS = """\
A **difference** is model over count, less one. **Fitted** targets were aimed at, so that meeting them says only
that the free parameters could reach them; **checked** targets were not. A number in a table is worked out when the
page is made, never typed.
"""

FIT = """## Targets of the calibration

`targets.yaml` says where each comes from. They are counts of the city, and its plans for homes and
residents. **Neither one in six nor one in four is among them**: need follows from care by age, the region and growth by
evidence. What one in four would take (`growth_of_the_vision`) is solved once the fit is done, and moves nothing else.
"""

SIMULATED = """## Utrecht, {long_ago} to {end}

Every run begins on 1 January {long_ago}. Until {end} residents and homes are what was counted; all below is
simulated, at central values. **Four lines are no test**: the change of participation until {end} was taken from the
employed residents, the growth of need until {end} from the national workers and vacancies, and the queue for social
rent was fitted to its own counts (below). Absence, severe loneliness and the waiting lists for care were set such that
they meet one of theirs. The others were not fitted to their course. [hindcast.md](hindcast.md) has every year, and what
the count corrects. Where counts were made another way from a year on, the miss is of both.
"""

HINDCAST = """## Residents: {end} from 2021

Residents are left to the model from 1 January 2021 on, with homes as counted; [hindcast.md](hindcast.md) has every
year. The ages of those who move were fitted to these same bands, so this is a test of the
bookkeeping more than of foresight.
"""

LONGER = """## Residents: {end} from {long_ago}

A harder look: five of the eight years were not used to fit the schedules of moving. Residents by district, age and
sex on 1 January {long_ago} were not found; those of 2021 are carried back with their cohorts to the seven municipal
bands of {long_ago}. Homes are as counted (their series breaks in 2017). Differences per band, then of the whole:

After eight years residents differ by {long_residents}; the band furthest off is at {long_worst}, and on the way at
{way_worst}. Students stayed away in 2020 and 2021 (corona), and the model knows nothing of that. Its births follow
those of the city, and its people move as those of 2021 to 2023 did: the last table shows what that makes of the
years before.
"""

OLD = """## The old: 2040 beside the municipal forecasts

What the model makes of unchanged policy, then every edition of the municipal forecast of 65 and older that was found.
None is fitted, and no parameter was moved to come nearer. Of 75 and older no municipal forecast by age was found.
"""

OLD_EDITIONS = """\
Two faults were mended on counts, and added some 1,000 people of 65 and older in 2040. The script that fits who
moves laid deaths on the residents of 1 January, who grow fewer, so that one in twenty deaths was missing in 2021 to
2023, and it sent the old away instead. And it knew three years only: of those who were 65 or older in 2016, by the
bands, some 620 more had left the city than come to it by 2021, where its schedules gave 880. Now they give some
710: the bands of 2022 to 2024, which now show half a per cent too many of 65 and older, ask for more.

What remains is where the old go. A quarter of a percentage point a year fewer departures from 50 on makes 2,200
more people of 65 and older in 2040, which is more than the whole difference; mortality three per cent lower makes
200. The editions of 2019 and 2020 were made when fewer of the old left (by the bands some 0.3 % net a year in 2016
to 2019, 0.5 % in 2020 to 2023) and before the deaths of corona; those of 2021 and 2022 kept to 61,000. **We believe
ours a little more**, because it was held against both periods, and take the forecasts as the upper end. What is
right shows soon: to reach 61,000 from 2024 on takes 2.6 % more a year; counted were 2.0 % in 2016 to 2024.
"""

FORECAST = """## The forecast of 2005

In 2005 the minister of health projected, from the growth of volume, that care would go from {before} of workers in
2003 to {forecast} in 2025 (`esb_care_share_2005`). By 2022 it was about {came}: {part} of the rise. (It was
counted; what figures reckon for 2022 is the need.) Whether the need came out lower, or budgets, productivity and
scarce workers kept the rest from coming, cannot be told from this. It stands here because one in four is a number of
the same kind. If as much of it comes as came then, the share in 2040 is not {needed} but {if_as_then}. The model's
`care_share_working` says what supply can follow, and is
the one to hold against the count of 2040.
"""

STANDING = """## What the parameters rest on

How many parameters have each standing, how many of them are drawn, and how much of the variance of the care share
that is needed in 2040 hangs on them. **Alone**: the part that would go if these were known and nothing else. **With
others**: the part that would stay if all but these were known. In brackets 95 % intervals.
"""

VARIANCE = """\
Method: two ensembles of {samples} draws with unchanged policy, for the city as one; for each standing the first
ensemble is run again with the parameters of that standing from the second ({runs} runs; {left_out} rows left out
for a run that failed or did not match the base year); estimators of Jansen (1999), intervals by 1,000 bootstrap
resamples of the rows. Parameters that are drawn together (`correlations.yaml`) count for the least sure
of their standings. An index below zero or above 100 % is noise. The base year is fitted anew in every draw, so that
what spreads is the future, not the present: 90 % of the draws lie between {low} and {high}.

The strongest single parameters, by rank correlation with the care share needed in 2040:
"""

GROUPS = """## What the spread hangs on, by group

The same, over the groups of `groups.yaml`, and with the laws drawn too: in each run each quantity that has other
laws in store follows one of them, with equal chance. The laws are one group, together with what only they read.
Two ensembles of {samples} draws, and one more for each group ({runs} runs; {left_out} rows left out).
"""

LAWS = """## Other laws

Uncertainty in parameters is not all there is: a law may be wrong. There are {other_laws} others in store where the
literature disagrees (`care2040 list laws`). For the city as one, unchanged policy:
"""

NUMERICS = """## Step and solver

The classical Runge-Kutta method with a fixed sub-step, against DOP853 at a relative tolerance of 1e-9, for the city
as one: largest distance over the years, as a part of the largest value. A quarter of a year ships.
"""

RESOLUTION = """## City against districts

The same equations with the ten districts folded into one. Fine for sweeps; gaps between districts are not in it.
"""

BELIEF = """## What we do not believe

- **Our shortage.** For {official_year} the official forecast comes to {official_low} to {official_high} people for the
  city, the model to {official_model}; until 2033 the two are near each other. Ours hangs on money after 2024, which is
  judged, and on a pool that other employers fill again within a year and a half, whatever they offer.
- **How fast a sector shrinks.** When need is halved in 2027 a quarter of the workers is gone within a year and posts
  stand open again after three; with a fifth less money it is as fast. Contracts and notice are not in it.
- **How long people hold out.** When nobody is hired a quarter of the workers is left in 2040, at more than twice the
  load, with nine per cent absent. Nobody knows how people work then.
- **Waiting.** It is bounded because people stay away: with half of the care not given hardly twice as many wait, and
  many times as many go without. Counted lists were never so long; read its direction. A cut, as in 2026, makes a queue
  of a year that then goes, for people stop asking.
- **Money, as a yardstick of what is good.** What care, time of family and years in good health are worth is judged, and
  decides whether all levers together pay: at central values they do not.
- **What follows when the city stops growing.** Without arrivals more than a third of the residents are gone by 2040,
  homes are built on for nobody, and two in five of those who stay help their neighbours, where one in seven would:
  newcomers alone thin ties. Without building fewer people are homeless in 2040 than with it, because fewer live here,
  and a third as many workers are short: need falls with residents, and commuters are taken to come as before.
- **Waiting for social rent after 2030.** It stays at 11 to 12 years; laws that fit the counts hardly worse give 11 to
  14, and nothing counted says how far homes go by rank.
- **That growth beyond demography is known.** It is the group that carries most: {heaviest} with {heaviest_part} of the
  variance of the need in 2040. It rests on a back-test of the whole and a judged split over domains.
- **That the level is known.** Nobody has counted care jobs in the city: institutions are from memory. One count
  (`observed/care_jobs_in_the_city.csv`) replaces them.
- **That the bands hold all the doubt.** They are of the parameters. Other laws move the centre from {law_low} to
  {law_high}, all those of illness downwards, and laws that nobody thought of are in neither. Judged parameters carry
  {judged} (95 %: {judged_interval}) of the variance.
- **Any single year of the workforce.** The Dutch workforce was off by {workers_worst}: too few leave
  when money is cut, and the years after 2020 had money and a labour market that no frame knew of.
- **Who comes in which year.** The band that went furthest off was at {way_worst}: the model knows no corona, no change
  of student grants, and no room that runs out for one age alone.
- **Everything that was never counted per year**: waiting by domain, living conditions, helpers, burdened carers,
  absence in the city. They start from one survey and follow laws whose strengths are from elsewhere or judged. Their
  direction is argued, their size in 2040 is not tested by anything on this page.
- **The date at which a lever works.** Delays of levers are judged; no lever of the twenty has been seen to work in
  Utrecht at this size.
"""
