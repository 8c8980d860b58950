"""The notebook in the documentation: it runs as it stands, and shows what its words say."""

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from PIL import Image

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the cells of code by their first line, after running the notebook in an empty folder."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    folder = {"metadata": {"path": str(tmp_path_factory.mktemp("notebook"))}}
    NotebookClient(notebook, timeout=120, resources=folder).execute()
    return {cell.source.splitlines()[0]: cell for cell in notebook.cells if cell.cell_type == "code"}


def shown(cells: dict[str, Any], begin: str, kind: str = "text/plain") -> str:
    """Return what the cell that begins so shows last, or prints."""
    (cell,) = [cell for first, cell in cells.items() if first.startswith(begin)]
    (output,) = [one for one in cell.outputs if one.get("name") != "stderr"]
    return str(output["text"] if output["output_type"] == "stream" else output["data"][kind])


def test_no_result_is_kept_in_the_notebook_itself() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize(
    ("begin", "words"),
    [
        ("import care2040", "care2040 project of Utrecht: "),
        ("base = project.run", "1 policy, 7 scenarios, 1 draw, 17 years"),
        ("shares = base.to_dataframe", "care_share_working"),
        ('base["shortage"].attrs', "'units': 'person'"),
        ("try:", "did you mean 'shortage'?"),
        ("districts = ", "overvecht"),
        ("calmer = ", "utrecht"),
        ("drawn = ", "shortage_high"),
        ("sweep = ", "count"),
        ("print(figure.story.alt)", "Line chart."),
        ("[path.name for path", "one_in_four.en.word.svg"),
        ("project.run(mine, to=", "care2040 result: Two levers"),
    ],
)
def test_a_cell_shows_what_its_words_say(cells: dict[str, Any], begin: str, words: str) -> None:
    assert words in shown(cells, begin)


def test_a_figure_is_shown_as_wide_as_a_page(cells: dict[str, Any]) -> None:
    picture = Image.open(BytesIO(base64.b64decode(shown(cells, "figure = ", "image/png"))))
    assert picture.width == pytest.approx(16.0 / 2.54 * 130, abs=2)
