"""``docs/changes_of_the_answer.md``: tables of what was measured, with words."""

from care2040.analysis.validation.official_forecast import Edition
from care2040.language.axes import BASE_YEAR, HORIZON
from tools.changes_of_the_answer import first_edition, texts
from tools.changes_of_the_answer.measure import DRAWS, Changes
from tools.refresh.tables import MINUS, number, percent, signed, table, words
from tools.refresh.validation_accounts import EDITION_HEAD, edition_row, official_need

WORKERS_OF_THE_OFFICIAL = 0.005
"""Growth a year of those who work in care nationally, as the future `official_forecast` has it."""


def changes_page(found: Changes) -> str:
    """Return the text of the page, without the mark of what it was made from."""
    last = found.steps[-1].answer
    head = texts.HEAD.format(first=percent(first_edition.NEEDED), last=percent(last.needed))
    parts = [head, _rebuilt(found), texts.ROWS, _rows(found), texts.WHY, *_why(found), _bands(found)]
    futures = "\n".join(f"| {words(name)} | {percent(value)} |" for name, value in found.futures.items())
    parts += [texts.FUTURES.format(rows=futures, over_plan=percent(found.over_plan)), *_official(found)]
    parts += [texts.OLD, _old(found), texts.OLD_BELIEF.format(old=f"{last.old:,.0f}")]
    return "\n".join(parts)


def points(share: float, digits: int = 1) -> str:
    """Return a difference between shares in points."""
    return signed(share, digits).removesuffix(" %")


def _rebuilt(found: Changes) -> str:
    first = found.first
    return texts.REBUILT.format(
        growth=percent(first_edition.GROWTH, 2),
        old=f"{first_edition.OLD_PEOPLE:,}",
        first=percent(first_edition.NEEDED),
        rebuilt=percent(first.needed),
        rest=points(first.needed - first_edition.NEEDED),
        working=percent(first_edition.WORKING),
        rebuilt_working=percent(first.working),
        rest_working=points(first.working - first_edition.WORKING),
        short=f"{first_edition.SHORT:,}",
        rebuilt_short=f"{first.shortage:,.0f}",
        rest_short=f"{first.shortage - first_edition.SHORT:+,.0f}".replace("-", MINUS),
    )


def _rows(found: Changes) -> str:
    first = found.first
    rows = [("0", "the first edition, rebuilt", percent(first.before), percent(first.needed), "", "", _short(first))]
    before = first
    for step in found.steps:
        now = step.answer
        moved = (points(now.needed - before.needed, 2), points(step.alone.needed - first.needed, 2))
        rows.append((step.row.number, step.row.name, percent(now.before), percent(now.needed), *moved, _short(now)))
        before = now
    head = ("row", "put in", f"needed {BASE_YEAR}", f"needed {HORIZON}", "moved", "alone", f"shortage {HORIZON}")
    return table(head, rows, 2)


def _short(answer: object) -> str:
    return f"{answer.shortage:,.0f}"  # type: ignore[attr-defined]


def _why(found: Changes) -> list[str]:
    parts, before = [], found.first
    for step in found.steps:
        moved = points(step.answer.needed - before.needed, 2)
        alone = points(step.alone.needed - found.first.needed, 2)
        expected = step.row.expected.replace("−", MINUS)
        came = f"*Expected:* {expected}. *Came:* {moved}; alone {alone}."
        parts.append(f"**{step.row.number}. {step.row.name}.**\n{came}\n{step.row.why}\n")
        before = step.answer
    return parts


def _bands(found: Changes) -> str:
    width = {name: high - low for name, (low, _, high) in found.bands.items()}
    cells = {
        name: " | ".join([*(percent(value) for value in band), points(width[name]).removeprefix("+")])
        for name, band in found.bands.items()
    }
    wider = width["drawn"] > width["own"]
    verdict = (
        "Wider, as expected."
        if wider
        else "Not wider, which was not expected: the other laws of illness pull the upper end down by more than\n"
        "the others add, and no law in store says what may be higher."
    )
    return texts.BANDS.format(
        draws=DRAWS,
        **cells,
        verdict=verdict,
        by_death=percent(found.laws["care_intensity_by_time_to_death"]),
        equilibrium=percent(found.laws["care_intensity_dynamic_equilibrium"]),
        last=percent(found.steps[-1].answer.needed),
    )


def _official(found: Changes) -> list[str]:
    official = found.official
    national = [one for one in official.editions if one.kind == "reference"]
    last: Edition = max(national, key=lambda one: one.year)
    belief = texts.OFFICIAL_BELIEF.format(
        need=percent(official.growth_of_need),
        workers=percent(official.growth_of_workers),
        official_workers=percent(WORKERS_OF_THE_OFFICIAL),
        official_need=percent(official_need(official, last, WORKERS_OF_THE_OFFICIAL)),
        last_year=last.year,
        low=f"{min(one.low for one in national):,.0f}",
        high=f"{max(one.high for one in national):,.0f}",
    )
    about = texts.OFFICIAL.format(part=percent(official.city_part), factor=f"{official.region_factor:.1f}")
    return [about, table(EDITION_HEAD, map(edition_row, official.editions), 3), belief]


def _old(found: Changes) -> str:
    rows = [
        (str(one.edition), number(one.counted), number(one.forecast), number(one.model), signed(one.difference))
        for one in found.old.editions
    ]
    return table(("edition", "counted then", f"forecast {HORIZON}", "model", "difference"), rows)
