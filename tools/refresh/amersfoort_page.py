"""``docs/amersfoort.md``: what the model says of a second city, beside the first and beside the counts, in Dutch."""

from collections.abc import Iterable, Mapping
from typing import Any

from care2040.analysis.between_cities import telling
from care2040.analysis.observed import Compared
from care2040.analysis.validation.hindcast import Hindcast, hindcast
from care2040.language.axes import BASE_YEAR, HORIZON
from care2040.language.cities.city_file import find_city
from care2040.language.cities.here import in_city
from care2040.study.cities.compare import compare_cities
from care2040.study.project import open_project
from care2040.wording.numbers import number
from tools.refresh.tables import table

CITIES = ("utrecht", "amersfoort")
SHARES = ("care_share_needed", "care_share_needed_by_residents", "care_share_working")
PEOPLE = ("residents", "residents_65_plus", "residents_75_plus")
QUESTION: Mapping[str, Any] = {
    "title": {"en": "Two cities", "nl": "Twee steden"},
    "question": {"en": "What does care need in each?", "nl": "Wat heeft de zorg in elk nodig?"},
    "resolution": "district",
    "scenarios": {"evidence": {}, "only_demography": {"future_growth_share": {"set": 0}}},
    "indicators": [*SHARES, *PEOPLE, "waiting_time_social_rent", "poverty_share"],
}
OLD = ("65-69", "70-74", "75-79", "80-84", "85-89")
YOUNG = ("20-24", "25-29", "30-34", "50-54")

HEAD = """# Amersfoort naast Utrecht

Gemaakt door `python -m tools.refresh`; niet met de hand wijzigen. Amersfoort is gebouwd van openbare tabellen van 1
januari 2022 ([hoe dat gaat](een_andere_stad.md)). Veel invoer is geleend van Utrecht of van Nederland;
`parameters/cities/amersfoort/report.md` zegt welke. Vergelijk dus op de grote lijn.

## Wat het model zegt, bij ongewijzigd beleid

De middelste waarden, per wijk berekend; op 1 januari.
"""
WHY = """## Waarom het verschilt

**Amersfoort is ouder en wordt sneller ouder.** Van elke honderd inwoners zijn er {old_then} nu 65 of ouder, en
{old_later} in {later}; in Utrecht {other_then} en {other_later}. Utrecht trekt jonge mensen, groeit hard en blijft
daardoor jong. Door meer en oudere inwoners stijgt de behoefte in Amersfoort met {ageing} procentpunt en in Utrecht
met {other_ageing}. Wat we per persoon meer vragen, doet {growth} en {other_growth} procentpunt.

**Het niveau van {then} ligt dicht bij elkaar om twee redenen die elkaar opheffen.** Utrecht is jonger, maar doet
veel zorg voor de regio. Amersfoort is ouder, en rekent per saldo zonder zorg voor de regio, omdat niemand die zorg
heeft geteld.
"""
CAUSES = """## Het verschil, per oorzaak

Wat elke oorzaak toevoegt aan de behoefte (van iedereen die in de stad werkt) als Utrecht stap voor stap Amersfoort
wordt, in procentpunt; samen precies het verschil. Elke stad als geheel gerekend, dus iets anders dan hierboven.
`care2040 compare cities` doet dit voor elke twee steden ([hoe](een_andere_stad.md#7-leg-de-stad-naast-utrecht)).
"""
CHECKED = """## Naast wat is geteld

Wat van Amersfoort is geteld, en wat het model ervan maakt. Geboorte en sterfte zijn daarop gekalibreerd, de banen
zijn erop gebouwd; zij toetsen dus niets. De lijst voor het verpleeghuis is de landelijke, naar inwoners van 80 jaar en
ouder.
"""
ALONE = """## Inwoners door het model alleen

Vanaf {since} zonder tellingen, met de woningen zoals geteld. Het begin van {first} is zelf afgeleid uit de telling
van 2022, dus dit is geen zuivere toets: het zegt of vertrek, komst, geboorte en sterfte bij deze stad passen.
"""
DOUBTS = """## Wat wij niet geloven

- **Het niveau in {then}.** Er is een ziekenhuis voor de regio, en in de arbeidsmarktregio Amersfoort werkte in 2020
  volgens UWV 17,5% van de werknemers in zorg en welzijn. Zonder telling van zorgbanen rekent het model alsof de
  stad per saldo niets voor de regio doet. Het echte niveau ligt waarschijnlijk hoger. De figuur geeft daarom een
  brede marge.
- **Jonge volwassenen.** Wie vertrekt, is naar leeftijd zoals in Nederland. De tabel hierboven laat zien waar dat
  niet past.
- **Wachttijd voor sociale huur ({wait} jaar in {later}) en dakloosheid.** Die zijn van Utrecht, naar sociale
  huurwoningen en inwoners.
- **Armoede ({poor} in {then}).** Die is van Utrecht, naar het aandeel lage inkomens.
- **De prognose** is een totaal voor de hele stad. Naar leeftijd is er geen; die zijn door het CBS en het PBL
  ingetrokken.

## Wat niet te toetsen is

Voor wachttijd, lettingen, armoede, eenzaamheid, hulp van buren, gezondheid en vertrek van Amersfoort is geen
telling gevonden. Ook is er geen telling per wijk van vóór of na 2022.
"""


def amersfoort_page() -> str:
    """Return the text of the page."""
    found = {city: _of(city) for city in CITIES}
    with in_city(find_city("amersfoort")):
        looked = hindcast()
    (own, other), blanks = (found["amersfoort"], found["utrecht"]), {"then": BASE_YEAR, "later": HORIZON}
    told = {
        "old_then": _old(own, BASE_YEAR),
        "old_later": _old(own, HORIZON),
        "other_then": _old(other, BASE_YEAR),
        "other_later": _old(other, HORIZON),
        **{name: _points(one) for name, one in _risen(own, other).items()},
    }
    wait = number(own["evidence", "waiting_time_social_rent", HORIZON], "nl", 1)
    poor = _percent(own["evidence", "poverty_share", BASE_YEAR])
    parts = [HEAD, _beside(found), WHY.format(**told, **blanks), CAUSES, _causes(), CHECKED, _counted(looked)]
    parts += [ALONE.format(since="2016 of 2021", first=2016), _alone(looked)]
    return "\n".join([*parts, DOUBTS.format(wait=wait, poor=poor, **blanks)])


def _causes() -> str:
    """Return the table of what each cause adds, with what rests on borrowed numbers below it."""
    told = compare_cities(CITIES, QUESTION)
    rows = telling.why_rows(told, "nl")
    said = " ".join([telling.borrowed_words(told, "nl"), *told.cautions("nl")])
    return table(telling.why_heads(told, "nl"), rows) + f"\n{said}\n"


def _of(city: str) -> dict[tuple[str, str, int], float]:
    """Return scenario, indicator and year to the value of a city as a whole."""
    with in_city(find_city(city)):
        frame = open_project().run(QUESTION).to_dataframe()
    whole = frame[(frame["area"] == city) & frame["year"].isin([BASE_YEAR, HORIZON])]
    names = [*SHARES, *PEOPLE, "waiting_time_social_rent", "poverty_share"]
    return {
        (str(row["scenario"]), name, int(row["year"])): float(row[name])
        for _, row in whole.iterrows()
        for name in names
    }


Found = Mapping[tuple[str, str, int], float]


def _old(found: Found, year: int) -> str:
    share = found["evidence", "residents_65_plus", year] / found["evidence", "residents", year]
    return number(100 * share, "nl", 0)


def _risen(own: Found, other: Found) -> dict[str, float]:
    """Return by how much the need rises with ageing and growth of the city, and by what comes on top of that."""
    name, risen = "care_share_needed", {}
    for prefix, one in (("", own), ("other_", other)):
        ageing = one["only_demography", name, HORIZON] - one["only_demography", name, BASE_YEAR]
        risen[f"{prefix}ageing"] = ageing
        risen[f"{prefix}growth"] = one["evidence", name, HORIZON] - one["evidence", name, BASE_YEAR] - ageing
    return risen


def _beside(found: Mapping[str, Found]) -> str:
    lines = (
        ("evidence", "care_share_needed", "nodig in de zorg, van iedereen die in de stad werkt"),
        ("only_demography", "care_share_needed", "idem, alleen door meer en oudere inwoners"),
        ("evidence", "care_share_needed_by_residents", "nodig voor inwoners, van de inwoners met werk"),
        ("evidence", "care_share_working", "werkzaam in de zorg, van iedereen die in de stad werkt"),
        ("evidence", "residents", "inwoners"),
        ("evidence", "residents_65_plus", "van 65 jaar en ouder"),
        ("evidence", "residents_75_plus", "van 75 jaar en ouder"),
    )
    heads = ["", *(f"{find_city(city).names.nl} {year}" for city in CITIES for year in (BASE_YEAR, HORIZON))]
    rows = []
    for scenario, name, words in lines:
        values = [found[city][scenario, name, year] for city in CITIES for year in (BASE_YEAR, HORIZON)]
        shown = [_percent(one) if name in SHARES else number(one, "nl", 0) for one in values]
        rows.append((words, *shown))
    return table(heads, rows)


def _counted(looked: Hindcast) -> str:
    words = {"births": "geboorten", "deaths": "sterfte", "jobs in the city": "banen in de stad"}
    words["waiting for a nursing home"] = "wachten op een verpleeghuis"
    kept = [one for one in (*looked.moves, *looked.simulated) if one.what in words]
    rows = [
        (words[one.what], str(one.year), number(one.counted, "nl", 0), number(one.model, "nl", 0), _signed(one))
        for one in kept
    ]
    return table(("wat", "jaar", "geteld", "model", "verschil"), rows, 2)


def _alone(looked: Hindcast) -> str:
    rows = []
    for alone in (looked.longer, looked.shorter):
        kept: Iterable[Compared] = [
            *(one for one in alone.bands if one.what in (*YOUNG, *OLD) and one.year > alone.since),
            *(one for one in alone.totals if one.year > alone.since),
        ]
        for one in kept:
            what = "inwoners" if one.what == "residents" else f"{one.what} jaar"
            counted, model = (number(value, "nl", 0) for value in (one.counted, one.model))
            rows.append((what, str(alone.since), str(one.year), counted, model, _signed(one)))
    return table(("wat", "alleen vanaf", "in", "geteld", "model", "verschil"), rows, 3)


def _percent(share: float) -> str:
    return f"{number(100 * share, 'nl', 1)}%"


def _points(share: float) -> str:
    return number(100 * share, "nl", 1)


def _signed(one: Compared) -> str:
    sign = "+" if one.difference >= 0 else "\N{MINUS SIGN}"
    return f"{sign}{number(abs(100 * one.difference), 'nl', 1)}%"
