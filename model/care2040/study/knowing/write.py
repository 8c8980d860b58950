"""What ``care2040 know`` found, written as two tables and as two figures in each language."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from care2040.figures import draw
from care2040.figures.canvas.export import write as write_figure
from care2040.files.result_folder import added
from care2040.study.knowing.know import Answer
from care2040.wording.language import LANGUAGES

FIGURES = ("when_known", "worth_counting")
TABLES, FOLDER = ("when_known.csv", "worth_counting.csv"), "figures"


def write(answer: Answer, folder: Path) -> None:
    """Write the answer.

    Parameters
    ----------
    answer : Answer
        What `know` gave.
    folder : Path
        Other files in it stay.
    """
    with added(folder) as fresh:
        for name, rows in zip(TABLES, (answer.when(), answer.worth()), strict=True):
            frame = pd.DataFrame(list(rows))
            if "first_year" in frame:
                frame["first_year"] = frame["first_year"].astype("Int64")
            frame.to_csv(fresh / name, index=False, float_format="%.6g", lineterminator="\n")
        for name in FIGURES:
            for language in LANGUAGES:
                write_figure(draw(name, answer.found, language), fresh / FOLDER, name)
