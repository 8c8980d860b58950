"""Which assumptions matter, as a result holds it: ranked, with what cannot be told apart, and how to say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import Story
from care2040.figures.readings import tidy
from care2040.figures.request import Request
from care2040.wording.language import Language
from care2040.wording.numbers import sentence
from care2040.wording.texts import phrase

SHOWN = 12
"""Assumptions that are drawn; the rest matters less."""


@dataclass(frozen=True)
class Assumption:
    """One assumption of a ranking."""

    name: str
    value: float
    interval: float
    best: int
    worst: int
    more: Mapping[str, float]

    @property
    def span(self) -> tuple[float, float]:
        """The interval, from nought up."""
        return max(0.0, self.value - self.interval), self.value + self.interval

    def as_numbers(self, **drawn: float) -> dict[str, object]:
        """Return what is drawn, to six digits, and the place."""
        return dict(zip(drawn, tidy(drawn.values()), strict=True)) | {"place": [self.best, self.worst]}


@dataclass(frozen=True)
class Ranking:
    """Assumptions by what they do to one outcome, largest first; at most `SHOWN` of them are drawn."""

    policy: str
    scenario: str
    indicator: str
    unit: str
    year: int
    samples: int
    runs: int
    failed: int
    left_out: int
    middle: float
    assumptions: tuple[Assumption, ...]

    @property
    def shown(self) -> tuple[Assumption, ...]:
        """Those that are drawn: what matters at all, or else the first."""
        return tuple(one for one in self.assumptions[:SHOWN] if one.value > 0) or self.assumptions[:1]

    @property
    def leaders(self) -> tuple[Assumption, ...]:
        """Those that may be the first."""
        return tuple(one for one in self.assumptions if one.best == 1)


def ranking_of(request: Request, method: str, by: str, interval: str, more: Sequence[str] = ()) -> Ranking:
    """Return the ranking of the first outcome that a result holds."""
    dataset = request.dataset
    if by not in dataset:
        hint = f"it takes a sweep: write 'sweep: {{method: {method}, ...}}' in the experiment"
        raise CannotDrawError(f"the figure '{request.name}' needs '{by}', which the result does not hold; {hint}")
    one, facts = dataset.isel(case=0), dataset[by].attrs
    columns = {name: one[name].values for name in (by, interval, *more)}
    best, worst = (one[f"{method}_rank_{end}"].values for end in ("best", "worst"))
    found = [
        Assumption(
            name=str(name),
            value=float(columns[by][place]),
            interval=float(columns[interval][place]),
            best=int(best[place]),
            worst=int(worst[place]),
            more={key: float(columns[key][place]) for key in more},
        )
        for place, name in enumerate(dataset["input"].values)
    ]
    return Ranking(
        policy=str(one["case_policy"].item()),
        scenario=str(one["case_scenario"].item()),
        indicator=str(one["case_indicator"].item()),
        unit=str(one["case_unit"].item()),
        **{name: int(facts[name]) for name in ("year", "samples", "runs", "failed", "left_out")},
        middle=float(one["case_middle"]),
        assumptions=tuple(sorted(found, key=lambda each: -each.value)),
    )


def ranking_message(request: Request, ranking: Ranking) -> str:
    """Return who matters most, or that several cannot be told apart."""
    names = [quoted(request, one.name) for one in ranking.leaders]
    blanks: dict[str, object] = {"measure": request.measure(ranking.indicator), "year": ranking.year}
    blanks |= {"first": names[0], "second": names[-1], "many": request.count(len(names))}
    none = ranking.assumptions[0].value <= 0
    key = "none" if none else {1: "one", 2: "two"}.get(len(names), "many")
    return sentence(request.common("ranking", f"title_{key}", **blanks))


def ranking_story(
    request: Request, ranking: Ranking, title: str, values: Sequence[str], numbers: Mapping[str, object], **blanks: str
) -> Story:
    """Return the words around a ranking; `values` says what is drawn of each assumption, one by one."""
    subject = request.subject(ranking.indicator, ranking.unit) | blanks
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **subject, year=ranking.year),
        notes=[request.say("note", **blanks), *notes(request, ranking)],
        run=(ranking.policy, ranking.scenario),
        alt=request.say("alt", title=title, values="; ".join(values), **blanks),
        numbers=numbers,
    )


def quoted(request: Request, name: str) -> str:
    """Return the name of an assumption in quotes, for a sentence."""
    return f"‘{request.assumption_name(name)}’"


def place_words(one: Assumption, language: Language) -> str:
    """Return the place of an assumption: one number, or from one to another where intervals overlap."""
    key = "place" if one.best == one.worst else "places"
    return phrase(language, "ranking", key, best=one.best, worst=one.worst)


def notes(request: Request, ranking: Ranking) -> list[str]:
    """Return what to know: what a place means, what is not drawn, and how many runs were left out."""
    hidden = len(ranking.assumptions) - len(ranking.shown)
    said: dict[str, dict[str, int]] = {}
    if any(one.best != one.worst for one in ranking.shown):
        said["places"] = {}
    if hidden:
        said["hidden"] = {"many": hidden}
    said["runs"] = {"runs": ranking.runs}
    if ranking.left_out:
        said["left_out"] = {"failed": ranking.failed, "left_out": ranking.left_out}
    said["inputs"] = {}
    written = {key: {name: request.count(many) for name, many in blanks.items()} for key, blanks in said.items()}
    return [request.common("ranking", f"note_{key}", **blanks) for key, blanks in written.items()]
