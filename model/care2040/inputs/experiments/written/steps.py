"""Lines of a policy that come after another, or in its place: which these are, and what can never be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from care2040.files.problems import did_you_mean
from care2040.inputs.experiments.written.conditions import WHEN, Told
from care2040.inputs.experiments.written.lines import Entry, number_at
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.lever import Lever
from care2040.inputs.policies.rule import Step

BETWEEN = ("after", "instead_of")
"""Keys of a rule that name another line of its policy."""


@dataclass(frozen=True)
class Part:
    """A lever that a line pulls, with its changes were there no rule."""

    line: str
    lever: Lever
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Steps:
    """The lines of a policy that make an effort.

    Parameters
    ----------
    entries : mapping of str to mapping
        What is written in each line of the policy, by what it is about.
    parts : sequence of Part
        Each lever that is pulled; those that a line beside a package has the last word on stand in that line alone.
    end : int
        The run ends on 1 January of this year.
    """

    entries: Mapping[str, Entry]
    parts: Sequence[Part]
    end: int

    def own(self, name: str) -> tuple[Part, ...]:
        """Return what a name stands for: all of a line, or one lever of a package."""
        whole = tuple(part for part in self.parts if part.line == name)
        return whole or tuple(part for part in self.parts if part.lever.name == name)

    def problems(self) -> Iterator[tuple[str, Told]]:
        """Give what does not fit between lines: the line, and what is told of it."""
        for line, entry in self.entries.items():
            written = entry.get(WHEN)
            if isinstance(written, dict):
                for key in (key for key in BETWEEN if isinstance(written.get(key), str)):
                    yield from ((line, told) for told in self._wrong(line, key, written))
        yield from self._circles()

    def _wrong(self, line: str, key: str, written: Entry) -> Iterator[Told]:
        name, where = str(written[key]), (WHEN, key)
        parts = self.own(name)
        if not parts:
            options = tuple(dict.fromkeys([*(one.line for one in self.parts), *(p.lever.name for p in self.parts)]))
            if name in self.entries and "effort" not in self.entries[name]:
                yield where, "E420", f"'{name}' makes no effort", "name a lever or a package of this policy"
            elif name not in self.entries:
                others = [one for one in options if one != line]
                hint = did_you_mean(name, others, "name another line of it, or a lever that one pulls")
                yield where, "E402", f"this policy has no step '{name}'", hint
            return
        if parts[0].line == line:
            yield where, "E476", f"'{line}' waits for itself", "name another line of this policy"
            return
        other = self.entries[parts[0].line]
        if number_at(other, "effort") == 0:
            yield where, "E477", f"'{name}' has an effort of 0: it never comes", "leave it out, or give it an effort"
        elif key == "instead_of":
            yield from self._shared(where, name, parts)
        elif WHEN not in other:
            yield from self._over(where, name, parts, number_at(written, "wait") or 0.0)

    def _shared(self, where: tuple[str, str], name: str, parts: Sequence[Part]) -> Iterator[Told]:
        """Give what cannot go out by itself: a district of a lever, and a lever that another line pulls too."""
        if "." in parts[0].line:
            hint = "take the place of a line that holds for the whole city"
            yield where, "E420", f"'{name}' is aimed at one district", hint
        others = [one for one in self.parts if one.line != parts[0].line]
        for one in parts:
            for other in (other for other in others if other.lever.name == one.lever.name):
                message = f"'{one.lever.name}' stands in '{other.line}' too, and would go out there as well"
                yield where, "E420", message, f"name '{one.lever.name}' itself, in one line"

    def _over(self, where: tuple[str, str], name: str, parts: Sequence[Part], wait: float) -> Iterator[Told]:
        begin, _, until = years_of(parts)
        begin += wait
        if begin >= self.end:
            message = f"'{name}' with its years between is not there before {begin:g}, and the run ends in {self.end}"
            yield where, "E477", message, "let it begin earlier, or wait less long"
        elif until is not None and until <= begin:
            message = f"'{name}' is over in {until:g}, before this could follow it in {begin:g}"
            yield where, "E477", message, "let it last longer, or wait less long"

    def _circles(self) -> Iterator[tuple[str, Told]]:
        """Give each circle once, at the first of its lines: what comes in place of a line comes after it too."""
        seen: set[frozenset[str]] = set()
        for line in self.entries:
            for path in self._paths(line, (line,)):
                if frozenset(path) not in seen:
                    seen.add(frozenset(path))
                    whole = " after ".join(f"'{one}'" for one in (*path, line))
                    hint = "let one of them begin by itself, or look at an indicator"
                    yield line, ((WHEN,), "E476", f"this goes round: {whole}", hint)

    def _paths(self, first: str, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        given = self.entries[path[-1]].get(WHEN)
        written = given if isinstance(given, dict) else {}
        named = [written[key] for key in BETWEEN if isinstance(written.get(key), str)]
        for line in dict.fromkeys(part.line for name in named for part in self.own(name)[:1]):
            if line == first and len(path) > 1:
                yield path
            elif line not in path:
                yield from self._paths(first, (*path, line))

    def step(self, name: str, rules: Mapping[str, str]) -> Step:
        """Return the step that a rule names; `rules` gives the name of the rule of each line that has one."""
        parts = self.own(name)
        rule = rules.get(parts[0].line, "")
        levers = tuple((one.lever.name, one.lever.aimed, float(one.lever.delay)) for one in parts)
        return Step(name, rule, levers) if rule else Step(name, "", levers, years_of(parts))


def years_of(parts: Sequence[Part]) -> tuple[float, float, float | None]:
    """Return when the last of some levers begins and is paid in full, and when the first of them ends."""
    budgets = [one for part in parts for one in part.changes if one.parameter == part.lever.budget]
    ends = [one.until for one in budgets if one.until is not None]
    begins = [one.start or 0.0 for one in budgets]
    fulls = [begin if one.full_by is None else one.full_by for begin, one in zip(begins, budgets, strict=True)]
    return max(begins), max(fulls), min(ends) if ends else None
