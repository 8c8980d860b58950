"""A project: the model, its parameters, and the experiments, laws and levers that may be named."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.language.cities.here import in_city
from care2040.study.model_inputs import Given, ModelInputs

if TYPE_CHECKING:
    from care2040.analysis.monitoring.monitoring import Monitoring
    from care2040.files.problems import Problem
    from care2040.language.axes import Resolution
    from care2040.language.cities.city import City
    from care2040.study.result import Result
    from care2040.study.theory import Theory


@dataclass(frozen=True, repr=False)
class Project(ModelInputs):
    """The model with its parameters, and what can be done with them: check, run, sweep."""

    def check(self, *given: Given) -> tuple[Problem, ...]:
        """Check parameters, levers, equations, reality checks and experiments, and return what there is to warn of.

        Parameters
        ----------
        *given : path, str or mapping
            Experiments; all that are shipped when no file or name is given.

        Raises
        ------
        InvalidInput
            With everything that is wrong, at once.
        """
        from care2040.files.problems import InvalidInput
        from care2040.study.check import check

        written = [Path(str(one)) for one in given if not isinstance(one, Mapping)]
        for one in given:
            if isinstance(one, Mapping):
                self.experiment(one)
        with in_city(self.city):
            found = check(written, self.folder)
        if found.errors:
            raise InvalidInput(found.problems)
        return found.problems

    def run(
        self,
        given: Given,
        *,
        to: str | os.PathLike[str] | None = None,
        draws: int | None = None,
        resolution: Resolution | None = None,
        workers: int | None = None,
        scheduler: str | None = None,
        force: bool = False,
        progress: bool | None = None,
    ) -> Result:
        """Run an experiment: its policies in its scenarios, its draws or its sweep, and its questions about levers.

        Parameters
        ----------
        given : path, str or mapping
            As for `experiment`.
        to : path, optional
            Folder to write the result to, as the command line does: tables, figures, netCDF and how it was made. Draws
            and sweeps then go on where they stopped when the same call is made again. Nothing is written when left out.
        draws : int, optional
            As for `experiment`.
        resolution : {"district", "city"}, optional
            As for `experiment`.
        workers : int, optional
            Processes for draws, sweeps and choices; a thread for each core when left out.
        scheduler : str, optional
            Address of a dask scheduler that runs already, for draws, sweeps and choices.
        force : bool
            Whether a result of another experiment in the folder may be replaced.
        progress : bool, optional
            Whether bars show how far it is; in a notebook they do when left out.

        Returns
        -------
        Result

        Raises
        ------
        InvalidInput
            When the experiment is not valid, or the folder cannot be written.
        RunFailed
            When a stock turns negative or is not a number.
        ForeignResult
            When the folder holds something else and `force` is not given.
        SweepStopped
            When the work on draws or a sweep cannot go on; what is finished is kept.
        """
        from care2040.study.run import run
        from care2040.study.work import Means, watch

        experiment = self.experiment(given, draws=draws, resolution=resolution)
        means = Means(None if to is None else Path(to), workers, scheduler, force)
        command = ("care2040.Project.run", experiment.name)
        with in_city(self.city):
            return run(self, experiment, self._source(given), means, watch(progress), command)

    def sweep(self, given: Given, sweep: Mapping[str, Any], **how: Any) -> Result:
        """Run an experiment over many values of parameters.

        Parameters
        ----------
        given : path, str or mapping
            As for `experiment`; a sweep of its own is replaced.
        sweep : mapping
            As it would stand below ``sweep:`` in a file, such as ``{"method": "sobol", "samples": 64, "parameters":
            ["quit_rate", "retirement_age"]}``.
        **how
            As for `run`.

        Returns
        -------
        Result
            With a draw for each point; ``dataset["drawn"]`` holds the values of the parameters at each.
        """
        written = self._document(given)
        name = {"name": written.path.stem}
        return self.run(dict(written.data) | name | {"sweep": dict(sweep)}, **how)

    def monitor(
        self,
        result: Result | str | os.PathLike[str],
        *,
        policy: str | None = None,
        scenarios: Sequence[str] | str | None = None,
        temper: bool = False,
        held_out: bool = False,
        apart: int = 0,
    ) -> Monitoring:
        """Lay a result beside what was counted since, weigh its draws by it, and say what that changes.

        Parameters
        ----------
        result : Result or path
            A result with draws of an experiment with ``monitor: true`` that starts in counted years (``start: 2016``).
        policy : str, optional
            One of those of the result; the one that changes nothing when left out.
        scenarios : str or sequence of str, optional
            Those that are weighed against each other, as likely at the start; all when left out. Counts, parameters and
            laws are told of in the first.
        temper : bool
            Let counts weigh less where too few draws would be left, instead of refusing.
        held_out : bool
            Let counts that are held out weigh too; nothing is left to test by then.
        apart : int
            Hold out the counts of the last so many years of each series, to see how often the bands hold them.

        Returns
        -------
        Monitoring

        Raises
        ------
        InvalidInput
            When the result holds no draws that counts can weigh, no such policy or scenario, or too few draws are left.
        """
        from care2040.study.monitor import monitor
        from care2040.study.result import Result, load

        own = result if isinstance(result, Result) else load(result)
        where = str(own.folder or own.dataset.attrs.get("experiment", "result"))
        with in_city(self.city):
            return monitor(self, own.dataset, where, policy or "", scenarios or (), temper, held_out, apart)

    def theory_of_change(
        self,
        makers: Sequence[str] = (),
        given: Given = "difference_makers",
        *,
        outcome: str = "care_share_needed",
        scenario: str = "",
        year: int = 2040,
        review: int = 2032,
        least: float = 0.05,
    ) -> Theory:
        """Say through which quantities difference makers change one in four, when, how much, and with which sign.

        Parameters
        ----------
        makers : sequence of str
            Policies of the experiment; a lever or package is one at full effort. The four of the vision when left out.
        given : path, str or mapping
            As for `experiment`; it has a policy that changes nothing. Its central values are run, for the city as one.
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

        Returns
        -------
        Theory
            Its `chains` hold efforts, steps and links; `as_data` gives them as plain data, `as_dataset` as the figure
            ``care2040.figures.draw("theory_of_change", ...)`` takes them.

        Raises
        ------
        InvalidInput
            With everything in the question that the model or the experiment does not have.
        RunFailed
            When there is nothing to compare.
        """
        from care2040.study.theory import theory_of_change

        how: dict[str, Any] = {"outcome": outcome, "scenario": scenario, "year": year, "review": review, "least": least}
        with in_city(self.city):
            return theory_of_change(self, makers, given, **how)


def open_project(
    folder: str | os.PathLike[str] | None = None, *, city: str | os.PathLike[str] | City | None = None
) -> Project:
    """Read the model, its parameters and the levers.

    Parameters
    ----------
    folder : path, optional
        A folder with parameters; those that are shipped when left out.
    city : str, path or City, optional
        The name of a city that is shipped, or the path of the folder of one; the first that is shipped when left out.

    Returns
    -------
    Project

    Raises
    ------
    InvalidInput
        When there is no such city; or with every problem in the parameters, or else in the levers.
    ModelError
        When the equations do not make a model.
    """
    from care2040.files.package_files import package_folder
    from care2040.inputs.parameters.parameter_set import load
    from care2040.language.cities.city import City
    from care2040.language.cities.city_file import find_city
    from care2040.sectors import load_model

    place = package_folder("parameters") if folder is None else Path(folder)
    with in_city(city if city is None or isinstance(city, City) else find_city(city)) as about:
        project = Project(place, load_model(place), load(place), about)
        _ = project.known  # its problems are told here, not when it is first asked for
    return project
