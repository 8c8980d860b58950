"""A model with rules in it: laws that look, decide and pull levers, beside those of the sectors.

A rule adds three stocks, and two or so for each lever, traced as any law is, so that every engine runs it. In a policy
without it nothing of it is in force: what is added to an effort is nought.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.lever import BUDGET, EFFORT
from care2040.inputs.policies.rule import STAGES, Rule, RuleLever
from care2040.language.axes import axes_at
from care2040.language.equations import Equation, Kind, uneven
from care2040.language.model import Model
from care2040.language.units import DIMENSIONLESS

IN_FORCE = "_in_force_by_rule"
"""Ending of an effort or a budget with what rules add to it; the laws of the sectors read that."""


def asked(seen: Any, threshold: Any, full_at: Any) -> Any:
    """How far what is seen asks for all of it: nothing up to the threshold, and more from there in proportion."""
    return np.minimum(np.maximum((seen - threshold) / (full_at - threshold), 0), 1)


def nothing() -> Any:
    """Nothing is noted, decided or paid at the start."""
    return 0


def noting(asked_for: Any, noted: Any, looks: Any, stage_time: Any, falling_time: Any) -> Any:
    """While it is looked, what is noted follows what is asked for; what stays is not given up."""
    return looks * uneven(asked_for, noted, stage_time, falling_time)


def following(target: Any, level: Any, time: Any) -> Any:
    """What is decided follows what is noted, what is paid follows that, and what works follows what is paid."""
    return (target - level) / time


def added(planned: Any, *pairs: Any) -> Any:
    """An effort with what rules add to it, never more than all."""
    total = planned
    for full, part in zip(pairs[::2], pairs[1::2], strict=True):
        total = total + full * part
    return np.minimum(total, 1)


def with_rules(model: Model, rules: Sequence[Rule]) -> Model:
    """Return the model with rules in it; the same rules give the same model.

    Raises
    ------
    ModelError
        When a law of a rule does not fit, as with any law.
    """
    return _ruled(model, tuple(rules)) if rules else model


def rule_parameters(parameters: Parameters, rules: Sequence[Rule], model: Model) -> Parameters:
    """Return the parameters with those that the laws of rules read."""
    if not rules:
        return parameters
    axes = axes_at(parameters.resolution)
    own = (one for rule in rules for one in rule.parameters(model.equations[rule.reads].unit, axes))
    return Parameters((*parameters.values(), *own), parameters.resolution, parameters.groups)


@lru_cache(maxsize=16)
def _ruled(model: Model, rules: tuple[Rule, ...]) -> Model:
    laws = [law for rule in rules for law in _laws_of(rule, model)]
    pulled: dict[str, list[str]] = {}
    wide = {
        name
        for rule in rules
        for one in rule.levers
        if one.aimed
        for name in (f"{one.name}{BUDGET}", f"{one.name}{EFFORT}")
    }
    for rule in rules:
        for lever in rule.levers:
            for ending, part in ((BUDGET, "paid"), (EFFORT, "works")):
                pair = (rule.called("full", lever.name), _part(rule, lever, part))
                pulled.setdefault(f"{lever.name}{ending}", []).extend(pair)
    made = {}
    for name, reads in pulled.items():
        axes = ("district",) if name in wide else ()
        own = f"{name}{IN_FORCE}"
        made[own] = _equation(own, "variable", DIMENSIONLESS, axes, added, (name, *reads))
    renamed = {name: f"{name}{IN_FORCE}" for name in pulled}
    before = {name: _reading(equation, renamed) for name, equation in model.equations.items()}
    spare = {name: _reading(equation, renamed) for name, equation in model.alternatives.items()}
    return Model({**before, **{law.name: law for law in laws}, **made}, spare)


def _laws_of(rule: Rule, model: Model) -> list[Equation]:
    """Return the laws of a rule: what is seen, what that asks for, what is noted, decided, paid, and at work."""
    axes = ("district",) if rule.place == "district" else ()
    seen, wanted, time = rule.called("seen"), rule.called("asked"), rule.called("stage_time")
    noted, *later = map(rule.called, STAGES)
    bounds = (rule.called("threshold"), rule.called("full_at"))
    gate = (rule.called("looks"), time, rule.called("falling_time"))
    found = [
        _seen(rule, model.equations[rule.reads], axes),
        _equation(wanted, "variable", DIMENSIONLESS, axes, asked, (seen, *bounds)),
        _equation(noted, "stock", DIMENSIONLESS, axes, nothing, ()),
        _equation(rule.called("noting"), "flow", "1/year", axes, noting, (wanted, noted, *gate), sink=noted),
        *_chain(noted, ((stage, time) for stage in later), axes),
    ]
    for lever in rule.levers:
        lags = ((rule.called(part, lever.name), rule.called(lag, lever.name)) for part, lag, _ in lever.lags)
        found += _chain(rule.called("decided"), lags, axes)
    return found


def _chain(before: str, levels: Iterable[tuple[str, str]], axes: tuple[str, ...]) -> Iterator[Equation]:
    """Give stocks that each follow the one before, and their flows; of each its name and that of its time."""
    for level, time in levels:
        yield _equation(level, "stock", DIMENSIONLESS, axes, nothing, ())
        yield _equation(f"{level}_following", "flow", "1/year", axes, following, (before, level, time), sink=level)
        before = level


def _part(rule: Rule, lever: RuleLever, part: str) -> str:
    """Return what says how much is paid or at work: the last stock up to there."""
    upto = [one for one, _, _ in lever.lags if part == "works" or one == "paid"]
    return rule.called(upto[-1], lever.name) if upto else rule.called("decided")


def _seen(rule: Rule, read: Equation, axes: tuple[str, ...]) -> Equation:
    """Return what a monitor shows: an indicator by its own law, on the sums over the districts for the city."""
    keep = frozenset(axes)
    along = [axis for axis in read.axes if axis != "district"]

    def shown(value: Any) -> Any:
        if rule.member:
            value = value.sel(**{along[0]: rule.member})
        rest = tuple(axis for axis in _axes(value) if axis not in keep)
        return value.sum(rest) if rest else value

    if read.kind != "indicator":
        return _equation(rule.called("seen"), "variable", read.unit, axes, shown, (read.name,))

    def law(*values: Any) -> Any:
        if not keep:
            values = tuple(value.sum("district") if "district" in _axes(value) else value for value in values)
        found = read.law(*values)
        return found.sel(**{along[0]: rule.member}) if rule.member else found

    return _equation(rule.called("seen"), "variable", read.unit, axes, law, read.reads)


def _axes(value: Any) -> tuple[str, ...]:
    return tuple(value.node.axes) if hasattr(value, "node") else tuple(getattr(value, "dims", ()))


def _equation(
    name: str,
    kind: Kind,
    unit: str,
    axes: tuple[str, ...],
    law: Callable[..., Any],
    reads: tuple[str, ...],
    sink: str | None = None,
) -> Equation:
    return Equation(name, kind, unit, axes, law, reads, (law.__doc__ or "What a rule looks at.").strip(), sink=sink)


def _reading(equation: Equation, renamed: Mapping[str, str]) -> Equation:
    """Return an equation that reads other names in the place of some."""
    if not renamed.keys() & {*equation.reads}:
        return equation

    def new(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(renamed.get(name, name) for name in names)

    terms = None if equation.terms is None else tuple(new(term) for term in equation.terms)
    return replace(equation, reads=new(equation.reads), terms=terms)
