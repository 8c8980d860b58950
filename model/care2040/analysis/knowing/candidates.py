"""What could be counted besides: an indicator that nobody counts, and in the city what is counted for the country."""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from care2040.analysis.observations.register import Register, Series
from care2040.files.schema import Bilingual
from care2040.language.axes import whole_city
from care2040.results.variables import SHORTAGE, STANDARD
from care2040.wording.names import indicator_words
from care2040.wording.texts import phrase

ERROR = 0.05
"""Standard error of a new count, as a part of it, unless it is asked otherwise; judged."""
IN_CITY = "_in_the_city"
NOBODY = "nobody yet"


def short_title(series: Series, language: str) -> str:
    """Return what a series counts, without how an index is told."""
    whole = series.title[language]
    return whole.partition(",")[0] if series.index else whole


def in_the_city(register: Register, error: float) -> Iterator[tuple[str, Series]]:
    """Give each series of the country as it would be counted in the city: no surer than any other new count."""
    for name, series in register.series.items():
        if series.place == "netherlands":
            title = Bilingual(
                en=phrase("en", "knowing", "in_city", title=short_title(series, "en")),
                nl=phrase("nl", "knowing", "in_city", title=short_title(series, "nl")),
            )
            own = {"title": title, "place": whole_city(), "index": False, "breaks": (), "city_part": 1.0}
            errors = {"sampling": max(series.sampling, error), "definition": max(series.definition, error)}
            yield name + IN_CITY, series.model_copy(update=own | errors)


def uncounted(register: Register, dataset: xr.Dataset, error: float) -> Iterator[tuple[str, Series]]:
    """Give each indicator that was asked for and nobody counts, as a series; needs and shortages cannot be counted."""
    counted = {series.name_of_quantity for series in register.series.values()}
    read = max(series.retrieved for series in register.series.values())
    for name in map(str, np.atleast_1d(dataset.attrs["indicators"])):
        if name not in counted and not name.startswith((STANDARD, SHORTAGE)):
            en, nl = (indicator_words(name, language)["subject"] for language in ("en", "nl"))
            yield (
                name,
                Series(
                    title=Bilingual(en=en, nl=nl),
                    table=NOBODY,
                    measure=name,
                    quantity=name,
                    place=whole_city(),
                    day="date",
                    sampling=error,
                    definition=error,
                    model=error,
                    licence=NOBODY,
                    updated_by=NOBODY,
                    retrieved=read,
                ),
            )
