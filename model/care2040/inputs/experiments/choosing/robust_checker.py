"""Whether the best mixes of a choice can be tried as `robust` asks: names, year, side, laws, and what memory holds."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from care2040.files.problems import Problem
from care2040.files.yaml_document import Document
from care2040.files.yaml_nodes import Keys
from care2040.inputs.experiments.written.lines import Entry, hint_for, number_at
from care2040.inputs.experiments.written.years import SIDES
from care2040.language.axes import BETWEEN_DISTRICTS

KEYS = ("choose", "robust")


class Known(Protocol):
    """Names that an experiment can ask for."""

    @property
    def indicators(self) -> tuple[str, ...]:
        """Everything that can be looked at."""
        ...

    @property
    def whole_indicators(self) -> tuple[str, ...]:
        """Those of them that are one number for the city."""
        ...

    @property
    def laws(self) -> Mapping[str, tuple[str, ...]]:
        """Quantity to the laws that may take the place of its own."""
        ...


@dataclass(frozen=True)
class Asked:
    """What `robust` can be asked of.

    Parameters
    ----------
    document : Document
        The experiment.
    indicators, whole : tuple of str
        Everything that can be looked at, and what of it is one number for the city.
    laws : mapping of str to tuple of str
        Quantity to the laws that may take the place of its own.
    chosen : collection of str
        Quantities whose law the experiment chooses.
    scenarios : tuple of str
        Of the experiment.
    run : tuple of int
        Its first year, and the year in which it ends.
    resolution : str
        District or city.
    drawn : int
        Parameters that are drawn.
    most : int
        Numbers that are drawn at most, of all of these together.
    """

    document: Document
    indicators: tuple[str, ...]
    whole: tuple[str, ...]
    laws: Mapping[str, tuple[str, ...]]
    chosen: Collection[str]
    scenarios: tuple[str, ...]
    run: tuple[int, int]
    resolution: str
    drawn: int
    most: int

    def problems(self) -> Iterator[Problem]:
        """Give everything for which it cannot be asked."""
        choose = self.document.data.get("choose")
        entry = choose.get("robust") if isinstance(choose, dict) else None
        if not isinstance(choose, dict) or not isinstance(entry, dict):
            return
        aim = entry.get("aim")
        if isinstance(aim, dict):
            yield from self._wrong_aim((*KEYS, "aim"), aim)
        yield from self._wrong_futures(entry)
        yield from self._wrong_laws(entry)
        yield from self._wrong_size(entry, choose)

    def _wrong_aim(self, keys: Keys, aim: Entry) -> Iterator[Problem]:
        name = aim.get("indicator")
        if isinstance(name, str) and name not in self.whole:
            one_part = name in self.indicators
            message = f"'{name}' is no one number for the city" if one_part else f"there is no indicator '{name}'"
            yield self.document.problem((*keys, "indicator"), "E402", message, hint_for(name, self.whole))
        if str(name).endswith(BETWEEN_DISTRICTS) and self.resolution == "city":
            message = f"'{name}' compares districts, and the city is run as one: it is not defined here"
            yield self.document.problem((*keys, "indicator"), "E433", message, "use 'resolution: district'")
        year, (start, end) = number_at(aim, "year"), self.run
        if year is not None and start < end and not start <= year < end:
            hint = f"allowed: {start} to {end - 1}"
            yield self.document.problem((*keys, "year"), "E409", f"the year {year:g} is outside the run", hint)
        if len([side for side in SIDES if side in aim]) != 1:
            thresholds = "two thresholds" if all(side in aim for side in SIDES) else "no threshold"
            hint = "write exactly one of at_most and at_least, such as 'at_most: 0.2' for one in five"
            yield self.document.problem(keys, "E418", f"'aim' has {thresholds}", hint, key=True)
        for side in SIDES:
            target = number_at(aim, side)
            if target is not None and "_share" in str(name) and not 0 <= target <= 1:
                message = f"'{name}' is a share, and {target:g} is not"
                yield self.document.problem((*keys, side), "E421", message, "allowed: 0 to 1; one in six is 0.1667")

    def _wrong_futures(self, entry: Entry) -> Iterator[Problem]:
        written = entry.get("futures")
        futures: list[Any] = written if isinstance(written, list) else []
        for place, name in enumerate(futures):
            keys = (*KEYS, "futures", place)
            if isinstance(name, str) and name not in self.scenarios:
                hint = hint_for(name, self.scenarios)
                yield self.document.problem(keys, "E402", f"there is no scenario '{name}'", hint)
            if name in futures[:place]:
                message = f"'{name}' stands in 'futures' for the second time"
                yield self.document.problem(keys, "E403", message, "keep one of the two")

    def _wrong_laws(self, entry: Entry) -> Iterator[Problem]:
        if entry.get("laws") is True and not set(self.laws) - set(self.chosen):
            why = "the experiment chooses the law of each" if self.laws else "no quantity has another law"
            hint = "leave 'laws' out, or leave a quantity out of 'equations'"
            yield self.document.problem((*KEYS, "laws"), "E468", f"there are no laws to draw: {why}", hint)

    def _wrong_size(self, entry: Entry, choose: Entry) -> Iterator[Problem]:
        draws, mixes = (number_at(entry, key) for key in ("draws", "mixes"))
        searched, most = number_at(choose, "draws") or 1, self.most // max(1, self.drawn)
        if draws is not None and draws + searched > most:
            message = f"{draws:,.0f} draws of {self.drawn} parameters do not fit in memory, beside those of the search"
            hint = f"allowed: {most - searched:,.0f}; a thousand tell a chance to three points"
            yield self.document.problem((*KEYS, "draws"), "E467", message, hint)
        objectives = choose.get("objectives")
        count = len(objectives) if isinstance(objectives, dict) else 0
        if mixes is not None and mixes < count:
            message = f"{mixes:g} mixes do not hold the best in each of {count} things that count"
            yield self.document.problem((*KEYS, "mixes"), "E469", message, f"allowed: {count} or more")


def asked_of(
    document: Document, known: Known, chosen: Collection[str], run: tuple[int, int], at: str, drawn: int, most: int
) -> Asked:
    """Return what `robust` can be asked of, from an experiment and what it can name."""
    written = document.data.get("scenarios")
    scenarios = tuple(map(str, written)) if isinstance(written, dict) else ("evidence",)
    names = (known.indicators, known.whole_indicators, known.laws)
    return Asked(document, *names, chosen, scenarios, run, at, drawn, most)


def drawn_laws(laws: Mapping[str, tuple[str, ...]], chosen: Collection[str]) -> dict[str, dict[str, float]]:
    """Return every quantity with other laws, but those whose law is chosen, with all of its laws as likely."""
    return {name: dict.fromkeys((name, *others), 1.0) for name, others in laws.items() if name not in chosen}
