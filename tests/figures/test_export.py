import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import pytest
import xarray as xr
from PIL import Image

from care2040.figures import draw, write_all
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.export import write

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
ENDINGS = ("png", "svg", "word.svg", "pdf", "json")


@pytest.fixture(scope="module")
def result(make_result: Callable[..., xr.Dataset]) -> xr.Dataset:
    return make_result({"evidence": (0.25, 0.2), "high_demand": (0.28, 0.2)}, draws=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, result: xr.Dataset) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write_all(["one_in_four"], result, folder)
    return folder


def test_every_format_is_written_in_both_languages(folder: Path) -> None:
    expected = {f"one_in_four.{language}.{ending}" for language in ("nl", "en") for ending in ENDINGS}
    assert {path.name for path in folder.iterdir()} == expected


def test_other_widths_have_their_own_names(tmp_path: Path, result: xr.Dataset) -> None:
    paths = write(draw("one_in_four", result, "en", "half"), tmp_path, "one_in_four")
    assert [path.name for path in paths] == [f"one_in_four.half.en.{ending}" for ending in ENDINGS]


def test_the_picture_has_the_width_of_the_text_at_300_dots(folder: Path) -> None:
    with Image.open(folder / "one_in_four.nl.png") as picture:
        assert picture.width == pytest.approx(16.0 / 2.54 * 300, abs=1)
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert picture.info["Description"].startswith("Lijngrafiek.")


@pytest.mark.parametrize(("ending", "letters"), [("svg", True), ("word.svg", False)])
def test_vector_pictures_are_named_and_described(folder: Path, ending: str, letters: bool) -> None:
    root = ElementTree.parse(folder / f"one_in_four.nl.{ending}").getroot()
    assert root.attrib["role"] == "img"
    assert root.attrib["lang"] == "nl"
    title, description = root[0], root[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text == "Bij ongewijzigd beleid vraagt de zorg in 2040 een op de vier werkenden in de stad"
    assert "Tekort in 2040" in str(description.text)
    assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], description.attrib["id"]]
    texts = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert any("12.300" in text or "Nodig 25,0%" in text for text in texts) is letters
    assert len(list(root.iter(f"{SVG}title"))) == 1
    names = [node.attrib["id"] for node in root.iter() if "id" in node.attrib]
    assert len(names) == len(set(names))
    assert all("sans-serif" in node.attrib["style"] for node in root.iter(f"{SVG}text"))


def test_nothing_is_transparent(folder: Path) -> None:
    drawn = (folder / "one_in_four.en.word.svg").read_text(encoding="utf-8")
    assert not re.findall(r"opacity: 0?\.\d+", drawn)


def test_words_and_numbers_are_beside_the_picture(folder: Path, result: xr.Dataset) -> None:
    told = json.loads((folder / "one_in_four.en.json").read_text(encoding="utf-8"))
    assert told["language"] == "en"
    assert told["width_cm"] == 16.0
    assert told["alt"].startswith("Line chart.")
    assert "experiment made_up" in told["source"]
    numbers = told["numbers"]
    assert numbers["years"] == list(range(2024, 2041))
    expected = result["care_share_needed"].isel(policy=0, scenario=0).median("draw").values
    assert numbers["care_share_needed"]["middle"] == pytest.approx(list(expected), rel=1e-5)
    assert numbers["other_scenarios"]["high_demand"]["care_share_needed"]["middle"][-1] == pytest.approx(0.28, rel=0.1)
    assert numbers["care_share_vision"][-1] == 0.25
    assert numbers["level"] == {"share": 0.153, "low": 0.13996, "high": 0.16551}


def test_the_same_result_gives_the_same_bytes(folder: Path, tmp_path: Path, result: xr.Dataset) -> None:
    for path in write_all(["one_in_four"], result, tmp_path / "again", ["nl"]):
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_no_time_of_day_is_written(folder: Path) -> None:
    document = (folder / "one_in_four.nl.pdf").read_bytes()
    assert b"CreationDate" not in document
    assert b"<dc:date>" not in (folder / "one_in_four.nl.svg").read_bytes()


def test_settings_of_matplotlib_are_neither_touched_nor_followed(
    folder: Path, tmp_path: Path, result: xr.Dataset
) -> None:
    with mpl.rc_context({"font.size": 23, "savefig.dpi": 50, "svg.hashsalt": "mine"}):
        before = dict(mpl.rcParams)
        write_all(["one_in_four"], result, tmp_path / "mine", ["en"])
        assert dict(mpl.rcParams) == before
    for path in (tmp_path / "mine").iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_pyplot_is_never_loaded_nor_matplotlib_before_it_is_needed() -> None:
    code = (
        "import sys, care2040.figures as f; assert 'matplotlib' not in sys.modules; list(f.FIGURES);"
        "import care2040.figures.outcomes.one_in_four, care2040.figures.outcomes.districts;"
        "import care2040.figures.canvas.export;"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_alt_text_nothing_is_written(tmp_path: Path, result: xr.Dataset) -> None:
    figure = draw("one_in_four", result)
    figure.story = replace(figure.story, alt="")
    with pytest.raises(CannotDrawError, match="no alt text"):
        write(figure, tmp_path / "nowhere", "one_in_four")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.slow
def test_a_figure_that_would_be_hard_to_read_is_refused(tmp_path: Path, result: xr.Dataset) -> None:
    figure = draw("one_in_four", result)
    figure.text(0.99, 0.5, "gone")
    with pytest.raises(CannotDrawError, match=r"one_in_four\.nl would be hard to read: off the canvas: 'gone'; ask"):
        write(figure, tmp_path / "nowhere", "one_in_four")
    assert not (tmp_path / "nowhere").exists()
