"""``docs/hindcast.md``: what a run from 2016 makes of the years that were counted, and what that says."""

from collections.abc import Iterable

from care2040.analysis.observed import Compared
from care2040.analysis.validation.hindcast import END, START, Alone, Hindcast
from tools.refresh.tables import ages, differences, number, percent, signed, table

PROMISED = 0.02
"""The largest difference per age band at the end that the model is allowed, from 2021 on."""

HEAD = """# Looking back: {start} to {end}

Made from the code by `python -m tools.refresh`; do not edit. Every run begins on 1 January {start}
(`model/care2040/analysis/validation/hindcast.py` lays one beside the counts). Until {end} residents and homes are on
each 1 January what was counted (`residents_counted` and `homes_counted`, built in `parameters/build/history.py`), and
so are students, jobs, births and deaths by their trend, and the homes on which building starts. All else is
simulated. Here are central values; what {end} becomes differs between draws.
"""

SIMULATED = """## Simulated, and counted

A plus means that the model has more than were counted. Shares and years are those of 1 January, lettings and employed
residents those of the year. Workers, open posts and absence were counted in the Netherlands: workers as a part of
{start}, open posts in the third quarter, laid beside what is short of the workers needed. **A line marked with a star
was counted another way from then on**: poor households up to 130 % of the social minimum until 2017 and up to 125 %
from 2018, employed residents by a new survey from 2019.
"""

MISSES = """## What the count corrects

Residents and homes at the end of a year of the model's own flows, from the count a year before. What the count adds or
takes away is no flow: it is the difference between a stock and what the year before and its flows make of it. The
series of homes breaks in 2017; those of {start} are {start} of the present series, derived.
"""

MOVES = """## Births, deaths, arrivals, departures

Persons per calendar year, among the residents that were counted. Newborns who die or leave in the year of their birth
are in the deaths and the departures.
"""

ALONE = """## Residents by the model alone from {since}

Residents are counted for the last time on 1 January {since}; homes as counted. {verdict}Counted are the bands of the
municipality, scaled to the residents that the CBS counts.
"""

MEANING = """## What this says, and what it does not

- Until 2024 the people and homes of the city are right by construction, so care, poverty and waiting are asked of the
  right people. Whether the model can make them is what the last two tables are about.
- The ages of arrivals and departures were fitted to the bands of 2021 to 2024 (`parameters/build`), so from 2021 on the
  bands are no independent test; from 2016 on five of the eight years are.
- Districts before 2020 were not counted as they are now: their share in the growth is taken from 2020 to 2024.
- Students stayed away in 2020 and 2021 (corona), and the model knows nothing of that; nor of what corona did to
  absence and loneliness, which have not gone back.
- Where nothing was counted in 2016 the value of 2024 stands at the start (homelessness, willingness to help, informal
  care, administration), and its course to 2024 says nothing.
"""


def hindcast_page(found: Hindcast) -> str:
    """Return the text of ``docs/hindcast.md``."""
    parts = [HEAD.format(start=START, end=END), SIMULATED.format(start=START), simulated(found)]
    parts += [MISSES.format(start=START), differences(found.misses, "on 1 January"), MOVES, _side_by_side(found.moves)]
    for alone in (found.longer, found.shorter):
        head = ALONE.format(since=alone.since, verdict=_verdict(alone) if alone is found.shorter else "")
        totals = differences((one for one in alone.totals if one.year > alone.since), "on 1 January")
        parts += [head, differences((band for band in alone.bands if band.year > alone.since), "age"), totals]
    return "\n".join([*parts, MEANING])


def simulated(found: Hindcast) -> str:
    """Return a table with a line per count of what is simulated; a star marks another way of counting."""
    rows = []
    for one in found.simulated:
        since = found.breaks.get(one.what)
        star = "*" if since is not None and one.year >= since else ""
        rows.append((one.what, f"{one.year}{star}", number(one.counted), number(one.model), signed(one.difference)))
    return table(("what", "year", "counted", "model", "difference"), rows)


def misses(found: Hindcast) -> str:
    """Return a table with a line per thing: how far the model is from its counts, and since when they break."""
    lines: dict[str, list[Compared]] = {}
    for one in found.simulated:
        lines.setdefault(one.what, []).append(one)
    rows = []
    for what, every in lines.items():
        worst = max(every, key=lambda one: abs(one.difference))
        mean = sum(abs(one.difference) for one in every) / len(every)
        years, since = f"{every[0].year} to {every[-1].year}", found.breaks.get(what)
        far = f"{signed(worst.difference)} ({worst.year})"
        rows.append((what, years, str(since or ""), percent(mean), far, signed(every[-1].difference)))
    head = ("what", "counted", "other way from", "mean size of the miss", "furthest", "last")
    return table(head, rows, 3)


def _verdict(alone: Alone) -> str:
    outside = [ages(one.what) for one in alone.bands if one.year == END and abs(one.difference) > PROMISED]
    promised = f"{100 * PROMISED:.0f} %"
    if not outside:
        return f"**In {END} every age band is within {promised} of the count.** "
    return f"**In {END} not every age band is within {promised} of the count: {', '.join(outside)}.** "


def _side_by_side(compared: Iterable[Compared]) -> str:
    """Return a table with a line per thing, and counted, model and difference per year."""
    rows = [
        (one.what, str(one.year), number(one.counted), number(one.model), signed(one.difference)) for one in compared
    ]
    return table(("what", "year", "counted", "model", "difference"), rows)
