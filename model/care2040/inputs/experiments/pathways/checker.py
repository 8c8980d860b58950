"""Whether paths can be asked of an experiment: names, years, sides, and policies that do more than pull levers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from care2040.files.problems import Problem
from care2040.files.yaml_document import Document
from care2040.files.yaml_nodes import Keys
from care2040.inputs.experiments.choosing.checker import Names
from care2040.inputs.experiments.written.lines import Entry, hint_for, number_at
from care2040.inputs.experiments.written.years import SIDES
from care2040.language.axes import BETWEEN_DISTRICTS

PATHWAYS = "pathways"


@dataclass(frozen=True)
class PathwaysChecker:
    """Checks what is asked beyond its types, also where another part of the file has the wrong type."""

    document: Document
    known: Names
    start: int
    end: int
    resolution: str

    def problems(self) -> Iterator[Problem]:
        """Give everything for which paths cannot be asked."""
        entry = self.document.data.get(PATHWAYS)
        if not isinstance(entry, dict):
            return
        aim = entry.get("aim")
        aim = aim if isinstance(aim, dict) else {}
        yield from self._wrong_aim(aim)
        last = number_at(aim, "year")
        yield from self._wrong_decisions(entry, self.end - 1 if last is None else last)
        yield from self._wrong_list(entry, "policies", "policy", self._written("policies", "as_is"))
        yield from self._wrong_list(entry, "futures", "scenario", self._written("scenarios", "evidence"))
        yield from self._by_hand(entry)
        yield from self._single_policy(entry)
        yield from self._pulled_by_a_scenario(entry)

    def _single_policy(self, entry: Entry) -> Iterator[Problem]:
        written = [*self._written("policies", "as_is")]
        given = entry.get("policies")
        named = given if isinstance(given, list) else written
        if len(named) == 1 and named[0] in written:
            keys: Keys = (PATHWAYS, "policies") if isinstance(given, list) else (PATHWAYS,)
            message = "there is one policy, and nothing to change over to"
            yield self.document.problem(keys, "E420", message, "name two or more policies", key=True)

    def _written(self, group: str, default: str) -> dict[str, Any]:
        found = self.document.data.get(group)
        return {str(key): one for key, one in found.items()} if isinstance(found, dict) else {default: {}}

    def _wrong_aim(self, aim: Entry) -> Iterator[Problem]:
        keys: Keys = (PATHWAYS, "aim")
        name = aim.get("indicator")
        if isinstance(name, str) and name not in self.known.whole_indicators:
            said = self.known.says_of(name) if name not in self.known.indicators else ""
            hint = said or hint_for(name, self.known.whole_indicators)
            yield self.document.problem((*keys, "indicator"), "E402", f"there is no indicator '{name}'", hint)
        if str(name).endswith(BETWEEN_DISTRICTS) and self.resolution == "city":
            message = f"'{name}' compares districts, and the city is run as one: it is not defined here"
            yield self.document.problem((*keys, "indicator"), "E433", message, "use 'resolution: district'")
        sides = [side for side in SIDES if side in aim]
        if len(sides) != 1:
            message = "the aim has two thresholds" if sides else "the aim has no threshold"
            hint = "write exactly one of at_most and at_least, such as 'at_most: 0.2' for one in five"
            yield self.document.problem(keys, "E418", message, hint, key=True)
        for side in sides:
            target = number_at(aim, side)
            if target is not None and "_share" in str(name) and not 0 <= target <= 1:
                message = f"'{name}' is a share, and {target:g} is not"
                yield self.document.problem((*keys, side), "E421", message, "allowed: 0 to 1; one in six is 0.1667")
        year = number_at(aim, "year")
        if year is not None and self.start < self.end and not self.start < year < self.end:
            hint = f"allowed: {self.start + 1} to {self.end - 1}"
            yield self.document.problem((*keys, "year"), "E409", f"the year {year:g} is outside the run", hint)

    def _wrong_decisions(self, entry: Entry, last: float) -> Iterator[Problem]:
        given = entry.get("decide")
        years = given if isinstance(given, list) else []
        for place, year in enumerate(years):
            keys = (PATHWAYS, "decide", place)
            if not isinstance(year, int) or isinstance(year, bool) or not self.start < self.end:
                continue
            if year in years[:place]:
                message = f"{year} stands in 'decide' for the second time"
                yield self.document.problem(keys, "E403", message, "keep one of the two")
            elif not self.start < year < last:
                hint = f"allowed: {self.start + 1} to {last - 1:g}, so that there is something to see and to gain"
                yield self.document.problem(keys, "E409", f"nothing can be decided on in {year}", hint)

    def _wrong_list(self, entry: Entry, key: str, kind: str, options: dict[str, Any]) -> Iterator[Problem]:
        given = entry.get(key)
        names = given if isinstance(given, list) else []
        for place, name in enumerate(names):
            keys = (PATHWAYS, key, place)
            if isinstance(name, str) and name not in options:
                hint = hint_for(name, tuple(options))
                yield self.document.problem(keys, "E402", f"there is no {kind} '{name}'", hint)
            elif name in names[:place]:
                message = f"'{name}' stands in '{key}' for the second time"
                yield self.document.problem(keys, "E403", message, "keep one of the two")

    def _by_hand(self, entry: Entry) -> Iterator[Problem]:
        """Give policies that change a parameter by hand: what that does may differ by draw, and is not switched."""
        policies = self._written("policies", "as_is")
        given = entry.get("policies")
        for place, name in enumerate(given if isinstance(given, list) else policies):
            lines = policies.get(str(name))
            for line, one in lines.items() if isinstance(lines, dict) else ():
                if isinstance(one, dict) and one.keys() & {"set", "multiply", "add"}:
                    keys: Keys = (PATHWAYS, "policies", place) if isinstance(given, list) else (PATHWAYS,)
                    message = f"'{name}' changes '{line}' by hand, and paths change over between efforts"
                    hint = "name policies that only pull levers, or move the change to a scenario"
                    yield self.document.problem(keys, "E420", message, hint)

    def _pulled_by_a_scenario(self, entry: Entry) -> Iterator[Problem]:
        """Give scenarios that pull a lever: a path would put its own effort in its place."""
        scenarios = self._written("scenarios", "evidence")
        given = entry.get("futures")
        for place, name in enumerate(given if isinstance(given, list) else [*scenarios][:1]):
            written = scenarios.get(str(name))
            lines = written if isinstance(written, dict) else {}
            pulled = [line for line, one in lines.items() if isinstance(one, dict) and "effort" in one]
            if pulled:
                keys: Keys = (PATHWAYS, "futures", place) if isinstance(given, list) else (PATHWAYS,)
                message = f"the scenario '{name}' pulls '{pulled[0]}', and paths say themselves what is pulled"
                yield self.document.problem(keys, "E420", message, "pull it in the policies instead")
