"""An experiment: one question to the model, read from YAML and checked before anything runs.

`load` writes futures out and asks, in this order: `schema` (what may stand there), `sweep_checker` and `questions`
(what is asked), `checker` (what is changed, line by line; `lines` knows what a line points at). What passes them all
becomes an `Experiment`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from care2040.files.problems import InvalidInput, Problem, in_order
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.inputs.experiments.checker import Checker, Line
from care2040.inputs.experiments.choosing.checker import ChoiceChecker
from care2040.inputs.experiments.choosing.least import FORMER, Optimise, former_form, least_effort_of
from care2040.inputs.experiments.choosing.robust_checker import asked_of
from care2040.inputs.experiments.choosing.schema import Choose
from care2040.inputs.experiments.held import Varied
from care2040.inputs.experiments.laws import Laws, not_drawn, read_laws
from care2040.inputs.experiments.learning import nothing_learnt
from care2040.inputs.experiments.limits import between_districts, too_long, too_many_draws, wrong_years
from care2040.inputs.experiments.of_a_city import wrong_city
from care2040.inputs.experiments.pathways.checker import PathwaysChecker
from care2040.inputs.experiments.pathways.schema import Pathways
from care2040.inputs.experiments.questions import Known, Questions, with_futures
from care2040.inputs.experiments.schema import Discovery, ExperimentInFile, Robustness, Wedges, json_schema
from care2040.inputs.experiments.sweep import MOST_NUMBERS, Sweep, ends_of_draws
from care2040.inputs.experiments.sweep_checker import SweepChecker, as_mapping
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.inputs.experiments.written.lines import Entry
from care2040.inputs.parameters.parameter import Parameter, drawn_parts
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.rule import Rule
from care2040.inputs.policies.ruled_model import rule_parameters, with_rules
from care2040.language.axes import Resolution
from care2040.language.model import Model

__all__ = ["Choose", "Discovery", "Experiment", "Known", "Optimise", "Robustness", "Sweep"]
__all__ += ["Wedges", "json_schema", "load"]


@dataclass(frozen=True)
class Experiment:
    """One question to the model.

    Parameters
    ----------
    name : str
        Name of the file without its ending.
    title, question : dict of str to str
        Language ("en", "nl") to text.
    scenarios, policies : dict of str to tuple of Change
        What happens to the city and what is chosen; a run applies the scenario first.
    draws : int
        Runs per policy and scenario; 1 is central values.
    seed : int
        Seed of the draws.
    start, end : int
        The run goes from 1 January of `start` to 1 January of `end`.
    resolution : {"district", "city"}
        Ten districts, or one.
    indicators : tuple of str
        What to look at.
    figures : tuple of AskedFigure
        Which figures to draw, and what is asked of them.
    reading : dict of str to str, or None
        Language to how the answer is to be read.
    levers : dict of str to tuple of str
        Policy to the levers it pulls with an effort above 0, those of packages included.
    wedges : Wedges or None
        What is to be split over the levers of a policy.
    choose : Choose or None
        Which mixes of levers are to be found.
    optimise : Optimise or None
        The least effort for a target, where `choose` asks for that alone.
    pathways : Pathways or None
        How long policies are to keep an aim, and between which one may change over.
    equations : dict of str to str
        Quantity to the law that takes the place of its own.
    drawn_laws : dict of str to dict of str to float
        Quantity whose law is drawn in every run, to its laws, the model's own first, with how often each is drawn.
    robustness : Robustness or None
        What every policy should keep over all draws.
    discovery : Discovery or None
        Of which policy to find the futures in which it fails.
    sweep : Sweep or None
        Runs over the ranges of parameters, instead of draws.
    warnings : tuple of Problem
        What can be run, but does not say all that it seems to say.
    rules : tuple of Rule
        What policies do only when a monitor asks for it.
    monitor : bool
        Whether every quantity that was counted is kept.
    learn : bool
        Whether the draws are moved by what was counted before they run.
    """

    name: str
    title: dict[str, str]
    question: dict[str, str]
    scenarios: dict[str, tuple[Change, ...]]
    policies: dict[str, tuple[Change, ...]]
    draws: int
    seed: int
    start: int
    end: int
    resolution: Resolution
    indicators: tuple[str, ...]
    figures: tuple[AskedFigure, ...]
    reading: dict[str, str] | None = None
    levers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wedges: Wedges | None = None
    choose: Choose | None = None
    optimise: Optimise | None = None
    pathways: Pathways | None = None
    equations: dict[str, str] = field(default_factory=dict)
    drawn_laws: dict[str, dict[str, float]] = field(default_factory=dict)
    robustness: Robustness | None = None
    discovery: Discovery | None = None
    sweep: Sweep | None = None
    warnings: tuple[Problem, ...] = ()
    rules: tuple[Rule, ...] = ()
    monitor: bool = False
    learn: bool = False

    @property
    def many(self) -> bool:
        """Whether there is more than one run per policy and scenario."""
        return self.draws > 1 or self.sweep is not None

    def model_of(self, model: Model, drawn: Mapping[str, Mapping[str, float]] | None = None) -> Model:
        """Return the model with the laws and the rules of the experiment in place; `drawn` are laws that are drawn."""
        return with_rules(model.with_laws(self.equations, drawn or {}), self.rules)

    def parameters_of(
        self, parameters: Parameters, model: Model, drawn: Mapping[str, Mapping[str, float]] | None = None
    ) -> Parameters:
        """Return the parameters that its model reads, at the resolution of `parameters`."""
        return rule_parameters(parameters.with_laws(drawn or {}), self.rules, model)

    @property
    def unchanged(self) -> str:
        """The policy that the others are compared with: the first that changes nothing, else the first."""
        return next((name for name, changes in self.policies.items() if not changes), next(iter(self.policies)))


def load(
    given: Path | Document,
    parameters: Mapping[str, Parameter],
    known: Known,
    *,
    draws: int | None = None,
    resolution: Resolution | None = None,
) -> Experiment:
    """Read an experiment and check all of it.

    Parameters
    ----------
    given : Path or Document
        A YAML file, or what was read of one; ``experiments/README.md`` explains every key.
    parameters : mapping of str to Parameter
        All parameters, at district resolution.
    known : Known
        Names of indicators and figures, and the levers.
    draws : int, optional
        At least 1; replaces the number in the file.
    resolution : {"district", "city"}, optional
        Replaces the one in the file.

    Returns
    -------
    Experiment

    Raises
    ------
    InvalidInput
        With every problem found: file, line, what is allowed and the nearest name.
    ValueError
        When `draws` is below 1.
    """
    if draws is not None and draws < 1:
        raise ValueError(f"draws must be 1 or more, not {draws}")
    document, problems = with_futures(as_mapping(given if isinstance(given, Document) else read(given)), known.futures)
    start, end = (_whole_number(document.data, key) for key in ("start", "end"))
    asked = draws or _whole_number(document.data, "draws")
    laws = read_laws(document, known.laws)
    whole = {**parameters, **laws.choices}
    sweeps = SweepChecker(document, whole, known, start, end, asked)
    problems += (*former_form(document, start), *schema_problems(_without_former(document), ExperimentInFile))
    problems += (*wrong_city(document), *sweeps.problems())
    problems += Questions(document, known, start, end, (*names_of(parameters), *laws.choices)).problems()
    ends = sweeps.found.ends if sweeps.found else (ends_of_draws if asked > 1 else lambda parameter: None)
    at = resolution or str(document.data.get("resolution"))
    drawn = drawn_parts(parameters.values())
    checker = Checker(document, parameters, known, start, end, at, ends)
    problems += (*checker.problems(), *_questions_of_policies(document, known, laws, (start, end), at, len(drawn)))
    problems += (*wrong_years(document, start, end), *between_districts(document, at), *too_long(document))
    problems += too_many_draws(document, asked, len(drawn))
    many = asked > 1 or document.data.get("sweep") is not None
    problems += not_drawn(document, laws, many, sweeps.found.ranges if sweeps.found else None)
    problems += nothing_learnt(document, asked)
    laws = laws.of_runs(many)
    if not _errors(problems):
        problems += (*checker.idle(laws), *_held(document, sweeps.found, drawn if asked > 1 else (), checker))
    if errors := _errors(problems):
        raise InvalidInput(errors)
    found = _made(document, checker, laws, sweeps.found)
    where, often = resolution or found.resolution, draws or found.draws
    learn = found.learn and often > 1
    return replace(found, draws=often, resolution=where, learn=learn, warnings=in_order(problems))


def _questions_of_policies(
    document: Document, known: Known, laws: Laws, span: tuple[int, int], at: str, drawn: int
) -> Iterator[Problem]:
    """Give what is wrong with the choice of mixes, with how they are tried again, and with paths between policies."""
    yield from ChoiceChecker(document, known, *span, at).problems()
    yield from asked_of(document, known, laws.chosen, span, at, drawn, MOST_NUMBERS).problems()
    yield from PathwaysChecker(document, known, *span, at).problems()


def _without_former(document: Document) -> Document:
    """Leave out what is refused with its present form, so that it is not told of as an unknown key too."""
    return replace(document, data={key: value for key, value in document.data.items() if key != FORMER})


def _made(document: Document, checker: Checker, laws: Laws, sweep: Sweep | None) -> Experiment:
    """Return what a document that was found right says."""
    written, known = ExperimentInFile.model_validate(document.data), checker.known
    rules = _rules(checker, written)
    return Experiment(
        name=document.path.stem,
        title=written.title.model_dump(),
        question=written.question.model_dump(),
        scenarios={name: checker.changes("scenarios", name) for name in written.scenarios},
        policies={name: _policy(checker, rules, name) for name in written.policies},
        draws=written.draws,
        seed=written.seed,
        start=written.start,
        end=written.end,
        resolution=written.resolution,
        indicators=written.indicators,
        figures=tuple(_figures(written)),
        reading=None if written.reading is None else written.reading.model_dump(),
        levers={name: _pulled(checker.lines.get(("policies", name), ()), known) for name in written.policies},
        wedges=_in_a_scenario(written.wedges, written),
        choose=written.choose,
        pathways=written.pathways,
        optimise=least_effort_of(written.choose, written.start, next(iter(written.scenarios))),
        equations=laws.chosen,
        drawn_laws=laws.drawn,
        robustness=written.robustness,
        discovery=_in_a_scenario(written.discovery, written),
        sweep=_sweep(written, sweep),
        rules=rules,
        monitor=written.monitor,
        learn=written.learn,
    )


def _rules(checker: Checker, written: ExperimentInFile) -> tuple[Rule, ...]:
    """Return the rules, unless what one does is to be split: it hangs on what the others do."""
    rules = checker.rules()
    if written.wedges and written.wedges.policy in {rule.policy for rule in rules}:
        message = f"'{written.wedges.policy}' has rules: what its levers do hangs on the others, and cannot be split"
        hint = "name a policy without 'when', such as all of it at once"
        raise InvalidInput([checker.document.problem(("wedges", "policy"), "E420", message, hint)])
    return rules


def _policy(checker: Checker, rules: Iterable[Rule], name: str) -> tuple[Change, ...]:
    """Return what a policy changes, and what puts its rules in force."""
    ruled = (change for rule in rules if rule.policy == name for change in rule.changes())
    return *checker.changes("policies", name), *ruled


def names_of(parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    """Return the names of parameters, with those of the members that are drawn by themselves."""
    return tuple(dict.fromkeys([*parameters, *drawn_parts(parameters.values())]))


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that stop a run."""
    return [problem for problem in problems if problem.severity == "error"]


def _held(document: Document, sweep: Sweep | None, drawn: Iterable[str], checker: Checker) -> Iterator[Problem]:
    """Give what is varied by a sweep or draws, and set by a scenario or a policy."""
    asked = document.data.get("sweep")
    listed = asked.get("parameters", ()) if isinstance(asked, dict) else ()
    names = frozenset(sweep.ranges if sweep else drawn)
    # a parameter that is named stands for its members where these are drawn by themselves
    named = frozenset(name for name in names if {name, name.partition(".")[0]} & {str(one) for one in listed})
    itself = named | frozenset(sweep.given if sweep else ())
    varied = Varied(document, names, itself, checker.start, checker.end, sweep is not None)
    changes = {
        group: [(line.keys, one) for line in lines for one in line.changes] for group, lines in checker.lines.items()
    }
    yield from varied.problems(changes) if names else ()


Asked = TypeVar("Asked", Wedges | None, Discovery | None)


def _in_a_scenario(asked: Asked, written: ExperimentInFile) -> Asked:
    """Return a question about the scenario it names; without one it is about the first."""
    if asked is None or asked.scenario:
        return asked
    return asked.model_copy(update={"scenario": next(iter(written.scenarios))})


def _figures(written: ExperimentInFile) -> Iterator[AskedFigure]:
    """Give each figure with its title, which stands beside what is asked of it or under 'figure_titles'."""
    for one in written.figures:
        found = AskedFigure.of(one.figure, one.model_dump())
        title = one.title or (None if found.given else written.figure_titles.get(one.figure))
        yield replace(found, title=title.model_dump() if title else {})


def _sweep(written: ExperimentInFile, found: Sweep | None) -> Sweep | None:
    """Return the sweep with what is kept of it, and what comes then."""
    if written.sweep is None or found is None:
        return None
    asked = written.sweep
    return replace(found, indicators=asked.indicators, years=tuple(sorted(asked.years)), then=asked.then)


def _pulled(lines: Iterable[Line], known: Known) -> tuple[str, ...]:
    """Return the levers with an effort above 0, in the order of the file of levers."""
    pulled = {line.lever for line in lines if any(change.value > 0 for change in line.changes)}
    return tuple(lever for lever in known.levers.levers if lever in pulled)


def _whole_number(data: Entry, key: str) -> int:
    """Return a number of the file, or the default where it is absent or of the wrong type."""
    written = data.get(key)
    if isinstance(written, int) and not isinstance(written, bool):
        return written
    return int(ExperimentInFile.model_fields[key].default)
