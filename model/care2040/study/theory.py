"""Theory of change, executed: for each difference maker the chain from its efforts to one in four, from the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.analysis.feedback.paired_runs import paired_runs
from care2040.analysis.observations import register
from care2040.analysis.theory import theory_dataset, vocabulary
from care2040.analysis.theory.chain import Chain, Reading
from care2040.analysis.theory.choosing import chosen
from care2040.analysis.theory.slopes import Slopes
from care2040.engine.batch.failures import RunFailed
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.result_folder import added
from care2040.language.axes import HORIZON
from care2040.results.series import adds_up
from care2040.results.variables import STANDARD
from care2040.study.model_inputs import Given
from care2040.study.why import TYPED, changes_of
from care2040.wording.language import LANGUAGES

if TYPE_CHECKING:
    import xarray as xr

    from care2040.inputs.experiments.experiment import Experiment
    from care2040.study.project import Project

SHIPPED = "difference_makers"
"""The experiment with a policy for each difference maker."""
MAKERS = ("financial_security", "affordable_roof", "promising_youth", "living_together_healthily")
"""The difference makers of the vision."""
REVIEW = 2032
"""The year in which the city looks back, half-way."""
TABLES, FOLDER = ("theory_steps.csv", "theory_links.csv"), "figures"
"""What is written: quantities, what leads where, and the folder of the figure."""
LEAST, MOST = 0.05, 9
"""Part of the effect that a quantity and a link must carry to be told of; most quantities of a chain."""


@dataclass(frozen=True)
class Theory:
    """The chains of some difference makers, and what they were taken from.

    Attributes
    ----------
    experiment, scenario, unchanged : str
        What was run: the experiment, what happens to the city, and the policy that the others are held against.
    least : float
        Part of the effect that a link must carry to be told of by itself.
    chains : tuple of Chain
        One for each difference maker.
    series : dict of str to dict of str to str
        Title of each series of counts, by language.
    """

    experiment: str
    scenario: str
    unchanged: str
    least: float
    chains: tuple[Chain, ...]
    series: dict[str, dict[str, str]]

    def as_data(self) -> dict[str, Any]:
        """Return the chains as plain data; links and what is not ascribed add up to the whole difference."""
        facts = {
            "experiment": self.experiment,
            "scenario": self.scenario,
            "unchanged": self.unchanged,
            "least": self.least,
        }
        chains = []
        for chain in self.chains:
            own = asdict(chain) | {"difference": chain.whole, "other_ways": chain.other_ways(self.least)}
            own["efforts"] = [{"lever": name, "effect": effect} for name, effect in chain.efforts]
            for step in own["steps"]:
                step["changes"] = {str(year): change for year, change in step["changes"]}
            chains.append(own)
        return facts | {"makers": chains}

    def as_dataset(self) -> xr.Dataset:
        """Return the chains as the figure takes them: dims maker, node and link."""
        facts = {"experiment": self.experiment, "scenario": self.scenario, "unchanged": self.unchanged}
        return theory_dataset.as_dataset(self.chains, self.least, facts, self.series)


def theory_of_change(
    project: Project,
    makers: Sequence[str] = (),
    given: Given = SHIPPED,
    *,
    outcome: str = STANDARD,
    scenario: str = "",
    year: int = HORIZON,
    review: int = REVIEW,
    least: float = LEAST,
    most: int = MOST,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Theory:
    """Say through which quantities difference makers change one in four, when, how much, and with which sign.

    Parameters
    ----------
    project : Project
        Model, parameters and levers.
    makers : sequence of str
        Policies of the experiment; a lever or package is one at full effort. The four of the vision when left out.
    given : path, str or mapping
        The experiment; it has a policy that changes nothing. Its central values are run, for the city as one.
    outcome : str
        An indicator, a variable or a stock that is one number for the city, or can be added up to one.
    scenario : str
        Of the experiment; its first when left empty.
    year : int
        On its 1 January the outcome is told of.
    review : int
        The year of the look back; what is half done by its 1 January can be seen then.
    least : float
        Part of the effect that must pass through a quantity that is told of.
    most : int
        Largest number of quantities between the efforts and the outcome.
    progress : callable
        Called with how many difference makers are done, of how many.

    Returns
    -------
    Theory

    Raises
    ------
    InvalidInput
        With everything in the question that the model or the experiment does not have.
    RunFailed
        When there is nothing to compare.
    """
    experiment = project.experiment(given, draws=1, resolution="city")
    wanted = tuple(dict.fromkeys(makers)) or MAKERS
    faults = _faults(project, experiment, wanted, outcome, (review, year), scenario)
    problems = [Problem(TYPED, 0, 0, *fault) for fault in faults]
    if problems:
        raise InvalidInput(problems)
    scenario = scenario or next(iter(experiment.scenarios))
    counts = register.load(project.folder, project.model)
    telling = _Telling(project, experiment, scenario, (least, most))
    counted = vocabulary.counted_by(project.model, counts)
    levers = tuple(project.levers.levers)
    chains = []
    for done, maker in enumerate(wanted, 1):
        reading = Reading(maker, outcome, review, year, levers, vocabulary.rows(), counted)
        chains.append(telling.chain(reading))
        progress(done, len(wanted))
    titles = {name: series.title.model_dump() for name, series in counts.series.items()}
    return Theory(experiment.name, scenario, experiment.unchanged, least, tuple(chains), titles)


@dataclass(frozen=True)
class _Telling:
    """Runs a policy beside the unchanged one and tells of the two."""

    project: Project
    experiment: Experiment
    scenario: str
    bounds: tuple[float, int]

    def chain(self, reading: Reading) -> Chain:
        project, experiment = self.project, self.experiment
        happens = experiment.scenarios[self.scenario]
        policies = (
            (*happens, *experiment.policies[experiment.unchanged]),
            (*happens, *changes_of(project, experiment, reading.maker)),
        )
        model = experiment.model_of(project.model)
        parameters = experiment.parameters_of(project.parameters.at("city"), project.model)
        try:
            runs = paired_runs(model, parameters, "city", policies, experiment.start, reading.year + 1)
        except RunFailed as error:
            raise RunFailed(f"the run failed: {error}", "there is nothing to compare") from None
        slopes = Slopes(runs, reading.outcome)
        if reading.outcome not in slopes.names:
            message = f"'{reading.maker}' changes nothing in '{reading.outcome}'"
            raise InvalidInput([Problem(TYPED, 0, 0, "E410", message, "name a policy that does")])
        kept = _Kept(model.stocks, reading.counted)
        found = chosen(slopes, reading.year, vocabulary.told(model), kept, *self.bounds)
        return reading.chain(runs, found, slopes.leaves)


@dataclass(frozen=True)
class _Kept:
    """Says which of two quantities that tell the same stays: the last before the outcome, what is counted, a stock."""

    stocks: Any
    counted: Any

    def __call__(self, name: str) -> int:
        return 4 * (name == vocabulary.LAST) + 2 * (name in self.counted) + (name in self.stocks)


def _faults(
    project: Project,
    experiment: Experiment,
    makers: Sequence[str],
    outcome: str,
    years: tuple[int, int],
    scenario: str,
) -> Iterator[tuple[str, str, str]]:
    """Give what is wrong with a question and a hint, one by one."""
    if experiment.policies[experiment.unchanged]:
        hint = "add a policy that changes nothing: as_is: {}"
        yield (
            "E931",
            f"every policy of '{experiment.name}' changes something, so there is nothing to compare with",
            hint,
        )
    names = [*experiment.policies, *project.levers.names]
    for maker in makers:
        if maker not in names:
            hint = did_you_mean(maker, names, f"policies of '{experiment.name}': {', '.join(experiment.policies)}")
            yield "E402", f"there is no difference maker '{maker}'", hint
        elif maker == experiment.unchanged:
            yield "E410", f"'{maker}' changes nothing", "name a policy that does"
    equation = project.model.equations.get(outcome)
    if equation is None or equation.kind in ("reference", "flow"):
        hint = did_you_mean(outcome, project.indicators, "indicators are in: care2040 list indicators")
        yield "E402", f"there is no indicator '{outcome}'", hint
    elif set(equation.axes) - {"district"} and not adds_up(equation.unit):
        yield "E931", f"'{outcome}' is not one number for the city", "name one that is, such as care_share_needed"
    if scenario and scenario not in experiment.scenarios:
        yield "E402", f"there is no scenario '{scenario}'", did_you_mean(scenario, list(experiment.scenarios))
    for year in years:
        if not experiment.start < year < experiment.end:
            hint = f"allowed: {experiment.start + 1} to {experiment.end - 1}"
            yield "E409", f"the year {year} is not in the run", hint
    if years[0] > years[1]:
        yield "E409", f"the review of {years[0]} is later than {years[1]}", "take an earlier year for the review"


def write_theory(theory: Theory, folder: Path) -> None:
    """Write the quantities and the links of chains as tables, and the figure in each language.

    Parameters
    ----------
    theory : Theory
        What `theory_of_change` gave.
    folder : Path
        Other files in it stay.
    """
    from care2040.figures import draw
    from care2040.figures.canvas.export import write as write_figure

    dataset = theory.as_dataset()
    tables = (theory_dataset.nodes_table(theory.chains), theory_dataset.links_table(theory.chains))
    with added(folder) as fresh:
        for name, table in zip(TABLES, tables, strict=True):
            table.to_csv(fresh / name, index=False, float_format="%.10g", lineterminator="\n")
        for language in LANGUAGES:
            write_figure(draw("theory_of_change", dataset, language), fresh / FOLDER, "theory_of_change")
