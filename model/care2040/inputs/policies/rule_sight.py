"""What a rule sees: each thing it looks at, how far that asks for all of it, and how conditions go together.

All of them at once ask for the product of what each asks for, any of them for what is left when none of them does: so
both are smooth, and a part that asks for nothing or for all counts as a plain yes or no.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from care2040.inputs.policies.rule import Combined, Condition, Rule
from care2040.language.axes import AXES
from care2040.language.equations import Equation, Kind
from care2040.language.model import Model
from care2040.language.units import DIMENSIONLESS

DISTRICTS = len(AXES["district"])
Tree = Condition | Combined


def asked(seen: Any, threshold: Any, full_at: Any) -> Any:
    """How far what is seen asks for all of it: nothing up to the threshold, and more from there in proportion."""
    return np.minimum(np.maximum((seen - threshold) / (full_at - threshold), 0), 1)


def in_the_city(level: Any) -> Any:
    """The mean over the districts."""
    return level.sum("district") / DISTRICTS


def together(tree: Tree | None, *parts: Any) -> Any:
    """How far conditions ask for all of it together, each given in the order in which it was written.

    A last part more than there are conditions is how far the line before is paid: nothing is asked for without it.
    """
    given = iter(parts)
    found = 1 if tree is None else _combined(tree, given)
    for before in given:
        found = found * before
    return found


def _combined(tree: Tree, given: Iterator[Any]) -> Any:
    if isinstance(tree, Condition):
        return next(given)
    each = [_combined(part, given) for part in tree.parts]
    found = each[0] if tree.how == "all" else 1 - each[0]
    for one in each[1:]:
        found = found * (one if tree.how == "all" else 1 - one)
    return found if tree.how == "all" else 1 - found


def axes_of(rule: Rule) -> tuple[str, ...]:
    """Return the axes of all that a rule has: each district, or the city."""
    return ("district",) if rule.place == "district" else ()


def sights(rule: Rule, model: Model) -> Iterator[Equation]:
    """Give what is seen of everything that a rule looks at and, where that is more than one, what each asks for."""
    axes = axes_of(rule)
    for one in rule.conditions:
        yield _seen(rule, one, model.equations[one.reads], axes)
        if not _alone(rule):
            yield _asked(rule, one, rule.called("asked", one.label))


def asked_of(rule: Rule, before: tuple[str, ...]) -> Equation:
    """Return what a rule asks for in the end; `before` says how far the line before it is paid, if it waits for one."""
    if _alone(rule):
        return _asked(rule, rule.conditions[0], rule.called("asked"))
    tree = rule.seen

    def law(*parts: Any) -> Any:
        """How far a rule asks for all of it: its conditions together, as far as the line before it is paid."""
        return together(tree, *parts)

    reads = (*(rule.called("asked", one.label) for one in rule.conditions), *before)
    return equation(rule.called("asked"), "variable", DIMENSIONLESS, axes_of(rule), law, reads)


def _alone(rule: Rule) -> bool:
    """Whether a rule looks at one thing, and waits for nothing."""
    return isinstance(rule.seen, Condition) and rule.after is None


def _asked(rule: Rule, one: Condition, name: str) -> Equation:
    reads = tuple(rule.called(what, one.label) for what in ("seen", "threshold", "full_at"))
    return equation(name, "variable", DIMENSIONLESS, axes_of(rule), asked, reads)


def _seen(rule: Rule, one: Condition, read: Equation, axes: tuple[str, ...]) -> Equation:
    """Return what a monitor shows: an indicator by its own law, on the sums over the districts for the city."""
    keep = frozenset(axes)
    along = [axis for axis in read.axes if axis != "district"]
    name = rule.called("seen", one.label)

    def shown(value: Any) -> Any:
        if one.member:
            value = value.sel(**{along[0]: one.member})
        rest = tuple(axis for axis in _axes(value) if axis not in keep)
        return value.sum(rest) if rest else value

    if read.kind != "indicator":
        return equation(name, "variable", read.unit, axes, shown, (read.name,))

    def law(*values: Any) -> Any:
        if not keep:
            values = tuple(value.sum("district") if "district" in _axes(value) else value for value in values)
        found = read.law(*values)
        return found.sel(**{along[0]: one.member}) if one.member else found

    return equation(name, "variable", read.unit, axes, law, read.reads)


def _axes(value: Any) -> tuple[str, ...]:
    return tuple(value.node.axes) if hasattr(value, "node") else tuple(getattr(value, "dims", ()))


def equation(
    name: str,
    kind: Kind,
    unit: str,
    axes: tuple[str, ...],
    law: Callable[..., Any],
    reads: tuple[str, ...],
    sink: str | None = None,
) -> Equation:
    """Return an equation of a rule, told of by the words of its law."""
    return Equation(name, kind, unit, axes, law, reads, (law.__doc__ or "What a rule looks at.").strip(), sink=sink)
