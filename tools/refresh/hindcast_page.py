"""``docs/hindcast.md``: what the model makes of 2021 to 2024, and what that does and does not say."""

from collections.abc import Iterable

from care2040.analysis.validation.hindcast import END, START, Compared, Hindcast

PROMISED = 0.02
"""The largest difference per age band at the end that the model is allowed."""
OPEN_AGE = "99"

HEAD = """# Looking back: {start} to {end}

Made from the code by `python -m tools.refresh`; do not edit.
`model/care2040/analysis/validation/hindcast.py` starts the model on 1 January
{start} with the residents and the homes of that day, and runs it to 1 January {end}. What is known of those years is
put in: the trend of mortality and of fertility as observed, and homes built at an even pace that gives the net
additions of the three years together. All else is as shipped: arrivals follow homes, departures follow age and
crowding, and levels are those of the calibration.

**{verdict}** The largest difference on 1 January {end} is {worst}, at ages {band}.
Residents as a whole differ by {residents}, homes by {homes}.
"""

BANDS = """## Residents by age band

Counted are the bands of the municipality, scaled to the residents that the CBS counts (the municipality counts a few
more or fewer). A plus means that the model has more than were counted.
"""

MOVES = """## Births, deaths, arrivals, departures

Persons per calendar year. Newborns who die or leave in the year of their birth are in the deaths and the departures.
"""

TOTALS = """## Residents and homes

On 1 January.
"""

MEANING = """## What this says, and what it does not

- It looks at whether people who are born, grow older, move and die in the model add up to the city that was counted,
  band by band, and whether arrivals that follow homes bring the city to its size.
- It is not an independent test of the schedules of moving: `parameters/build` fitted the ages of arrivals and
  departures to the bands of these same years, with the arrivals of each year as counted. Here arrivals are the model's.
- Births and deaths follow their observed trends, at the levels of the calibration, which are those of the years after.
  Their difference tells how well those levels fit these years, not whether a turn would have been foreseen.
- The model builds at an even pace and knows neither the closed borders of {start} nor the immigration of the year
  after. So arrivals and departures of a single year say less than the three years together.
- It says nothing about care. Workforce, waiting, poverty and informal care were not counted per year in a way that the
  model could be laid beside; here they start from their values of the base year, and their course is not looked at.
"""


def hindcast_page(found: Hindcast) -> str:
    """Return the text of ``docs/hindcast.md``."""
    last = [band for band in found.bands if band.year == END]
    worst = max(last, key=lambda band: abs(band.difference))
    ending = {total.what: _signed(total.difference) for total in found.totals if total.year == END}
    facts = {"verdict": _verdict(last), "worst": _signed(worst.difference), "band": _ages(worst.what)}
    head = HEAD.format(start=START, end=END, **facts, **ending)
    bands = _table("age", (band for band in found.bands if band.year > START))
    moves, totals = _table("", found.moves), _table("", found.totals)
    return "\n".join([head, BANDS, bands, MOVES, moves, TOTALS, totals, MEANING.format(start=START)])


def _verdict(last: list[Compared]) -> str:
    promised = f"{100 * PROMISED:.0f} %"
    outside = [_ages(band.what) for band in last if abs(band.difference) > PROMISED]
    if not outside:
        return f"Every age band is within {promised} of the count."
    return f"Not every age band is within {promised} of the count: {', '.join(outside)}."


def _ages(band: str) -> str:
    first, _, last = band.partition("-")
    return f"{first} and older" if last == OPEN_AGE else f"{first} to {last}"


def _signed(share: float) -> str:
    # adding zero keeps a difference that rounds to nothing from being written as minus zero
    return f"{round(100 * share, 1) + 0:+.1f} %".replace("-", "\N{MINUS SIGN}")


def _table(heading: str, compared: Iterable[Compared]) -> str:
    """Return a table with a line per thing, and counted, model and difference per year."""
    lines: dict[str, list[Compared]] = {}
    for one in compared:
        lines.setdefault(one.what, []).append(one)
    years = [one.year for one in next(iter(lines.values()))]
    text = [f"| {heading} | " + " | ".join(f"{year} counted | model | difference" for year in years) + " |"]
    text.append("|---|" + "---:|" * 3 * len(years))
    for what, line in lines.items():
        cells = (f"{one.counted:,.0f} | {one.model:,.0f} | {_signed(one.difference)}" for one in line)
        text.append(f"| {_ages(what) if heading else what} | {' | '.join(cells)} |")
    return "\n".join(text)
