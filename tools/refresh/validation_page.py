"""``docs/validation.md``: what the model was laid beside, how near it came, and what its makers do not believe."""

from care2040.analysis.netherlands.sector_alone import LAST
from care2040.analysis.netherlands.sector_alone import START as FIRST
from care2040.analysis.validation.evidence import LOOKED_AT, MAIN, Validation
from care2040.analysis.validation.hindcast import END
from care2040.analysis.validation.hindcast import START as LONG_AGO
from care2040.language.axes import BASE_YEAR, HORIZON
from care2040.reports.memos.cautions import HALF
from tools.refresh.hindcast_page import misses
from tools.refresh.tables import (
    MINUS,
    ages,
    by_year,
    differences,
    interval,
    number,
    percent,
    scientific,
    signed,
    table,
    words,
)
from tools.refresh.validation_accounts import national_section, official_section
from tools.refresh.validation_queue import queue_section
from tools.refresh.validation_texts import (
    BELIEF,
    DEFINITIONS,
    FIT,
    FORECAST,
    GROUPS,
    HEAD,
    HINDCAST,
    LAWS,
    LONGER,
    NUMERICS,
    OLD,
    OLD_EDITIONS,
    RESOLUTION,
    SIMULATED,
    STANDING,
    VARIANCE,
)
from tools.refresh.validation_workforce import workforce_section

MADE_FROM = "<!-- made from {fingerprint} -->"


def validation_page(found: Validation, fingerprint: str) -> str:
    """Return the text of ``docs/validation.md``."""
    parts = [
        HEAD,
        DEFINITIONS,
        *_calibration(found),
        *national_section(found.need),
        *_population(found),
        *queue_section(found.queue, found.shipped),
        *_old(found),
        *official_section(found.official),
        *workforce_section(found.national, found.out_of_sample, _facts(found)),
        *_forecast(found),
    ]
    parts += [*_standing(found), *_groups(found), *_laws(found), *_numerics(found), BELIEF.format(**_facts(found))]
    return "\n".join([*parts, MADE_FROM.format(fingerprint=fingerprint)]) + "\n"


def is_made_from(page: str, fingerprint: str) -> bool:
    """Whether a page was made from what has a fingerprint."""
    return page.rstrip().endswith(MADE_FROM.format(fingerprint=fingerprint))


def _facts(found: Validation) -> dict[str, str]:
    workers = {one.year: one for one in found.national.workers}
    furthest = max(found.national.workers, key=lambda one: abs(one.difference))
    last = [band for band in found.hindcast.longer.bands if band.year == END]
    worst = max(last, key=lambda band: abs(band.difference))
    on_the_way = max(found.hindcast.longer.bands, key=lambda band: abs(band.difference))
    short = max(
        (band for band in found.hindcast.shorter.bands if band.year == END), key=lambda band: abs(band.difference)
    )
    residents = {one.year: one for one in found.hindcast.longer.totals if one.what == "residents"}
    groups = {group.name: group for group in found.variance.groups}
    official = max((one for one in found.official.editions if one.kind == "reference"), key=lambda one: one.year)
    heaviest = max(found.by_group[MAIN].groups, key=lambda group: group.with_others.value)
    laws = [main for main, _ in found.laws.values()]
    before, after = found.forecast["care_share", 2003], found.forecast["care_share_forecast", 2025]
    came = (found.forecast["care_share", 2022] - before) / (after - before)
    base, needed = (found.resolutions[MAIN][place] for place in (0, 2))
    return {
        "end": str(END),
        "long_ago": str(LONG_AGO),
        "short_worst": signed(short.difference),
        "long_worst": f"{signed(worst.difference)} at ages {ages(worst.what)}",
        "way_worst": f"{signed(on_the_way.difference)} at ages {ages(on_the_way.what)} in {on_the_way.year}",
        "long_residents": signed(residents[END].difference),
        "first": str(FIRST),
        "last": str(LAST),
        "workers_last": signed(workers[LAST].difference),
        "workers_worst": f"{signed(furthest.difference)} in {furthest.year}",
        "judged": percent(groups["judged"].with_others.value, 0),
        "judged_interval": interval(groups["judged"].with_others),
        "strongest": found.variance.strongest[0][0],
        "strongest_rank": f"{found.variance.strongest[0][2]:.2f}",
        "low": percent(found.variance.low),
        "high": percent(found.variance.high),
        "samples": f"{found.variance.samples:,}",
        "runs": f"{found.variance.samples * (2 + len(found.variance.groups)):,}",
        "left_out": str(found.variance.left_out),
        "official_low": f"{official.low:,.0f}",
        "official_high": f"{official.high:,.0f}",
        "official_model": f"{official.model:,.0f}",
        "official_year": str(official.year),
        "heaviest": words(heaviest.name),
        "heaviest_part": percent(heaviest.with_others.value, 0),
        "other_laws": str(len(found.laws) - 2),
        "law_low": percent(min(laws)),
        "law_high": percent(max(laws)),
        "before": percent(before, 0),
        "forecast": percent(after, 0),
        "came": percent(found.forecast["care_share", 2022]),
        "part": percent(came, 0),
        "base": percent(base),
        "needed": percent(needed),
        "if_as_then": percent(base + came * (needed - base)),
    }


def _calibration(found: Validation) -> list[str]:
    rows = []
    for target in found.fit.targets:
        fit = found.fit.fits[target.name]
        wanted = f"{'at least ' if target.at_least else ''}{number(target.value)}"
        told = (words(target.name), target.role, str(target.year), wanted, number(fit), signed(fit / target.value - 1))
        rows.append(told)
    free = (
        (f"`{name}`", number(value), number(low), number(high))
        for (name, value), (low, high) in zip(found.fit.values.items(), found.fit.bounds.values(), strict=True)
    )
    bound = found.fit.on_bound()
    ends = f"Stopped at a bound: {', '.join(bound)}.\n" if bound else "None of them stopped at a bound.\n"
    head = ("target", "role", "year", "wanted", "model", "difference")
    return [FIT, table(head, rows, 2), table(("fitted", "value", "lowest", "highest"), free), ends]


def _population(found: Validation) -> list[str]:
    facts = _facts(found)
    short = by_year((band for band in found.hindcast.shorter.bands if band.year == END), "age on 1 January")
    days = (LONG_AGO + 2, LONG_AGO + 5, END)
    longer = differences((band for band in found.hindcast.longer.bands if band.year in days), "age")
    totals = differences((one for one in found.hindcast.longer.totals if one.year in days), "on 1 January")
    moves = found.hindcast.longer.moves
    several = {}
    for what in dict.fromkeys(one.what for one in moves):
        for first, last in ((LONG_AGO, LONG_AGO + 4), (LONG_AGO + 5, END - 1)):
            own = [one for one in moves if one.what == what and first <= one.year <= last]
            several[what, first, last] = sum(one.model for one in own) / sum(one.counted for one in own) - 1
    spans = list(dict.fromkeys((first, last) for _, first, last in several))
    rows = [
        (what, *(signed(several[what, first, last]) for first, last in spans))
        for what in dict.fromkeys(one.what for one in moves)
    ]
    head = ("moves", *(f"{first} to {last}" for first, last in spans))
    lately = misses(found.hindcast)
    return [
        SIMULATED.format(**facts),
        lately,
        HINDCAST.format(**facts),
        short,
        LONGER.format(**facts),
        longer,
        totals,
        table(head, rows),
    ]


def _old(found: Validation) -> list[str]:
    rows = [(words(name), *(number(value) for value in years.values())) for name, years in found.old.model.items()]
    years = next(iter(found.old.model.values()))
    editions = [
        (
            str(one.edition),
            str(one.first),
            *(number(value) for value in (one.counted, one.forecast)),
            signed(one.growth, 0),
            number(one.model),
            signed(one.difference),
        )
        for one in found.old.editions
    ]
    head = ("edition", "from", "then", f"forecast {HORIZON}", "growth", "model", "difference")
    return [OLD, table(("on 1 January", *map(str, years)), rows), OLD_EDITIONS, table(head, editions, 2)]


def _forecast(found: Validation) -> list[str]:
    return [FORECAST.format(**_facts(found))]


def _standing(found: Validation) -> list[str]:
    groups = {group.name: group for group in found.variance.groups}
    rows = [
        (
            standing,
            str(every),
            str(drawn),
            f"{percent(groups[standing].alone.value, 0)} ({interval(groups[standing].alone)})",
            f"{percent(groups[standing].with_others.value, 0)} ({interval(groups[standing].with_others)})",
        )
        for standing, (every, drawn) in found.standings.items()
    ]
    head = ("standing", "parameters", "drawn", "alone (95 %)", "with others (95 %)")
    named = [(f"`{name}`", one, f"{rank:+.2f}".replace("-", MINUS)) for name, one, rank in found.variance.strongest]
    strongest = table(("parameter", "standing", "rank correlation"), named, 2)
    return [STANDING, table(head, rows), VARIANCE.format(**_facts(found)), strongest]


def _groups(found: Validation) -> list[str]:
    """Return the split over groups of assumptions, of the need and of the shortage."""
    parts = []
    for indicator, variance in found.by_group.items():
        rows = [
            (
                words(group.name),
                str(group.parameters),
                f"{percent(group.alone.value, 0)} ({interval(group.alone)})",
                f"{percent(group.with_others.value, 0)} ({interval(group.with_others)})",
            )
            for group in variance.groups
        ]
        heavy = [words(group.name) for group in variance.groups if group.alone.value > HALF]
        said = f"More than half hangs on {heavy[0]}." if heavy else "No group carries more than half."
        head = (f"{words(indicator)} {HORIZON}", "drawn", "alone (95 %)", "with others (95 %)")
        parts += [table(head, rows), f"{said}\n"]
    some = next(iter(found.by_group.values()))
    facts = {"samples": f"{some.samples:,}", "runs": f"{some.samples * (2 + len(some.groups)):,}"}
    return [GROUPS.format(**facts, left_out=some.left_out), *parts]


def _laws(found: Validation) -> list[str]:
    own, _ = found.laws[""]
    called = {"": "the model's own", "all": "all of these at once"}
    rows = [
        (called.get(name, f"`{name}`"), percent(main), signed(main - own).replace(" %", ""), f"{shortage:,.0f}")
        for name, (main, shortage) in found.laws.items()
    ]
    head = ("law", f"care share needed {HORIZON}", "points", f"shortage {HORIZON}")
    return [LAWS.format(**_facts(found)), table(head, rows)]


def _numerics(found: Validation) -> list[str]:
    steps = []
    for one in found.errors:
        step = f"1/{round(1 / one.step)}" if one.step < 1 else "1"
        steps.append((step, *map(scientific, (one.main, one.shortage, one.worst)), words(one.indicator)))
    head = ("sub-step, years", "care share needed", "shortage", "worst of all indicators", "which")
    rows = []
    for name in LOOKED_AT:
        district, city, district_later, city_later = found.resolutions[name]
        now, later = (signed(one / other - 1, 2) for one, other in ((city, district), (city_later, district_later)))
        rows.append((words(name), number(district), now, number(district_later), later))
    heads = ("indicator", f"districts {BASE_YEAR}", "city", f"districts {HORIZON}", "city")
    return [NUMERICS, table(head, steps), RESOLUTION, table(heads, rows)]
