"""A plan as text, for a person who wants to see what is computed in which loop, and where it is put."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from care2040.engine.plan.layout import Layout
from care2040.engine.plan.nests import Load, Nest, Region
from care2040.engine.plan.run_plan import RunPlan
from care2040.engine.plan.schedule import Made, Schedule
from care2040.language.forms import Phrase, Tightness
from care2040.language.operations import ELEMENTWISE

Said = tuple[str, Tightness]


def written(plan: RunPlan, law: str | None = None) -> Iterator[str]:
    """Return the lines of a plan.

    Parameters
    ----------
    plan : RunPlan
        What to write.
    law : str, optional
        Only the nests that this law asked for first; all of them when left out.

    Yields
    ------
    str
        For each program its name, and for each of its nests the loops, what is computed in them, and where it goes: a
        name with how far one is in it, as ``residents(202 district + 2 age + sex)``.
    """
    names = _Names(plan.layout)
    for name, nests in plan.programs.items():
        kept = names.of_program(nests)
        own = [nest for nest in nests if law is None or nest.law == law]
        if own:
            yield f"{name}: {len(own)} of {len(nests)}" if law else f"{name}: {len(nests)}"
        for nest in own:
            yield from (f"  {line}" for line in lines_of(nest, kept))


def lines_of(nest: Nest, names: _Names) -> Iterator[str]:
    """Return the lines of a nest: each value in the outermost loop where it can be computed."""
    schedule, inside = Schedule(nest), "  "
    used = _used(schedule)
    said: dict[int, Said] = {}
    fold, target = nest.fold, names.name(nest.into)
    yield f"# {nest.law}"
    for level, steps in enumerate(schedule.levels):
        if level:
            loop = nest.loops[level - 1]
            yield f"{inside * (level - 1)}for {loop.name} of {loop.length}:"
        for number, made in steps:
            said[number] = _said(made, said, names)
            alone = level < schedule.depth or used.count(number) > 1
            if alone and isinstance(made, Made):
                yield f"{inside * level}v{number} = {said[number][0]}"
                said[number] = f"v{number}", Tightness.ATOM
    result = said[schedule.result][0] if isinstance(schedule.result, int) else _number(schedule.result)[0]
    gathered = f"{'running ' if fold.running else ''}{fold.combine} of " if fold else ""
    yield f"{inside * len(nest.loops)}{target} = {gathered}{result}"


def _used(schedule: Schedule) -> Sequence[int | float]:
    takes = [taken for steps in schedule.levels for _, made in steps if isinstance(made, Made) for taken in made.takes]
    return [*takes, schedule.result]


def _said(made: Load | Made, said: Mapping[int, Said], names: _Names) -> Said:
    if isinstance(made, Load):
        return names.name(made), Tightness.ATOM
    operands = [_number(taken) if isinstance(taken, float) else said[taken] for taken in made.takes]
    phrase = ELEMENTWISE[made.name].xmile
    if not isinstance(phrase, Phrase):
        return f"{made.name}({', '.join(text for text, _ in operands)})", Tightness.ATOM
    texts = (
        text if holds >= needs else f"({text})" for (text, holds), needs in zip(operands, phrase.needs, strict=True)
    )
    return phrase.text.format(*texts), phrase.holds


def _number(number: float) -> Said:
    return repr(number), Tightness.ATOM if number >= 0 else Tightness.SUM


class _Names:
    """What lies where in memory, by name."""

    def __init__(self, layout: Layout, kept: Iterable[tuple[tuple[Region, int], str]] = ()) -> None:
        self.layout = layout
        known = {
            (place.region, place.base): (f"{kind} {name}" if kind != "given" else name)
            for kind, own in layout.places.items()
            for name, place in own.items()
        }
        known.update(kept)
        self.names = sorted((region, base, name) for (region, base), name in known.items())

    def of_program(self, nests: Sequence[Nest]) -> _Names:
        """Return the names with those of what a program keeps on its way: by its law, and the parts of it by number."""
        kept = [nest for nest in nests if nest.into.region == "scratch"]
        parts: dict[str, int] = {}
        last = {nest.law: nest.into.base for nest in kept}
        known = []
        for nest in kept:
            parts[nest.law] = parts.get(nest.law, 0) + 1
            name = nest.law if last[nest.law] == nest.into.base else f"{nest.law}.{parts[nest.law]}"
            known.append(((nest.into.region, nest.into.base), name))
        return _Names(self.layout, known)

    def name(self, load: Load) -> str:
        """Return what a number in memory is called."""
        strides = dict(load.strides)
        base = load.base + (strides.get(load.shift, 0) if load.shift else 0)
        place = bisect_right(self.names, (load.region, base, "\uffff")) - 1
        region, first, name = self.names[place] if place >= 0 else ("", 0, "")
        if region != load.region:
            first, name = 0, f"{load.region} memory"
        steps = [loop if stride == 1 else f"{stride} {loop}" for loop, stride in load.strides]
        if base - first:
            steps.append(str(base - first))
        before = f" before {load.shift}" if load.shift else ""
        return f"{name}({' + '.join(steps)}){before}" if steps else f"{name}{before}"
