"""What was counted since a result was made: its draws weighed by it, told in words and tables, and written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.analysis.monitoring.monitoring import Monitoring
from care2040.analysis.monitoring.monitoring import monitor as weigh_result
from care2040.analysis.observations.register import load as load_register
from care2040.analysis.observations.weighing import TooFewLeft
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.result_folder import added, manifest_of, note
from care2040.results.valid_draws import CannotAnalyse
from care2040.results.variables import UNCHANGED
from care2040.wording.language import LANGUAGES

if TYPE_CHECKING:
    import xarray as xr

    from care2040.study.model_inputs import ModelInputs

FOLDER = "figures"


def monitor(
    project: ModelInputs,
    dataset: xr.Dataset,
    where: str,
    policy: str = "",
    scenarios: Sequence[str] | str = (),
    temper: bool = False,
    held_out: bool = False,
    apart: int = 0,
) -> Monitoring:
    """Weigh the draws of a result by what was counted; see `care2040.study.project.Project.monitor`."""
    among = ([scenarios] if scenarios else []) if isinstance(scenarios, str) else scenarios
    policies, known = ([str(name) for name in dataset[axis].values] for axis in ("policy", "scenario"))
    asked = {"policy": ([policy] if policy else [], policies), "scenario": (list(among), known)}
    problems = [
        Problem(where, 0, 0, "E927", f"this result holds no {kind} '{name}'", did_you_mean(name, held))
        for kind, (names, held) in asked.items()
        for name in names
        if name not in held
    ]
    if problems:
        raise InvalidInput(problems)
    said = str(dataset.attrs.get("unchanged_policy", UNCHANGED))
    chosen = policy or (said if said in policies else policies[0])
    wanted = tuple(dict.fromkeys(among)) or tuple(known)
    register = load_register(project.folder, project.model).apart(apart)
    with placed(where):
        return weigh_result(dataset, register, chosen, wanted, temper, held_out)


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Turn what a result lacks into a problem with its place."""
    try:
        yield
    except TooFewLeft as error:
        raise InvalidInput([Problem(where, 0, 0, "E934", error.message, error.hint)]) from None
    except CannotAnalyse as error:
        raise InvalidInput([Problem(where, 0, 0, "E933", error.message, error.hint)]) from None


def write_monitor(found: Monitoring, folder: Path) -> tuple[str, ...]:
    """Write tables, words and figures in both languages, and return their names.

    Parameters
    ----------
    found : Monitoring
        What `monitor` gave.
    folder : Path
        Other files in it stay. When it holds a result the files become part of that.
    """
    from care2040.figures.canvas.export import write as write_figure
    from care2040.reports.monitoring.page import FILES, page
    from care2040.reports.monitoring.sheets import sheets

    with added(folder) as fresh:
        for name, rows in sheets(found).items():
            rows.to_csv(fresh / name, index=False, float_format="%.6g", lineterminator="\n")
        for language in LANGUAGES:
            (fresh / FILES[language]).write_text(page(found, language), encoding="utf-8", newline="\n")
            for figure in _figures(found):
                write_figure(found.figure(figure, language), fresh / FOLDER, figure)
        written = sorted(path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file())
    place = folder.resolve()
    if manifest_of(place) is not None:
        note(place, (place / name for name in written))
    return tuple(written)


def _figures(found: Monitoring) -> tuple[str, ...]:
    """Return the figures that there is something to draw in."""
    from care2040.figures import OF_MONITOR

    return tuple(name for name in OF_MONITOR if name != "moved" or found.moved or found.laws)
