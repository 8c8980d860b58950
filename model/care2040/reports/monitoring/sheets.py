"""What the monitor found as tables of numbers, for whoever calculates on: names and units as the model has them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from care2040.analysis.monitoring.counts import Span
from care2040.analysis.monitoring.monitoring import Monitoring


def sheets(found: Monitoring) -> dict[str, pd.DataFrame]:
    """Return file names and tables; what there is nothing in is left out."""
    counts = []
    for one in found.counts:
        series = found.series[one.name]
        unit = str(found.dataset[series.name_of_quantity].attrs.get("units", ""))
        unit = {"1": "dimensionless"}.get(unit, unit)
        told = {"quantity": series.quantity, "place": series.place, "unit": "first count = 1" if series.index else unit}
        counts.append(_flat(one) | told | {"surprise": one.surprise, "in_band_after": one.after.holds(one.value)})
    made: Mapping[str, Sequence[dict[str, Any]]] = {
        "monitor_counts.csv": counts,
        "monitor_held_out.csv": [_flat(one) for one in found.held],
        "monitor_ahead.csv": [_flat(one) for one in found.ahead],
        "monitor_parameters.csv": [_flat(one) for one in found.moved],
        "monitor_laws.csv": [_flat(one) for one in found.laws],
        "monitor_scenarios.csv": [_flat(one) | {"died": one.died} for one in found.scenarios],
    }
    return {name: pd.DataFrame(rows) for name, rows in made.items() if rows}


def _flat(one: Any) -> dict[str, Any]:
    """Return a finding as columns; a band in three, and the chance of one in four in two."""
    row: dict[str, Any] = {}
    for key, value in asdict(one).items():
        if key == "reaches":
            row["one_in_four_before"], row["one_in_four_after"] = value or (None, None)
        elif isinstance(value, tuple):
            row |= {f"{key}_{end}": part for end, part in zip(Span._fields, value, strict=True)}
        else:
            row[key] = value
    return row
