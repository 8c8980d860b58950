"""What stands on the first sheet of the spreadsheet: what it is, how it was made, and how to read it."""

from collections.abc import Iterable, Mapping
from typing import Any

from care2040.results.manifest import maker


def explanation(facts: Mapping[str, Any], whole: bool) -> Iterable[tuple[str, str]]:
    """Give what is said of a result before its numbers: a label and a text."""
    experiment = facts["experiment"]
    yield "question", experiment["question"]["en"]
    yield "experiment", f"{experiment['name']}, at {experiment['resolution']} resolution"
    yield "made with", f"{maker(facts)}, {facts['started']}"
    yield "policies, scenarios", "; ".join([", ".join(experiment["policies"]), ", ".join(experiment["scenarios"])])
    yield "draws", _draws(experiment["draws"], experiment["seed"])
    yield "years", "Stocks and ratios are those of 1 January of the year, flows those of the whole year."
    yield "district", "utrecht is the whole city; the other ten are its districts (wijken)."
    yield (
        "care share",
        (
            "Workers in care and welfare in the broad sense of Statistics Netherlands (CBS), of employed residents. "
            "Needed is a need, not a forecast: the workers it takes to serve each client as in the base year."
        ),
    )
    yield "sheets", "City by year: one row per indicator. All numbers: one row per number, to filter and to pivot."
    yield "figures", "Each sheet that begins with Figure holds exactly the numbers drawn in the figure of that name."
    yield (
        "units",
        "As the model has them: fte is a full-time job, dimensionless a share or a ratio, euro those of 2024.",
    )
    if not whole:
        yield "left out", "Districts would make the sheet All numbers too long to open; they are in indicators.csv."


def _draws(draws: int, seed: int) -> str:
    if draws == 1:
        return "1: central values of all parameters"
    told = "median, and low and high: 90 % of the draws lie between them; every draw is in indicators.csv"
    return f"{draws} from seed {seed}; {told}."
