"""Loops cut: how much of the shortage each feedback makes, as the difference when it is switched off."""

import numpy as np

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.effects import Effect, Effects, draw_effects, effect, in_last_year, ordered
from care2040.figures.readings import unit_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.variables import SHORTAGE, UNCHANGED
from care2040.wording.language import Language
from care2040.wording.names import name_of
from care2040.wording.numbers import percent, sentence
from care2040.wording.quantities import quantity

LEAST_PART = 0.005
"""Of the whole; what is less would be written as 0%."""
PREFIXES = ("without_", "no_", "cut_")
"""What a name may begin with, before that of the loop that is cut."""


@figure("loops_cut", takes=("indicator", "year"), needs=(SHORTAGE,), made_of="a run without each loop")
def draw(request: Request) -> HouseFigure:
    """Draw how much of an indicator each loop makes in the last year."""
    found = effects_of_loops(request)

    def name(run: str) -> str:
        return loop_name(run, request.language)

    def part(one: Effect) -> str:
        """Return an effect as a part of the whole; nothing where there is no whole to speak of, or no part."""
        share = one.middle / found.whole if found.whole > 0 else 0.0
        return percent(share, request.language) if abs(share) >= LEAST_PART else ""

    return draw_effects(request, found, message(request, found), name, part)


def effects_of_loops(request: Request) -> Effects:
    """Return what each loop adds to an indicator in the last year."""
    indicator = request.headline(SHORTAGE)
    (policy, scenario), *cut = _runs(request)
    whole = in_last_year(request, indicator, policy, scenario)
    along = 0 if len(request.policies) > 1 else 1
    found = [effect(run[along], whole - in_last_year(request, indicator, *run)) for run in cut]
    return Effects(
        indicator=indicator,
        written=quantity(unit_of(request.dataset, indicator), [one.middle for one in found]),
        year=request.last_year,
        policy=policy,
        scenario=scenario,
        draws=request.draws,
        effects=ordered(found),
        whole=float(np.median(whole)),
    )


def _runs(request: Request) -> list[tuple[str, str]]:
    """Return policy and scenario of the run with every loop at work, and of each without one."""
    policies, scenarios = request.policies, request.scenarios
    if (len(policies) > 1) == (len(scenarios) > 1):
        raise CannotDrawError(
            "the figure 'loops_cut' needs a run with every loop at work and one for each loop that is switched off, as "
            f"policies or as scenarios but not both; there are {len(policies)} policies and {len(scenarios)} scenarios"
        )
    policies.sort(key=lambda policy: policy != UNCHANGED)
    return [(policy, scenario) for policy in policies for scenario in scenarios]


def loop_name(run: str, language: Language) -> str:
    """Return what the loop is called that a run goes without."""
    loop = next((run.removeprefix(prefix) for prefix in PREFIXES if run.startswith(prefix)), run)
    return sentence(name_of("loops", loop, language))


def message(request: Request, found: Effects) -> str:
    """Return the message of the figure, made from the loop that adds most; else from the one that takes off most."""
    language, written, whole = request.language, found.written, found.whole
    blanks = {"measure": request.measure(found.indicator), "year": found.year}
    most = max(found.effects, key=lambda one: one.middle)
    if written.is_nought(most.middle) or most.middle < 0:
        key = "title_none" if written.is_nought(found.effects[0].middle) else "title_smaller"
        return sentence(request.say(key, **blanks))
    as_part = LEAST_PART * whole <= most.middle <= whole
    text = request.say(
        "title_part" if as_part else "title_size",
        loop=loop_name(most.name, language),
        maybe="" if most.sure else request.common("maybe"),
        most=request.say("most") if len(found.effects) > 1 else "",
        part=percent(most.middle / whole, language) if as_part else "",
        size=written.size_words(most.middle, language),
        **blanks,
    )
    return sentence(text)
