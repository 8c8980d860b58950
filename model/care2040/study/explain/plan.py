"""The loops in which a quantity is computed: what every compiled back end prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from care2040.study.project import Project


def loops_of(project: Project, name: str | None = None) -> Iterator[str]:
    """Return the loop plan of the city as text: of one quantity, or of the whole run.

    Parameters
    ----------
    project : Project
        Model and parameters.
    name : str, optional
        A stock, flow, variable, reference or indicator; everything when left out.

    Raises
    ------
    UnknownName
        When the model has no such quantity.
    """
    from care2040.engine.plan.run_plan import run_plan
    from care2040.engine.plan.written import written
    from care2040.engine.simulation.simulate import system_of
    from care2040.files.problems import did_you_mean
    from care2040.study.explain.explain import UnknownName

    if name is not None and name not in project.model.equations:
        raise UnknownName(f"there is no quantity '{name}'", did_you_mean(name, project.model.equations))
    parameters = project.parameters.at("city")
    system = system_of(project.model, "city", parameters, frozenset(parameters))
    return written(run_plan(system, parameters), name)
