"""Targets of a new city: what its tables say, what is fitted to it, and what the nation or Utrecht lends otherwise."""

from typing import Any

from care2040.analysis.new_city.given.tables_in import TablesIn
from care2040.analysis.new_city.made.population import Population
from care2040.analysis.new_city.written.entries import DONOR, DONOR_SOURCE, NATION, Entry, rounded
from care2040.language.axes import BASE_YEAR, HORIZON, RUN_IN

BUILT_IN_THE_NATION = 0.0105
"""Homes on which building starts in a year for each home there is, as in the nation from 2016 to 2023; judged."""
WITHOUT_A_DIP = {2024: 0.9, 2026: 0.95}
"""Building against full capacity in the years in which Utrecht had next to none; judged."""
END = HORIZON + 1
SOLVED = "growth_of_the_vision"
BUILDING = "construction_capacity"


def free_parameters(found: TablesIn, homes: float) -> dict[str, list[float]]:
    """Return what the tables can fit, with the lowest and highest value."""
    free = {"participation_level": [0.7, 1.3]}
    if "births_and_deaths" in found:
        free |= {"mortality_level": [0.7, 1.5], "fertility_level": [0.4, 1.6]}
    if "forecast" in found:
        free[BUILDING] = [0.006 * homes, 0.02 * homes]
    return {name: [rounded(end) for end in ends] for name, ends in free.items()}


def targets(
    found: TablesIn, people: Population, homes: float, employed: float, prefix: str, solved: dict[str, Any]
) -> dict[str, Any]:
    """Return what ``targets.yaml`` of the city holds.

    Parameters
    ----------
    found : TablesIn
        Tables without problems.
    people : Population
        Residents by year.
    homes, employed : float
        Homes of 1 January of the base year, and residents who worked in the year of the wijken.
    prefix : str
        Name of the city, with which its sources begin.
    solved : dict
        What is solved once the fit is done, as the donor has it.
    """
    aims = {
        f"residents_{BASE_YEAR}": _aim("residents", BASE_YEAR, people.of(BASE_YEAR).sum(), "set", [f"{prefix}_wijken"]),
        f"homes_{BASE_YEAR}": _aim("homes", BASE_YEAR, homes, "set", [f"{prefix}_wijken"]),
        "employed_residents": _aim("employed_residents", people.year, employed, "fitted", [f"{prefix}_municipalities"]),
    }
    carried = {"participation_level": "employed_residents"}
    if "births_and_deaths" in found:
        row = max(found["births_and_deaths"].rows, key=lambda one: float(one["year"]))
        year, source = min(max(int(row["year"]), RUN_IN), BASE_YEAR), [f"{prefix}_births_and_deaths"]
        aims["births"] = _aim("births", year, float(row["births"]), "fitted", source)
        aims["deaths"] = _aim("deaths", year, float(row["deaths"]), "fitted", source)
        carried |= {"mortality_level": "deaths", "fertility_level": "births"}
    if "forecast" in found:
        for year, value in found["forecast"].by_year("residents").items():
            if BASE_YEAR < year < END:
                aims[f"residents_{year}"] = _aim("residents", year, value, "fitted", [f"{prefix}_forecast"])
    return {
        "about": "Free parameters and targets of the calibration, from public tables of the city.",
        "start": RUN_IN,
        "end": END,
        "free": free_parameters(found, homes),
        "base_year": carried,
        "solved": {name: one for name, one in solved.items() if name == SOLVED},
        "targets": aims,
    }


def _aim(quantity: str, year: int, value: float, role: str, source: list[str]) -> dict[str, Any]:
    about = f"{quantity.replace('_', ' ').capitalize()} in {year}"
    return {
        "about": about,
        "quantity": quantity,
        "year": year,
        "value": round(float(value), 3),
        "role": role,
        "source": source,
    }


def fitted_entries(
    entries: dict[str, Entry], calibrated: dict[str, float], free: dict[str, list[float]], homes: float
) -> dict[str, Entry]:
    """Return the entries of the parameters that Utrecht fits: free here too, or borrowed.

    Parameters
    ----------
    entries : dict of str to dict
        Entries of the donor, as they are written.
    calibrated : dict of str to float
        What the calibration of the donor found.
    free : dict of str to list
        What the tables of the city can fit.
    homes : float
        Homes of the city.
    """
    lent: dict[str, tuple[float, str, list[float] | None]] = {
        "household_thinning_rate": (calibrated["household_thinning_rate"], DONOR, [0.001, 0.005]),
        "frailty_gradient": (calibrated["frailty_gradient"], DONOR, [0.3, 0.9]),
        "unhealthy_odds_level": (calibrated["unhealthy_odds_level"], DONOR, [0.75, 1.3]),
        "participation_level": (1.0, NATION, None),
        "mortality_level": (1.0, NATION, [0.9, 1.1]),
        "fertility_level": (1.0, NATION, [0.85, 1.15]),
        "fertility_recovery": (0.0, NATION, [-0.1, 0.15]),
        BUILDING: (BUILT_IN_THE_NATION * homes, NATION, [0.006 * homes, 0.02 * homes]),
    }
    made = {}
    for name, (value, lender, bounds) in lent.items():
        is_free = name in free
        entry = dict(entries[name])
        what = " ".join(str(entry["about"]).split(". ")[0].split()).rstrip(".")
        drawn = bounds if not is_free else (free[name] if name == BUILDING else None)
        made[name] = {
            "about": f"{what}. " + ("Fitted to the tables of the city." if is_free else f"Borrowed from {lender}."),
            "unit": entry["unit"],
            "value": rounded(value),
            "range": [rounded(one) for one in drawn] if drawn else None,
            "spread": ("lognormal" if bounds and bounds[0] > 0 else "triangular") if drawn else "none",
            "year": BASE_YEAR,
            "source": [DONOR_SOURCE],
            "standing": "calibrated" if is_free else "borrowed",
        }
    started = entries["homes_started"]
    steady = {year: rounded(BUILT_IN_THE_NATION * homes) if one else 0 for year, one in started["value"].items()}
    made["homes_started"] = _steady(started, steady) | {"range": [0.7, 1.3], "spread": "lognormal"}
    path = entries["construction_capacity_path"]
    made["construction_capacity_path"] = _steady(path, {**path["value"], **WITHOUT_A_DIP})
    return made


def _steady(entry: Entry, value: dict[int, float]) -> Entry:
    """Return an entry about building by year without the dip that Utrecht had: as steady as in the nation."""
    what = " ".join(str(entry["about"]).split(". ")[0].split(":")[0].split()).rstrip(".")
    return {
        "about": f"{what}. Borrowed from {NATION}, without the dip of {DONOR}.",
        "unit": entry["unit"],
        "value": value,
        "range": None,
        "spread": "none",
        "year": entry["year"],
        "source": [DONOR_SOURCE],
        "standing": "borrowed",
    }
