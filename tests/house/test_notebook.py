"""The notebook in the documentation: it runs as it stands, on a small result of the model."""

import base64
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from PIL import Image

from care2040.engine.simulation import simulate
from care2040.files import package_files
from care2040.reports.tables import write_result
from care2040.results import manifest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


@pytest.fixture(scope="module")
def cells(whole: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Return the cells of code after running them in a folder with a result of a few years."""
    folder = tmp_path_factory.mktemp("notebook")
    shipped = whole.shipped("one_in_four")
    asked = ("care_share_needed", "care_share_working", "shortage")
    scenarios = {"middle": shipped.scenarios["middle"]}
    small = replace(shipped, indicators=asked, figures=(), scenarios=scenarios, resolution="city")
    dataset = simulate.run(whole.model, small, whole.parameters)
    made = manifest.begin(package_files.package_folder("experiments") / "one_in_four.yaml", ("care2040", "run"))
    write_result.write(dataset, small, folder / "outputs" / "one_in_four", made)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: Any, kind: str) -> str:
    (output,) = cell.outputs
    return str(output["text"] if output["output_type"] == "stream" else output["data"][kind])


def test_no_result_is_kept_in_the_notebook_itself() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")


def test_the_numbers_of_the_run_are_there(cells: list[Any]) -> None:
    assert "'year': 17" in shown(cells[0], "text/plain")
    assert "care_share_needed" in shown(cells[1], "text/plain")
    assert "'units': 'person'" in shown(cells[2], "text/plain")


@pytest.mark.parametrize(("place", "width"), [(3, 16.0), (5, 7.8)])
def test_the_figures_are_shown(cells: list[Any], place: int, width: float) -> None:
    picture = Image.open(BytesIO(base64.b64decode(shown(cells[place], "image/png"))))
    assert picture.width == pytest.approx(width / 2.54 * 130, abs=2)


def test_the_alt_text_and_the_files_are_told(cells: list[Any]) -> None:
    assert shown(cells[4], "text/plain").startswith("Line chart.")
    assert "one_in_four.en.word.svg" in shown(cells[6], "text/plain")
