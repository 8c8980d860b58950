"""The named loops of the model: a registry as data, and the graph of links that each of them has to run along."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.schema import Bilingual, Strict
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.language.model import Model
from care2040.sectors import SECTORS

LOOPS = Path(__file__).with_name("loops.yaml")
"""The registry that ships."""

Way = Literal["reinforcing", "balancing"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Link = tuple[str, str]


class LoopInFile(Strict):
    """One loop as it is written."""

    title: Bilingual = Field(description="what it is called in a figure")
    about: Bilingual = Field(description="the loop told in a sentence or two")
    kind: Way = Field(description="reinforcing or balancing")
    sector: Name = Field(description="the sector on whose page it stands")
    closes: bool = Field(default=True, description="false for a chain that nothing in the model closes")
    paths: Annotated[list[Annotated[list[Name], Field(min_length=2)]], Field(min_length=1)] = Field(
        description="[[names in the order of cause and effect], ...]; the first is the loop as it is told"
    )
    cut: Annotated[list[Name], Field(min_length=1)] = Field(description="[parameters that switch it off at 0]")


@dataclass(frozen=True)
class Loop:
    """A loop: what it is called, which way it works, where it runs and what cuts it."""

    name: str
    title: dict[str, str]
    about: dict[str, str]
    kind: Way
    sector: str
    closes: bool
    paths: tuple[tuple[str, ...], ...]
    cut: tuple[str, ...]
    file: str
    line: int

    @property
    def path(self) -> tuple[str, ...]:
        """The loop as it is told."""
        return self.paths[0]

    def links(self, path: tuple[str, ...] | None = None) -> tuple[Link, ...]:
        """Return cause and effect of every link of a path; of one that closes also from the last name to the first."""
        names = self.path if path is None else path
        return tuple(pairwise((*names, names[0]) if self.closes else names))


def links_of(model: Model) -> dict[str, tuple[str, ...]]:
    """Return for every name what it acts on at once: who reads it, and for a flow the stocks that it moves.

    Starting values and references do not count: what is only read at the start is no link of a loop.
    """
    found: dict[str, dict[str, None]] = {}
    for equation in (*model.moving.values(), *model.indicators.values()):
        for name in equation.reads:
            found.setdefault(name, {})[equation.name] = None
    for flow in model.flows.values():
        ends = [end for end in (flow.source, flow.sink) if end]
        found.setdefault(flow.name, {}).update(dict.fromkeys(ends))
    for stock in model.stocks.values():
        if stock.entering:
            found.setdefault(stock.entering, {})[stock.name] = None
    return {name: tuple(effects) for name, effects in found.items()}


def reached(model: Model, start: str) -> frozenset[str]:
    """Return everything that a change of `start` can come to change, itself only when something leads back to it."""
    links, seen = links_of(model), set[str]()
    queue = [start]
    while queue:
        for effect in links.get(queue.pop(), ()):
            if effect not in seen:
                seen.add(effect)
                queue.append(effect)
    return frozenset(seen)


def load_loops(model: Model, parameters: Iterable[str], path: Path = LOOPS) -> dict[str, Loop]:
    """Read the registry and hold it against the model."""
    document = read(path)
    problems = [problem for name in document.data for problem in _wrong_keys(document, name)]
    if not problems:
        problems = list(_cross_checks(document, model, tuple(parameters)))
    if problems:
        raise InvalidInput(problems)
    return {str(name): _loop(document, str(name)) for name in document.data}


def _wrong_keys(document: Document, name: str | int) -> Iterator[Problem]:
    """Give what is wrong with the keys of one loop, or that it has none."""
    if isinstance(document.data[name], dict):
        yield from schema_problems(document.part(name), LoopInFile)
    else:
        hint = f"keys: {', '.join(LoopInFile.model_fields)}"
        yield document.problem(
            (name,), "E103", f"'{name}' must be a loop with its keys, not a single value", hint, True
        )


@lru_cache(maxsize=1)
def shipped_loops(model: Model, parameters: tuple[str, ...]) -> Mapping[str, Loop]:
    """Return the registry that ships, read once."""
    return load_loops(model, parameters)


def _loop(document: Document, name: str) -> Loop:
    written = LoopInFile.model_validate(document.data[name])
    return Loop(
        name=name,
        title=written.title.model_dump(),
        about=written.about.model_dump(),
        kind=written.kind,
        sector=written.sector,
        closes=written.closes,
        paths=tuple(tuple(path) for path in written.paths),
        cut=tuple(written.cut),
        file=str(document.path),
        line=document.position((name,), key=True)[0],
    )


def _cross_checks(document: Document, model: Model, parameters: tuple[str, ...]) -> Iterator[Problem]:
    links = links_of(model)
    for name, entry in document.data.items():
        if entry["sector"] not in SECTORS:
            hint = did_you_mean(entry["sector"], SECTORS)
            yield document.problem((name, "sector"), "E951", f"there is no sector '{entry['sector']}'", hint)
        for number, cut in enumerate(entry["cut"]):
            if cut not in parameters:
                hint = did_you_mean(cut, parameters)
                yield document.problem((name, "cut", number), "E952", f"there is no parameter '{cut}'", hint)
        for which, path in enumerate(entry["paths"]):
            for place, one in enumerate(path):
                keys = (name, "paths", which, place)
                if one not in model.equations:
                    hint = did_you_mean(one, tuple(model.equations))
                    yield document.problem(keys, "E953", f"nothing in the model is called '{one}'", hint)
                    continue
                if place == 0 and not entry.get("closes", True):
                    continue
                before = path[place - 1]
                if before in model.equations and one not in links.get(before, ()):
                    hint = f"'{before}' acts on: {', '.join(links.get(before, ())) or 'nothing'}"
                    yield document.problem(keys, "E954", f"'{before}' does not act on '{one}'", hint)
