"""A plan as JavaScript that one can read: for each program a function on one array of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isnan
from typing import TYPE_CHECKING

from care2040.engine.plan.schedule import Made, Schedule
from care2040.engine.web.memory import Flat, flat
from care2040.language.dependencies import ModelError
from care2040.language.forms import Missing, Phrase, Tightness
from care2040.language.operations import ELEMENTWISE

if TYPE_CHECKING:
    from care2040.engine.plan.nests import Load, Nest
    from care2040.engine.plan.run_plan import RunPlan

Said = tuple[str, Tightness]
NESTS = 12
"""Nests in a function: a browser makes machine code of short ones only."""


def module(plan: RunPlan) -> str:
    """Return a module that exports ``programs(memory)``: what each program does to an array of so many numbers."""
    memory = flat(plan)
    lines = [f"export const SIZE = {memory.size};", "", "export function programs(memory) {"]
    exports = []
    for name, nests in plan.programs.items():
        parts = []
        for number, begin in enumerate(range(0, len(nests), NESTS)):
            parts.append(f"{name.replace(' ', '_')}_{number}")
            lines.append(f"  function {parts[-1]}() {{")
            for nest in nests[begin : begin + NESTS]:
                lines += [f"    {line}" for line in _NestText(nest, memory).lines()]
            lines.append("  }")
        exports.append(f"    {name.replace(' ', '_')}() {{ {' '.join(f'{part}();' for part in parts)} }},")
    return "\n".join([*lines, "  return {", *exports, "  };", "}", ""])


class _NestText:
    def __init__(self, nest: Nest, memory: Flat) -> None:
        self.nest, self.memory = nest, memory
        self.schedule = Schedule(nest)
        self.said: dict[int, Said] = {}

    def lines(self) -> Iterator[str]:
        """Return the lines of a nest, each in a block of its own."""
        yield f"{{ // {self.nest.law}"
        yield from (f"  {line}" for line in self._level(0))
        yield "}"

    def _level(self, level: int) -> Iterator[str]:
        nest, fold = self.nest, self.nest.fold
        for number, made in self.schedule.levels[level]:
            yield f"const v{number} = {self._made(made)};"
            self.said[number] = f"v{number}", Tightness.ATOM
        outer = len(nest.loops) - 1 if fold and fold.running else nest.stored_in
        if fold and level == outer:
            yield f"let total = {_number(fold.start)[0]};"
        if level == len(nest.loops):
            result = self._value(self.schedule.result)
            if fold:
                yield f"total = {self._operation(fold.combine, [('total', Tightness.ATOM), result])[0]};"
            if fold is None or fold.running:
                yield f"{self._at(nest.into)} = {'total' if fold else result[0]};"
            return
        loop = nest.loops[level]
        variable = f"i{level}"
        yield f"for (let {variable} = 0; {variable} < {loop.length}; {variable}++) {{ // {loop.name}"
        yield from (f"  {line}" for line in self._level(level + 1))
        yield "}"
        if fold and not fold.running and level == outer:
            yield f"{self._at(nest.into)} = total;"

    def _at(self, load: Load) -> str:
        steps = [
            f"i{self.schedule.names.index(name)}" if stride == 1 else f"{stride} * i{self.schedule.names.index(name)}"
            for name, stride in load.strides
        ]
        return f"memory[{' + '.join([str(self.memory.of(load)), *steps])}]"

    def _made(self, made: Load | Made) -> str:
        if isinstance(made, Made):
            return self._operation(made.name, [self._value(taken) for taken in made.takes])[0]
        if made.shift is None:
            return self._at(made)
        return f"i{self.schedule.names.index(made.shift)} === 0 ? 0 : {self._at(made)}"

    def _value(self, value: int | float) -> Said:
        return _number(value) if isinstance(value, float) else self.said[value]

    def _operation(self, name: str, operands: list[Said]) -> Said:
        phrase = ELEMENTWISE[name].javascript
        if isinstance(phrase, Missing):
            raise ModelError(f"'{self.nest.law}' uses '{name}': {phrase.reason}; write it with other operations")
        return filled(phrase, operands)


def filled(phrase: Phrase, operands: list[Said]) -> Said:
    """Return a phrase with its operands, in brackets where they would come apart."""
    texts = (
        text if holds >= needs else f"({text})" for (text, holds), needs in zip(operands, phrase.needs, strict=True)
    )
    # a truth counts as one or nought wherever a number is wanted
    return phrase.text.format(*texts), phrase.holds


def _number(number: float) -> Said:
    if isnan(number):
        return "NaN", Tightness.ATOM
    if number in (inf, -inf):
        return "Infinity" if number > 0 else "-Infinity", Tightness.ATOM if number > 0 else Tightness.SUM
    return repr(number), Tightness.ATOM if number >= 0 else Tightness.SUM
