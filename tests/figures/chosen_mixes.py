"""A made-up choice: four mixes of four levers, with names, prices and a budget, as a run would keep them."""

import json
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures.chosen.words import PAYERS
from care2040.results import variables

LEVERS = ("technology", "prevention", "retention", "early_years")
EFFORTS = np.array([[1.0, 1.0, 0.4, 0.0], [1.0, 0.6, 0.0, 0.0], [1.0, 0.9, 0.0, 0.05], [0.9, 0.3, 0.0, 0.0]])
VALUES = np.array([[5000.0, 0.23, 9e8], [6000.0, 0.24, 5e8], [5900.0, 0.22, 7e8], [6500.0, 0.25, 3e8]])
UNCHANGED = [9000.0, 0.26, 0.0]
AIMS = {
    "short": {"wish": "low", "indicator": "shortage", "unit": "person", "when": "2040"},
    "fair": {"wish": "low", "indicator": "poverty_gap", "unit": "dimensionless", "when": "2040"},
    "cost": {"wish": "low", "indicator": "lever_cost", "unit": "euro", "when": "2026-2040"},
}
LIMITS = {
    "enough": {"indicator": "shortage", "at_most": 7000, "year": 2040},
    "purse": {"payer": "municipality", "in_all": 450000000},
    "yearly": {"payer": "municipality", "a_year": 40000000},
}
KINDS = {"enough": "indicator", "purse": "in_all", "yearly": "a_year"}
WHY = {"cheapest": "enough", "best": "short", "fairest": "fair"}


def choice(named: tuple[int, int, int] = (4, 1, 3), why: dict[str, str] = WHY, reached: int = 1) -> xr.Dataset:
    """Return a result with a choice; `named` are the mixes that are cheapest, best and fairest, 0 where none is."""
    brings = -np.array([2000.0, 900.0, 100.0, -50.0])
    costs = np.array([1e8, 5e8, 3e8, 1e7])
    names, levers, aims = 3, len(LEVERS), len(AIMS)
    company = np.tile(np.stack([brings, brings / 1e5, costs], axis=-1), (names, 1, 1))
    company[:, 3] = np.where(np.arange(aims) == 0, 50.0, company[:, 3])
    slope_cost = np.zeros((names, levers, len(PAYERS)))
    slope_cost[..., 0] = costs
    facts = {
        "why": why,
        "aim": "short",
        "tighter": 4e5,
        "free": list(LEVERS),
        "most": dict.fromkeys(LEVERS, 1.0),
        "kinds": KINDS,
    }
    asked = {"aims": AIMS, "limits": LIMITS, "futures": ["evidence"], "visible": {}, "looked_at": 400, "kept": 99}
    by_name = (variables.NAME_OF_MIX, variables.CHOOSABLE)
    told: dict[str, Any] = {"units": "1", "told": json.dumps(facts)}
    value = {"asked": json.dumps(asked), "reached": reached, "draws": 1, "units": "various"}
    payers = np.zeros((len(VALUES), len(PAYERS)))
    payers[:, 0], payers[:, 1] = VALUES[:, 2] * 0.4, VALUES[:, 2] * 0.6
    parts = {
        variables.CHOSEN_VALUE: ((variables.MIX, variables.AIM), VALUES.copy(), value),
        variables.CHOSEN_EFFORT: ((variables.MIX, variables.CHOOSABLE), EFFORTS.copy()),
        **{
            name: ((variables.MIX, variables.CHOOSABLE), EFFORTS * 0 + year)
            for name, year in ((variables.CHOSEN_START, 2026), (variables.CHOSEN_FULL, 2030))
        },
        variables.CHOSEN_SPREAD: ((variables.MIX, variables.CHOOSABLE), np.full(EFFORTS.shape, "evenly")),
        variables.CHOSEN_MISSED: ((variables.MIX, variables.LIMIT), np.full((len(VALUES), len(LIMITS)), -1.0)),
        variables.CHOSEN_NAMED: (variables.NAME_OF_MIX, list(named), told),
        variables.CHOSEN_COST: ((variables.MIX, variables.PAYER_OF_CHOICE), payers),
        variables.CHOSEN_NONE: (variables.AIM, UNCHANGED),
        variables.CHOSEN_SLOPE: ((*by_name, variables.AIM), company),
        variables.CHOSEN_SLOPE_COST: ((*by_name, variables.PAYER_OF_CHOICE), slope_cost),
        variables.CHOSEN_COMPANY: ((*by_name, variables.AIM), company),
        variables.CHOSEN_ALONE: ((*by_name, variables.AIM), company * 1.25),
        variables.CHOSEN_COMPANY_COST: (by_name, np.tile(costs, (names, 1))),
        variables.CHOSEN_ALONE_COST: (by_name, np.tile(costs, (names, 1))),
        variables.CHOSEN_WORTH: (variables.LIMIT, [0.0, -2e-6, 0.0]),
        variables.CHOSEN_REACH: (variables.LIMIT, [0.0, 2e7, 0.0]),
        variables.CHOSEN_CHECKED: (variables.LIMIT, [0.0, -38.0, 0.0]),
        variables.CHOSEN_BUYS: ((variables.LIMIT, variables.CHOOSABLE), [[0] * 4, [0.0, 0.0, 0.1, 0.0], [0] * 4]),
    }
    parts = {
        name: (*one, {"units": "various", "long_name": name})[:3] if len(one) == 2 else one
        for name, one in parts.items()
    }
    return xr.Dataset(
        parts,
        {
            variables.MIX: np.arange(1, len(VALUES) + 1),
            variables.AIM: list(AIMS),
            variables.CHOOSABLE: list(LEVERS),
            variables.LIMIT: list(LIMITS),
            variables.NAME_OF_MIX: ["cheapest", "best", "fairest"],
            variables.PAYER_OF_CHOICE: list(PAYERS),
            "policy": ["as_is"],
            "scenario": ["evidence"],
            "draw": [0],
            "year": [2039, 2040],
        },
        {"experiment": "made_up", "source": "care2040 9.8.7"},
    )
