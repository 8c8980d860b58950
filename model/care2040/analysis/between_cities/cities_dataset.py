"""Two cities side by side as a dataset, for the figure."""

import json

import numpy as np
import xarray as xr

from care2040.analysis.between_cities.comparison import CityComparison
from care2040.results.variables import CITY_CAUSES


def as_dataset(told: CityComparison) -> xr.Dataset:
    """Return a comparison as the figure ``cities`` takes it: dim cause."""
    main, (first, second) = told.main, told.cities
    titles = {
        f"title_{language}": ("cause", np.array([one.title.of(language) for one in told.causes], dtype=object))
        for language in ("nl", "en")
    }
    facts = {
        "experiment": told.experiment,
        "policy": told.policy,
        "scenario": told.scenario,
        "indicator": main.name,
        "units": main.unit,
        "kind": main.kind,
        "per": main.per,
        "first_year": told.start,
        "year": told.year,
        "first": told.at(main.first),
        "second": told.at(main.second),
        "borrowed_adds": told.at(told.borrowed),
        "city": json.dumps(told.neutral.facts(), ensure_ascii=False),
    }
    for side, city in (("first", first), ("second", second)):
        facts |= {f"{side}_nl": city.names.nl, f"{side}_en": city.names.en}
    return xr.Dataset(
        {
            CITY_CAUSES: ("cause", np.array([told.at(one.adds) for one in told.causes])),
            "at_start": ("cause", np.array([one.adds[0] for one in told.causes])),
            **titles,
        },
        coords={"cause": [one.name for one in told.causes]},
        attrs=facts,
    )
