"""Checks the figures that an experiment asks for: their kinds, what is asked of them, and what they draw from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from care2040.files.problems import Problem, did_you_mean
from care2040.files.yaml_document import Document
from care2040.inputs.experiments.written.asked_figure import OPTIONS, PLURALS, AskedFigure, option_words, surplus
from care2040.inputs.experiments.written.lines import Entry, hint_for, number_at
from care2040.language.axes import AXES, whole_city

Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class Feed:
    """What has to stand in the experiment that a figure can be drawn: a key, of a sweep its method, or a key in it."""

    key: str
    example: str
    method: str | None = None
    within: str = ""

    def stands_in(self, written: Mapping[Any, Any]) -> bool:
        """Whether it does."""
        entry = written.get(self.key)
        return self.key in written and (not self.within or (isinstance(entry, dict) and self.within in entry))


FED_BY = {
    "wedges": Feed("wedges", "wedges: {policy: ..., indicator: ..., year: 2040}"),
    "discovery": Feed("discovery", "discovery: {policy: ...}"),
    **dict.fromkeys(("frontier", "mixes", "price"), Feed("choose", "choose: {levers: ..., objectives: ...}")),
    "robust_mixes": Feed("choose", "choose: {robust: ...}", within="robust"),
    "sobol": Feed("sweep", "sweep: {method: sobol, ...}", "sobol"),
    "tornado": Feed("sweep", "sweep: {method: sobol, ...}", "sobol"),
    "convergence": Feed("sweep", "sweep: {method: sobol, ...}", "sobol"),
    "morris": Feed("sweep", "sweep: {method: morris, ...}", "morris"),
    "grid": Feed("sweep", "sweep: {method: grid, ...}", "grid"),
}
"""Figure to what feeds it."""


@dataclass(frozen=True)
class FigureChecker:
    """Checks the figures of an experiment, also where another part of the file has the wrong type.

    `members` are the names that can be asked for by option in the plural; `takes` gives the options of a kind, and is
    called for a figure of which something is asked; `says_of` what kind of thing a name is that is no figure.
    """

    document: Document
    kinds: tuple[str, ...]
    takes: Callable[[str], frozenset[str]]
    members: Mapping[str, tuple[str, ...]]
    start: int
    end: int
    says_of: Callable[[str], str] = lambda name: ""

    def problems(self) -> Iterator[Problem]:
        """Give every problem."""
        seen: set[str] = set()
        for keys, asked in self._figures():
            if asked.name not in self.kinds:
                hint = self.says_of(asked.name) or hint_for(asked.name, self.kinds)
                yield self.document.problem(keys, "E402", f"there is no figure '{asked.name}'", hint)
            elif asked.stem in seen:
                message = f"'{asked.name}' stands in 'figures' for the second time"
                again = f"{message}, with the same asked of it" if asked.given else message
                yield self.document.problem(keys, "E403", again, "keep one of the two")
            else:
                yield from self._unfed(keys, asked.name)
            seen.add(asked.stem)
            if len(keys) > 2:
                yield from self._wrong_options(keys[:-1], asked)
        yield from self._titles_without_a_figure()

    def _figures(self) -> Iterator[tuple[Keys, AskedFigure]]:
        """Give where the name of each figure stands, and what is asked; what has another type is for the schema."""
        written = self.document.data.get("figures")
        for place, entry in enumerate(written if isinstance(written, list) else ()):
            if isinstance(entry, str):
                yield ("figures", place), AskedFigure(entry)
            elif isinstance(entry, dict) and isinstance(entry.get("figure"), str):
                yield ("figures", place, "figure"), AskedFigure.of(entry["figure"], _well_typed(entry))

    def _unfed(self, keys: Keys, kind: str) -> Iterator[Problem]:
        """Give the problem of a figure of which the experiment does not ask what it draws."""
        sweep = self.document.data.get("sweep")
        swept = sweep if isinstance(sweep, dict) else {}
        methods = [one.get("method") for one in (swept, swept.get("then")) if isinstance(one, dict)]
        feed = FED_BY.get(kind)
        if feed is None or (feed.method in methods if feed.method else feed.stands_in(self.document.data)):
            return
        hint = f"write '{feed.example}', or leave the figure out"
        yield self.document.problem(keys, "E411", f"the figure '{kind}' has nothing to draw", hint)

    def _wrong_options(self, place: Keys, asked: AskedFigure) -> Iterator[Problem]:
        entry: Entry = self.document.data["figures"][place[1]]
        for one, several in PLURALS.items():
            if one in entry and several in entry:
                message = f"'{one}' and '{several}' stand in one figure"
                yield self.document.problem((*place, one), "E440", message, f"put all of them in '{several}'", key=True)
            for keys, name in _names((*place, several), entry.get(several)):
                yield from self._unknown(keys, one, name)
            for keys, name in _names((*place, one), entry.get(one)):
                yield from self._unknown(keys, one, name)
        takes = self.takes(asked.name) if asked.name in self.kinds and asked.given else frozenset(OPTIONS)
        for option in surplus(asked, takes):
            written = next(key for key in (option, *PLURALS) if key in entry and PLURALS.get(key, key) == option)
            many = f"more than one of '{option}'" if PLURALS.keys() & takes & _one_of(option) else f"no '{written}'"
            hint = f"it takes: {option_words(takes)}"
            message = f"the figure '{asked.name}' takes {many}".replace("takes more", "cannot take more")
            yield self.document.problem((*place, written), "E440", message, hint, key=True)
        year = number_at(entry, "year")
        if year is not None and self.start < self.end and not self.start <= year < self.end:
            hint = f"allowed: {self.start} to {self.end - 1}"
            yield self.document.problem((*place, "year"), "E409", f"the year {year:g} is outside the run", hint)

    def _unknown(self, keys: Keys, kind: str, name: str) -> Iterator[Problem]:
        known = self.members[PLURALS[kind]]
        if name not in known:
            yield self.document.problem(keys, "E402", f"there is no {kind} '{name}'", hint_for(name, known))

    def _titles_without_a_figure(self) -> Iterator[Problem]:
        """Give the titles of figures that the experiment does not ask for."""
        asked = [figure.name for keys, figure in self._figures() if len(keys) == 2]
        titles = self.document.data.get("figure_titles")
        for name in titles if isinstance(titles, dict) else ():
            if isinstance(name, str) and name not in asked:
                hint = did_you_mean(name, asked) or "ask for it with 'figures:'"
                message = f"a title for '{name}', which is not among the figures of this experiment"
                yield self.document.problem(("figure_titles", name), "E402", message, hint, key=True)


def districts_to_ask() -> tuple[str, ...]:
    """Return what can be asked for as a district: those of the city, and the city itself."""
    return (*map(str, AXES["district"]), whole_city())


def _one_of(option: str) -> set[str]:
    return {one for one, several in PLURALS.items() if several == option}


def _well_typed(entry: Entry) -> dict[str, Any]:
    """Return the options of a figure as far as they have the type that they should have."""
    found: dict[str, Any] = {}
    for one, several in PLURALS.items():
        listed = entry.get(several)
        found[several] = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
        found[one] = entry.get(one) if isinstance(entry.get(one), str) else None
    return found | {"year": number_at(entry, "year")}


def _names(keys: Keys, written: object) -> Iterator[tuple[Keys, str]]:
    """Give place and name of what is written, alone or in a list."""
    if isinstance(written, str):
        yield keys, written
    for place, name in enumerate(written if isinstance(written, list) else ()):
        if isinstance(name, str):
            yield (*keys, place), name
