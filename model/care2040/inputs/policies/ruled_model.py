"""A model with rules in it: laws that look, decide and pull levers, beside those of the sectors.

A rule adds three stocks, and two or so for each lever, traced as any law is, so that every engine runs it. In a policy
without it nothing of it is in force: what is added to an effort is nought. What it sees stands in `rule_sight`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.lever import BUDGET, EFFORT
from care2040.inputs.policies.rule import STAGES, Rule
from care2040.inputs.policies.rule_sight import asked_of, axes_of, equation, in_the_city, sights
from care2040.language.axes import axes_at
from care2040.language.equations import Equation, uneven
from care2040.language.model import Model
from care2040.language.units import DIMENSIONLESS

IN_FORCE = "_in_force_by_rule"
"""Ending of an effort or a budget with what rules add to it; the laws of the sectors read that."""


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


def as_it_is(paid: Any) -> Any:
    """As far as its last lever is paid, a rule has come in the place of another line."""
    return 1 * paid


def in_turn(own: int, others: Sequence[int]) -> Callable[..., Any]:
    """Return the law of an effort of which parts go out as what takes their place comes in.

    Parameters
    ----------
    own : int
        How many rules take the place of what is planned.
    others : sequence of int
        The same of each rule that adds to it.
    """

    def law(planned: Any, *rest: Any) -> Any:
        """An effort as planned, with what rules add, each as far as nothing has come in its place; at most all."""
        given = iter(rest)
        total = planned
        for _ in range(own):
            total = total * (1 - next(given))
        for many in others:
            part = next(given) * next(given)
            for _ in range(many):
                part = part * (1 - next(given))
            total = total + part
        return np.minimum(total, 1)

    return law


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
    units = {one.reads: model.equations[one.reads].unit for rule in rules for one in rule.conditions}
    own = (one for rule in rules for one in rule.parameters(units, axes))
    return Parameters((*parameters.values(), *own), parameters.resolution, parameters.groups)


@lru_cache(maxsize=16)
def _ruled(model: Model, rules: tuple[Rule, ...]) -> Model:
    by_name = {rule.name: rule for rule in rules}
    laws = [law for rule in rules for law in _laws_of(rule, model, by_name)]
    made = {one.name: one for one in _in_force(rules)}
    renamed = {name.removesuffix(IN_FORCE): name for name in made}
    before = {name: _reading(one, renamed) for name, one in model.equations.items()}
    spare = {name: _reading(one, renamed) for name, one in model.alternatives.items()}
    return Model({**before, **{law.name: law for law in laws}, **made}, spare)


def _in_force(rules: Sequence[Rule]) -> Iterator[Equation]:
    """Give what is paid of every lever that rules touch, and what is at work: as planned, and as they add or take."""
    wide = {one.name for rule in rules for one in rule.levers if one.aimed}
    wide |= {name for rule in rules if rule.instead_of for name, aimed, _ in rule.instead_of.levers if aimed}
    touched = [one.name for rule in rules for one in rule.levers]
    touched += [name for rule in rules if rule.instead_of for name, _, _ in rule.instead_of.levers]
    for lever in dict.fromkeys(touched):
        for ending, part in ((BUDGET, "paid"), (EFFORT, "works")):
            own = _out(rules, lever, part, "")
            pairs = [
                (rule.called("full", lever), rule.part_of(one, part), *_out(rules, lever, part, rule.name))
                for rule in rules
                for one in rule.levers
                if one.name == lever
            ]
            outs = [len(pair) - 2 for pair in pairs]
            law = in_turn(len(own), outs) if own or any(outs) else added
            axes = ("district",) if lever in wide else ()
            name = f"{lever}{ending}"
            reads = (name, *own, *(one for pair in pairs for one in pair))
            yield equation(f"{name}{IN_FORCE}", "variable", DIMENSIONLESS, axes, law, reads)


def _out(rules: Sequence[Rule], lever: str, part: str, of: str) -> list[str]:
    """Return what says how far a lever is out: of the line of a rule, or as planned when `of` is empty."""
    return [
        _gone(rule, name, aimed, delay, part)
        for rule in rules
        if rule.instead_of and rule.instead_of.rule == of
        for name, aimed, delay in rule.instead_of.levers
        if name == lever
    ]


def _gone(rule: Rule, lever: str, aimed: bool, delay: float, part: str) -> str:
    """Return what says how far a rule has come in the place of a lever: of what is paid, and later of what works."""
    if part == "works" and delay > 0:
        return rule.called("gone", lever)
    return rule.called("in_place_in_the_city") if axes_of(rule) and not aimed else rule.called("in_place")


def _laws_of(rule: Rule, model: Model, others: Mapping[str, Rule]) -> list[Equation]:
    """Return the laws of a rule: what is seen, what that asks for, what is noted, decided, paid, and at work."""
    axes, time = axes_of(rule), rule.called("stage_time")
    noted, *later = map(rule.called, STAGES)
    gate = (rule.called("looks"), time, rule.called("falling_time"))
    found = [
        *sights(rule, model),
        *_follows(rule, others),
        asked_of(rule, _line_before(rule, others)),
        equation(noted, "stock", DIMENSIONLESS, axes, nothing, ()),
        equation(rule.called("noting"), "flow", "1/year", axes, noting, (rule.called("asked"), noted, *gate), noted),
        *_chain(noted, ((stage, time) for stage in later), axes),
    ]
    for lever in rule.levers:
        lags = ((rule.called(part, lever.name), rule.called(lag, lever.name)) for part, lag, _ in lever.lags)
        found += _chain(rule.called("decided"), lags, axes)
    return [*found, *_replaces(rule)]


def _line_before(rule: Rule, others: Mapping[str, Rule]) -> tuple[str, ...]:
    """Return what says how far the line before a rule is paid, where it waits for one."""
    if rule.after is None:
        return ()
    if not rule.after.rule:
        return (rule.called("follows"),)
    if rule.waits:
        return (rule.called("waited_3"),)
    return (_paid(rule, others),)


def _paid(rule: Rule, others: Mapping[str, Rule]) -> str:
    """Return what says how far the rule before a rule is paid: by district where both are, or else in the city."""
    before = others[rule.after.rule] if rule.after else rule
    if axes_of(before) and not axes_of(rule):
        return rule.called("before_in_the_city")
    return before.part_of(before.slowest, "paid")


def _follows(rule: Rule, others: Mapping[str, Rule]) -> Iterator[Equation]:
    """Give how far the rule before a rule is paid, in the city and some years later, where that is asked for."""
    if rule.after is None or not rule.after.rule:
        return
    before, paid = others[rule.after.rule], _paid(rule, others)
    if axes_of(before) and not axes_of(rule):
        reads = (before.part_of(before.slowest, "paid"),)
        yield equation(paid, "variable", DIMENSIONLESS, (), in_the_city, reads)
    if rule.waits:
        axes = axes_of(rule) if axes_of(before) else ()
        stages = ((rule.called(f"waited_{number}"), rule.called("wait_time")) for number in (1, 2, 3))
        yield from _chain(paid, stages, axes)


def _replaces(rule: Rule) -> Iterator[Equation]:
    """Give how far a rule has come in the place of another line: as its last lever is paid, and as that one fades."""
    if rule.instead_of is None:
        return
    axes, place, whole = axes_of(rule), rule.called("in_place"), rule.called("in_place_in_the_city")
    yield equation(place, "variable", DIMENSIONLESS, axes, as_it_is, (rule.part_of(rule.slowest, "paid"),))
    if axes and not all(aimed for _, aimed, _ in rule.instead_of.levers):
        yield equation(whole, "variable", DIMENSIONLESS, (), in_the_city, (place,))
    for lever, aimed, delay in rule.instead_of.levers:
        if delay > 0:
            before = _gone(rule, lever, aimed, delay, "paid")
            lag = (rule.called("gone", lever), rule.called("gone_time", lever))
            yield from _chain(before, (lag,), axes if aimed else ())


def _chain(before: str, levels: Iterable[tuple[str, str]], axes: tuple[str, ...]) -> Iterator[Equation]:
    """Give stocks that each follow the one before, and their flows; of each its name and that of its time."""
    for level, time in levels:
        yield equation(level, "stock", DIMENSIONLESS, axes, nothing, ())
        yield equation(f"{level}_following", "flow", "1/year", axes, following, (before, level, time), level)
        before = level


def _reading(one: Equation, renamed: Mapping[str, str]) -> Equation:
    """Return an equation that reads other names in the place of some."""
    if not renamed.keys() & {*one.reads}:
        return one

    def new(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(renamed.get(name, name) for name in names)

    terms = None if one.terms is None else tuple(new(term) for term in one.terms)
    return replace(one, reads=new(one.reads), terms=terms)
