"""Costs and benefits of each policy, per payer and year, against unchanged policy under the same scenario and draws.

A difference is taken draw by draw, then told as its median and the interval that holds 90 % of the draws. Care that is
not given costs nothing: a policy that lets more need go unmet looks cheap here, so read costs beside the shortage.
"""

import pandas as pd
import xarray as xr

from care2040.language.axes import HORIZON
from care2040.results.data_frames import side_by_side
from care2040.results.percentiles import middle_and_range
from care2040.results.valid_draws import is_sample
from care2040.results.variables import DISCOUNTED_BENEFITS, DISCOUNTED_COSTS

EVERYBODY = "all"
"""Payer that stands for all of them together."""
NEEDED = "workers_needed"
FLOWS = {"lever_cost": "lever_cost", "care_cost": "care_cost", "benefit": "yearly_benefit"}
DISCOUNTED = {"discounted_cost": DISCOUNTED_COSTS, "discounted_benefit": DISCOUNTED_BENEFITS}
ABOUT = {
    "lever_cost": ("euro/year", "cost of the levers in the year"),
    "care_cost": ("euro/year", "change in the cost of care and support in the year"),
    "benefit": ("euro/year", "what better lives spare and bring in the year"),
    "net_benefit": ("euro/year", "benefit less both costs in the year"),
    "discounted_cost": ("euro", "both costs from the start to the end of the year, in worth of the start"),
    "discounted_benefit": ("euro", "benefits from the start to the end of the year, in worth of the start"),
    "discounted_net_benefit": ("euro", "the one less the other"),
}
"""Item to its unit and what it is; all are differences with unchanged policy."""
PER_WORKER = {
    "avoided_care_workers": ("person", "care workers that need not be there, on 1 January"),
    "lever_cost_per_avoided_care_worker": ("euro/person/year", "cost of the levers in the year for each of them"),
    "net_cost_per_avoided_care_worker": ("euro/person/year", "both costs less benefits in the year for each of them"),
}
COLUMNS = ("policy", "against", "scenario", "payer", "year", "item", "unit", "value", "low", "high")


def costs_year(dataset: xr.Dataset) -> int:
    """Return the year for which the cost per care worker is told: `HORIZON`, or the last of a shorter run."""
    return min(HORIZON, int(dataset["year"].max()))


def has_costs(dataset: xr.Dataset) -> bool:
    """Whether a result has more than one policy, and the costs of each."""
    asked = (*FLOWS.values(), *DISCOUNTED.values())
    return dataset.sizes["policy"] > 1 and all(name in dataset for name in asked)


def differences(dataset: xr.Dataset, against: str) -> dict[str, xr.DataArray]:
    """Return what each policy costs and brings more than another one, by payer and for all payers together."""

    def more(name: str) -> xr.DataArray:
        values = dataset[name].transpose("policy", "scenario", "draw", "year", "payer")
        change = values - values.sel(policy=against, drop=True)
        change = change.sel(policy=[name for name in change["policy"].values.tolist() if name != against])
        everybody = change.sum("payer").expand_dims(payer=[EVERYBODY], axis=-1)
        return xr.concat([change, everybody], "payer")

    found = {item: more(name) for item, name in FLOWS.items()}
    found["net_benefit"] = found["benefit"] - found["lever_cost"] - found["care_cost"]
    found |= {item: more(name).cumsum("year") for item, name in DISCOUNTED.items()}
    found["discounted_net_benefit"] = found["discounted_benefit"] - found["discounted_cost"]
    return found


def per_worker(dataset: xr.Dataset, against: str) -> dict[str, xr.DataArray]:
    """Return how many care workers each policy makes unnecessary in `HORIZON`, and what each of them costs."""
    year = costs_year(dataset)
    needed = dataset[NEEDED].sum("domain").sel(year=year)
    costs = {item: values.sel(year=year, payer=EVERYBODY) for item, values in differences(dataset, against).items()}
    avoided = needed.sel(policy=against, drop=True) - needed.sel(policy=costs["lever_cost"]["policy"].values)
    some = avoided.where(avoided > 0)
    return {
        "avoided_care_workers": avoided,
        "lever_cost_per_avoided_care_worker": costs["lever_cost"] / some,
        "net_cost_per_avoided_care_worker": -costs["net_benefit"] / some,
    }


def table(dataset: xr.Dataset, against: str) -> pd.DataFrame:
    """Return all costs and benefits as one long table."""
    sample = is_sample(dataset)
    parts = [_rows(values, item, ABOUT[item][0], sample) for item, values in differences(dataset, against).items()]
    if NEEDED in dataset:
        year = costs_year(dataset)
        for item, values in per_worker(dataset, against).items():
            whole = values.drop_vars(("year", "payer"), errors="ignore").expand_dims(year=[year], payer=[EVERYBODY])
            parts.append(_rows(whole, item, PER_WORKER[item][0], sample))
    return pd.concat(parts, ignore_index=True).assign(against=against)[list(COLUMNS)]


def _rows(values: xr.DataArray, item: str, unit: str, sample: bool) -> pd.DataFrame:
    rows = side_by_side(middle_and_range(values, sample), ["policy", "scenario", "payer", "year"])
    return rows.assign(item=item, unit=unit)
