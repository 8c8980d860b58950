"""Levers: what each does alone to an indicator in the last year, as bars from nought, the strongest first."""

from collections.abc import Mapping

import numpy as np

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.effects import Effect, Effects, draw_effects, effect, in_last_year, ordered
from care2040.figures.outcomes.wedges import split_of
from care2040.figures.policies import lever_of, of_one_lever, unchanged
from care2040.figures.readings import unit_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.variables import FIRST_IN, UNCHANGED
from care2040.wording.names import lever_controls
from care2040.wording.numbers import sentence
from care2040.wording.quantities import quantity
from care2040.wording.texts import listed

OWN = "own"
"""Control of a lever on which the city alone decides."""
MOST_NAMED = 3
"""Levers that do the same which are still named in a title."""


@figure("levers", takes=("indicator", "policies", "scenario", "year"), made_of="policies of one lever each")
def draw(request: Request) -> HouseFigure:
    """Draw the effect of each policy that pulls one lever, against unchanged policy, in the last year."""
    found = effects_alone(request)
    decide = {one.name: _who_decides(request, one.name) for one in found.effects}

    def name(policy: str) -> str:
        called = request.policy_name(policy)
        who = decide[policy] and request.say(f"who_{decide[policy]}")
        return request.say("marked", lever=called, who=who) if who else called

    return draw_effects(request, found, message(request, found), name, notes=_who_decides_note(request, found, decide))


def _who_decides(request: Request, policy: str) -> str:
    """Return who decides on the lever of a policy, as its control says; nothing of a lever that is not known."""
    return lever_controls().get(lever_of(request.dataset, policy), "")


def _who_decides_note(request: Request, found: Effects, decide: Mapping[str, str]) -> list[str]:
    """Return what the marks mean, and how much the strongest lever does that the city alone decides on."""
    if not any(decide.values()):
        return []
    way = -1 if found.effects[0].middle < 0 else 1
    own = [one for one in found.effects if decide[one.name] == OWN and one.middle * way > 0]
    if not own or found.effects[0] in own or len({*decide.values()}) == 1:
        return [request.say("note_who")]
    strongest = max(own, key=lambda one: one.middle * way)
    size = found.written.size_words(strongest.middle, request.language)
    told = request.say("note_own", lever=request.policy_name(strongest.name), size=size)
    return [f"{request.say('note_who')} {told}"]


def effects_alone(request: Request) -> Effects:
    """Return what each policy of one lever does; without such policies, what the wedges of a result say of them."""
    dataset = request.dataset
    policies = [policy for policy in of_one_lever(dataset) if policy in request.policies]
    if not policies and FIRST_IN in dataset:
        return _of_wedges(request)
    if not policies:
        held = ", ".join(policy for policy in request.policies if policy != UNCHANGED) or "none but unchanged"
        raise CannotDrawError(f"the figure 'levers' needs policies that pull one lever each; there are: {held}")
    indicator, scenario = request.headline(), request.scenario
    start = in_last_year(request, indicator, unchanged(request), scenario)
    found = [effect(policy, in_last_year(request, indicator, policy, scenario) - start) for policy in policies]
    written = quantity(unit_of(dataset, indicator), [one.middle for one in found])
    whole = float(np.median(start))
    return Effects(indicator, written, request.last_year, None, scenario, request.draws, ordered(found), whole)


def _of_wedges(request: Request) -> Effects:
    """Return the effects of the levers of a policy one by one, where the result holds these with its wedges."""
    split, alone = split_of(request.dataset), request.dataset[FIRST_IN]
    found = [Effect(str(lever), float(value)) for lever, value in zip(alone["lever"].values, alone.values, strict=True)]
    written = quantity(split.written.unit, [one.middle for one in found])
    return Effects(split.indicator, written, split.year, None, split.scenario, 1, ordered(found), split.start)


def message(request: Request, found: Effects) -> str:
    """Return the message of the figure, made from the lever that does most."""
    most, written = found.effects[0], found.written
    blanks = {"measure": request.measure(found.indicator), "year": found.year}
    if not written.tells(most.middle, found.whole):
        return sentence(request.say("title_none", **blanks))
    alike = [one for one in found.effects if written.alike(one.middle, most.middle)]
    if len(alike) > 1:
        names = [f"‘{request.policy_name(one.name)}’" for one in alike]
        verb = request.common("verbs_of_several", "raises" if most.middle > 0 else "lowers")
        same = {"lever": listed(names, request.language), "verb": verb, "many": len(alike)}
        size = written.size_words(most.middle, request.language)
        key = "title_many" if len(alike) > MOST_NAMED else "title_alike"
        return sentence(request.say(key, **same, size=size, **blanks))
    text = request.say(
        "title_most" if len(found.effects) > 1 else "title_only",
        lever=request.policy_name(most.name),
        verb=request.common("verbs", "raises" if most.middle > 0 else "lowers"),
        maybe="" if most.sure else request.common("maybe"),
        size=written.size_words(most.middle, request.language),
        **blanks,
    )
    return sentence(text)
