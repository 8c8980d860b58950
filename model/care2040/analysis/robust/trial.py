"""What the best mixes are tried in: which of them, in which draws, futures and laws.

The draws come after those of the search: a mix that was chosen for its luck in some draws has none of it left in
others. Draw k is what it is in any other experiment with this seed.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from care2040.analysis.choosing.choice import Choice
from care2040.engine.compiler.trace import Array
from care2040.engine.ensembles.designs import Design, points_of
from care2040.inputs.experiments.choosing.robust import RobustMixes
from care2040.inputs.experiments.choosing.robust_checker import drawn_laws
from care2040.inputs.experiments.choosing.schema import LEVER_COST
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.experiments.sweep import Sweep
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.model import Model

NONE = 0
"""Number of unchanged policy among the mixes, which are counted from 1."""


@dataclass(frozen=True)
class Trial:
    """What is run to try mixes.

    Parameters
    ----------
    asked : RobustMixes
        What is asked.
    mixes : tuple of int
        Numbers of the mixes as they are told of, after 0 for unchanged policy.
    experiment : Experiment
        A policy for each of them, in the futures and with the laws that are asked for.
    design : Design
        The draws.
    names : frozenset of str
        Quantities that are kept.
    years : tuple of int
        Years that are kept.
    """

    asked: RobustMixes
    mixes: tuple[int, ...]
    experiment: Experiment
    design: Design
    names: frozenset[str]
    years: tuple[int, ...]


def trial(model: Model, parameters: Parameters, experiment: Experiment, choice: Choice) -> Trial:
    """Return what is run to try the best mixes of a choice, as its `robust` asks.

    Parameters
    ----------
    model : Model
        The equations, for the laws that may be drawn.
    parameters : Parameters
        At district resolution.
    experiment : Experiment
        In which the choice stands.
    choice : Choice
        What the search found.
    """
    choose = choice.choose
    asked = choose.robust
    assert asked is not None
    told = choice.told
    spread = spread_over(choice.searched.looked.values[told], asked.mixes)
    changes = {
        f"mix_{place + 1}": choice.space.changes(choice.searched.genes[told[place]].tolist())
        for place in spread.tolist()
    }
    laws = dict(experiment.drawn_laws)
    if asked.laws:
        laws = drawn_laws(model.other_laws, experiment.equations) | laws
    futures = asked.futures or choice.futures
    tried = replace(
        experiment,
        policies={f"mix_{NONE}": (), **changes},
        scenarios={name: experiment.scenarios[name] for name in futures},
        draws=asked.draws,
        end=asked.aim.year + 1,
        drawn_laws=laws,
        rules=(),
        robustness=None,
        discovery=None,
        learn=False,
        monitor=False,
    )
    seen = choose.draws if choose.draws > 1 else 0
    drawn = parameters.with_laws(laws)
    sweep = Sweep("monte_carlo", seen + asked.draws, dict.fromkeys(drawn.drawn))
    design = points_of(sweep, drawn, experiment.seed).part(seen, seen + asked.draws)
    names = frozenset({asked.aim.indicator, LEVER_COST}) & (model.askable.keys() | model.equations.keys())
    years = tuple(range(experiment.start, asked.aim.year + 1))
    numbers = (NONE, *(int(place) + 1 for place in spread))
    return Trial(asked, numbers, tried, replace(design, samples=asked.draws), names, years)


def spread_over(values: Array, most: int) -> npt.NDArray[np.intp]:
    """Return places of so many mixes at most: the best in each thing, then each time the one farthest from these.

    Parameters
    ----------
    values : ndarray of shape (mix, objective)
        What each comes to; lower is better.
    most : int
        One for each objective or more.
    """
    if len(values) <= most:
        return np.arange(len(values))
    wide = np.maximum(values.max(axis=0) - values.min(axis=0), 1e-12)
    inside = (values - values.min(axis=0)) / wide
    taken = list(dict.fromkeys(int(place) for place in values.argmin(axis=0)))
    while len(taken) < most:
        away = np.min([np.linalg.norm(inside - inside[place], axis=1) for place in taken], axis=0)
        away[taken] = -1.0
        taken.append(int(away.argmax()))
    return np.sort(np.array(taken))
