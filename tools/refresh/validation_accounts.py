"""Two sections of ``docs/validation.md``: need beside national posts and the budget, and the official forecast."""

from care2040.analysis.validation.national_need import NationalNeed
from care2040.analysis.validation.official_forecast import Edition, OfficialForecast
from care2040.language.axes import BASE_YEAR
from tools.refresh.tables import percent, signed, table, words

NEED = """## Need: the Netherlands, and the budget of the city

Care by age laid on the Dutch population asks for {asked:,.0f} posts on 1 January {year}; workers of 2022, drawn on,
and the vacancies that were counted are {counted:,.0f}: {total}. **That is less of a test than it looks.** The level of
each domain was set to the posts of its branches in 2022 (employees, self-employed, vacancies), so only the step to
{year} could have missed, and the workers of {year} were not counted but drawn on. Per domain the table shows the
mapping and tests nothing; most branches are from memory. Childcare is in the broad definition of CBS, and in
`youth_care`: three quarters of its posts, though the ages are those of youth help. Household help is taken from home
care and put in `social_support`. Posts in thousands:
"""

BRANCHES = """\
The branches that were counted were so in 2017, as a part of all employees. Our table of 2022 was made from those parts,
so that the difference says how far we moved them, and not whether we were right:
"""

BUDGET = """\
What the municipality would pay for its residents, million euro a year, beside its budget. Lines of a budget follow
laws, not branches: youth help is also given in mental health and disability care. Which part of a domain a line pays,
by age, was judged with this budget in view: it is a check of consistency. Youth help misses by more than a tenth;
neighbourhood teams, some 25 million that stand under another line, may be the reason.
"""

OFFICIAL = """## The official forecast of the shortage

Nobody publishes it for the city. Scaled by the {part} of the national workers who work there (low), and with the
{factor} by which the regional shortage is larger than the region's part of the workers (high); the regional editions
(Utrecht, Amersfoort and Gooi en Vechtstreek together; none later than 2022 was found) by the city's part of the region.
Persons; editions differ in whether childcare is in.
"""

OFFICIAL_WORDS = """\
**Where they differ.** {verdict}
The official forecast has supply grow by what is trained and who leaves, as trends; in the model those who work in care
grow by {workers} a year until 2035, as far as there is money for posts, from a pool that care's own hires tighten a
little. Its need grows by {need} a year: the city grows faster than the country. The model begins from the vacancies of
2016, and what it makes of {year} is its own. Until 2033 the two are near each other. **After that we believe the
official path of the shortage rather than our own**: our money after 2024 is judged. Of need, which the official
forecast does not publish, we believe ours.
[What moved the answer](changes_of_the_answer.md) has more.
"""

EDITION_HEAD = ("edition", "for", "of", "published", "city, low", "city, high", "model")
KINDS = {"reference": "Netherlands", "policy": "Netherlands, with agreements", "region": "region"}
SHORT_NOW = 55_000
"""National shortage of the base year in the edition of 2023, the latest that has one."""


def national_section(found: NationalNeed) -> list[str]:
    """Return the need beside national posts, branches and the budget."""
    total = found.total
    head = NEED.format(asked=total.model, counted=total.counted, year=BASE_YEAR, total=signed(total.difference))
    rows = [
        (
            f"`{one.name}`",
            ", ".join(map(words, one.branches)),
            *(f"{value / 1000:,.1f}" for value in (one.posts, one.asked, one.asked_now)),
        )
        for one in found.domains
    ]
    heads = ("domain", "branches", "posts 2022", "asked 2022", f"asked {BASE_YEAR}")
    sizes = [
        (words(one.what), percent(one.counted), percent(one.model), signed(one.difference)) for one in found.branches
    ]
    lines = [
        (words(one.what), *(f"{value / 1e6:,.1f}" for value in (one.counted, one.model)), signed(one.difference))
        for one in found.budget
    ]
    return [
        head,
        table(heads, rows, 2),
        BRANCHES,
        table(("branch", "counted", "our table", "difference"), sizes),
        BUDGET,
        table(("line", "budget", "model", "difference"), lines),
    ]


def official_section(found: OfficialForecast) -> list[str]:
    """Return the shortage beside every edition of the official forecast."""
    below = sum(one.model < one.low for one in found.editions)
    verdict = f"In {below} of the {len(found.editions)} lines the model has fewer people short than the lower figure."
    about = OFFICIAL.format(part=percent(found.city_part), factor=f"{found.region_factor:.1f}")
    told = OFFICIAL_WORDS.format(
        verdict=verdict,
        workers=percent(found.growth_of_workers),
        need=percent(found.growth_of_need),
        year=BASE_YEAR,
    )
    return [about, table(EDITION_HEAD, map(edition_row, found.editions), 3), told]


def edition_row(one: Edition) -> tuple[str, ...]:
    """Return the line of an edition."""
    figures = (f"{value:,.0f}" for value in (one.published, one.low, one.high, one.model))
    return (str(one.edition), str(one.year), KINDS[one.kind], *figures)


def official_need(found: OfficialForecast, edition: Edition, growth_of_workers: float) -> float:
    """Return the growth of need a year that an edition implies, when those who work grow by a part a year."""
    years = edition.year - BASE_YEAR
    then = found.national_workers * (1 + growth_of_workers) ** years + edition.published
    return float((then / (found.national_workers + SHORT_NOW)) ** (1 / years) - 1)
