"""Which of the named loops drive the model in which years: scored for one policy, and written with a figure."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import xarray as xr

from care2040.analysis.feedback import loops_that_matter
from care2040.analysis.feedback.loop_registry import shipped_loops
from care2040.analysis.feedback.loops_that_matter import LoopScores
from care2040.figures import draw
from care2040.figures.canvas.export import write as write_figure
from care2040.files.result_folder import added, note
from care2040.results.valid_draws import CannotAnalyse
from care2040.study.export.xmile import choose_run
from care2040.study.project import Project
from care2040.wording.language import LANGUAGES

TABLE, FOLDER = "loops.csv", "figures"


@dataclass(frozen=True)
class ScoredLoops:
    """Scores of the named loops, and the shares that they give: dims loop and year."""

    scores: LoopScores
    shares: xr.Dataset

    @property
    def order(self) -> list[str]:
        """Names of the loops, those that do most first."""
        size = abs(self.shares["loop_share"]).mean("year")
        return [str(name) for name in size.sortby(size, ascending=False)["loop"].values]


def score_loops(
    project: Project, experiment: Path, policy: str | None = None, scenario: str | None = None
) -> ScoredLoops:
    """Score the named loops (Loops That Matter).

    Parameters
    ----------
    project : Project
        Model and parameters.
    experiment : Path
        A file, or the name of an experiment that is shipped.
    policy, scenario : str, optional
        The unchanged policy and the first scenario when left out.

    Raises
    ------
    CannotAnalyse
        When pysimlin is not installed, or could not score the loops.
    InvalidInput
        When the experiment does not have such a policy or scenario.
    """
    check_installed()
    chosen = choose_run(project, experiment, policy, scenario)
    known = shipped_loops(project.model, tuple(project.parameters))
    try:
        scores = loops_that_matter.score(chosen, known)
    except CannotAnalyse as error:
        raise CannotAnalyse(f"pysimlin could not score the loops: {error}") from None
    return ScoredLoops(scores, loops_that_matter.as_dataset(scores, chosen, known))


def check_installed() -> None:
    """Refuse to go on without pysimlin."""
    if find_spec("simlin") is None:
        hint = "pip install 'care2040[loops]' (Linux, and macOS with an Apple processor)"
        raise CannotAnalyse("pysimlin, which scores the loops, is not installed", hint)


def write_loops(found: ScoredLoops, folder: Path, result: Path | None = None) -> None:
    """Write the shares as a table and as a figure in each language.

    Parameters
    ----------
    found : ScoredLoops
        What `score_loops` gave.
    folder : Path
        Other files in it stay.
    result : Path, optional
        A result; when it is the same folder the files become part of it.
    """
    with added(folder) as fresh:
        table = found.shares["loop_share"].transpose("year", "loop").to_pandas()
        table.to_csv(fresh / TABLE, float_format="%.6f", lineterminator="\n")
        for language in LANGUAGES:
            write_figure(draw("loop_shares", found.shares, language), fresh / FOLDER, "loops")
        written = [path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()]
    if result is not None and folder.resolve() == result:
        note(result, (result / path for path in written))
