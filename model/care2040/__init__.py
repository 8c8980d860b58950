"""care2040: how a city keeps care going until 2040, as a system-dynamics model.

In a notebook::

    import care2040

    project = care2040.open()
    result = project.run("one_in_four")
    result.to_dataframe(["care_share_needed", "shortage"])
    result.figure("one_in_four", "en")

``care2040.compare_cities(["utrecht", "amersfoort"])`` lays two cities beside each other.
``care2040.load("outputs/one_in_four")`` opens what the command line wrote. Whatever a user can mend is raised as a
`CareError`, whose ``problems`` say file, line, what is wrong and what to do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from care2040 import figures as figures
    from care2040.files.problems import CareError as CareError
    from care2040.files.problems import InvalidInput as InvalidInput
    from care2040.files.problems import Problem as Problem
    from care2040.study.cities.compare import compare_cities as compare_cities
    from care2040.study.project import Project as Project
    from care2040.study.project import open_project as open
    from care2040.study.result import Result as Result
    from care2040.study.result import load as load

__all__ = ["CareError", "InvalidInput", "Problem", "Project", "Result", "compare_cities", "figures", "load", "open"]

_HOMES = {
    "CareError": ("files.problems", "CareError"),
    "InvalidInput": ("files.problems", "InvalidInput"),
    "Problem": ("files.problems", "Problem"),
    "Project": ("study.project", "Project"),
    "Result": ("study.result", "Result"),
    "compare_cities": ("study.cities.compare", "compare_cities"),
    "load": ("study.result", "load"),
    "open": ("study.project", "open_project"),
}


def __getattr__(name: str) -> Any:
    """Return what is asked for from where it lives; nothing is imported before."""
    if name == "figures":
        return import_module("care2040.figures")
    if name not in _HOMES:
        raise AttributeError(f"module 'care2040' has no attribute '{name}'")
    home, own = _HOMES[name]
    return getattr(import_module(f"care2040.{home}"), own)


def __dir__() -> list[str]:
    """Return the names that a notebook completes."""
    return sorted(__all__)
