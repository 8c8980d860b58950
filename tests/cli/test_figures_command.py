"""``care2040 figures``: a stored result drawn again, in the folder of the result or elsewhere, whole or not at all."""

import json
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import FileFormat, OpenXmlValidator
from typer.testing import CliRunner, Result

from care2040.cli import app
from care2040.figures.canvas import errors, export
from care2040.figures.canvas.theme import HOUSE
from care2040.files import fingerprints, result_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.reports.formats import docx_document
from care2040.reports.formats.figure_album import AlbumFigure, FigureRequest, figures_document, redraw
from care2040.results import manifest, netcdf

pytestmark = pytest.mark.slow

YEARS = np.arange(2024, 2041)
TITLES = {"one_in_four": {"nl": "Eigen titel & <meer>", "en": "Own title & <more>"}, "wedges": {}}
FACTS = {"version": manifest.version(), "commit": None, "started": "2026-11-21T00:00:00Z", "command": ["care2040"]}
KINDS = ("png", "svg", "word.svg", "pdf", "json")


def made_up() -> xr.Dataset:
    """Return a result with what the figure one_in_four needs, and nothing that wedges needs."""
    dims, shape = ("policy", "scenario", "draw", "year"), (1, 1, 1, len(YEARS))
    ends = {"care_share_needed": (0.25, "dimensionless"), "care_share_working": (0.2, "dimensionless")}
    ends |= {"shortage": (12300.0, "person"), "need_caused_by_shortage": (900.0, "person")}
    ends |= {"working_in_city": (350_000.0, "person"), "care_share_vision": (0.25, "dimensionless")}
    ends |= {f"care_share_national{end}": (0.23, "dimensionless") for end in ("", "_low", "_high")}
    values = {
        name: (dims, np.linspace(end / 2, end, len(YEARS)).reshape(shape), {"units": unit, "kind": "indicator"})
        for name, (end, unit) in ends.items()
    }
    facts = {"experiment": "made_up", "indicators": [*ends], "figures": json.dumps(TITLES)}
    facts |= {"title_en": "Made up", "title_nl": "Verzonnen"}
    coordinates = {"policy": ["as_is"], "scenario": ["evidence"], "draw": [0], "year": YEARS}
    return xr.Dataset(values, coordinates, facts)


def stored(folder: Path, dataset: xr.Dataset) -> Path:
    folder.mkdir(parents=True)
    netcdf.write_netcdf(netcdf.with_attributes(dataset, FACTS), folder / "run.nc")
    facts = {**FACTS, "experiment": {"name": "made_up"}, "files": fingerprints.hashes(folder)}
    (folder / result_folder.MANIFEST).write_text(json.dumps(facts), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(tmp_path_factory.mktemp("results") / "outputs" / "made_up", made_up())


@pytest.fixture
def call(result: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(result.parents[1])

    def invoke(*words: object) -> Result:
        told = CliRunner().invoke(app.app, ["figures", *(str(docx_document) for docx_document in words)])
        assert told.exception is None or isinstance(told.exception, SystemExit), told.exc_info
        return told

    return invoke


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def drawn(result: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the figure of the experiment, in both languages, at text width and for a slide."""
    folder = tmp_path_factory.mktemp("drawn") / "deep" / "figures"
    words = ["figures", str(result), "--to", str(folder), "--width", "slide", "--width", "full"]
    told = CliRunner().invoke(app.app, words)
    assert told.exit_code == 0, told.output
    assert "4 figures" in told.stdout
    assert "note: the figure 'wedges' was left out" in told.stderr
    return folder


def test_every_width_and_language_is_written_in_every_format(drawn: Path) -> None:
    stems = [f"one_in_four.{rest}" for rest in ("nl", "en", "slide.nl", "slide.en")]
    assert names(drawn) == {f"{stem}.{kind}" for stem in stems for kind in KINDS} | {"figures.docx"}


def test_the_result_itself_is_as_it_was(drawn: Path, result: Path) -> None:
    assert names(result) == {"run.nc", "manifest.json"}


def test_the_title_of_the_experiment_stands_above(drawn: Path) -> None:
    told = json.loads((drawn / "one_in_four.slide.en.json").read_text(encoding="utf-8"))
    assert told["title"] == "Own title & <more>"
    assert told["width_cm"] == 25.0


def test_word_opens_the_document_without_repair(drawn: Path) -> None:
    found = OpenXmlValidator(FileFormat.MICROSOFT_365).validate(drawn / "figures.docx")
    assert [f"{error.part_uri}: {error.description}" for error in found.errors] == []


def test_the_document_holds_each_figure_with_alt_text_and_caption(drawn: Path) -> None:
    document = Document(str(drawn / "figures.docx"))
    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    wanted = [f"one_in_four.{rest}.json" for rest in ("nl", "slide.nl", "en", "slide.en")]
    stories = [json.loads((drawn / name).read_text(encoding="utf-8")) for name in wanted]
    assert told == [story["alt"] for story in stories]
    captions = [paragraph for paragraph in document.paragraphs if paragraph.style.name == docx_document.CAPTION]
    labels = ["Figuur 1", "Figuur 2", "Figure 1", "Figure 2"]
    expected = [f"{label}  {story['subtitle']}" for label, story in zip(labels, stories, strict=True)]
    assert [caption.text for caption in captions] == expected
    assert [next(caption._p.iter(qn("w:lang"))).get(qn("w:val")) for caption in captions][1:3] == ["nl-NL", "en-GB"]
    assert [round(shape.width.cm, 1) for shape in document.inline_shapes] == [16.0, 25.0, 16.0, 25.0]
    turned = [section.orientation.name for section in document.sections]
    assert turned == ["PORTRAIT", "LANDSCAPE", "PORTRAIT", "LANDSCAPE"]


def test_a_figure_is_never_taller_than_its_page(drawn: Path) -> None:
    document = Document(str(drawn / "figures.docx"))
    up = min(section.page_height.cm - section.top_margin.cm - section.bottom_margin.cm for section in document.sections)
    assert all(shape.height.cm < up - 2 for shape in document.inline_shapes)


def test_what_one_sweep_cannot_feed_is_drawn_from_the_other(tmp_path: Path) -> None:
    bare = made_up().drop_vars(["care_share_working"])
    wanted = FigureRequest.of([AskedFigure("one_in_four"), AskedFigure("wedges")], ["half"], ["nl", "nl"], HOUSE)
    count, left_out = redraw([bare, made_up()], wanted, tmp_path)
    assert (count, list(left_out)) == (1, ["wedges"])
    count, left_out = redraw([bare, bare.drop_vars("shortage")], wanted, tmp_path)
    assert count == 0
    assert "care_share_working" in left_out["one_in_four"]


def test_a_figure_taller_than_a_page_is_made_smaller_with_a_warning(drawn: Path) -> None:
    story = SimpleNamespace(language="nl", alt="A", title="T", subtitle="S")
    tall = AlbumFigure(story, 7.8, 44.0, drawn / "one_in_four.nl.png", drawn / "one_in_four.nl.word.svg")  # type: ignore[arg-type]
    with pytest.warns(errors.FigureWarning, match=r"one_in_four\.nl is taller than a page; .* 50% of its size"):
        made = figures_document([tall], {"nl": "Hoog"})
    (shape,) = Document(BytesIO(made)).inline_shapes
    assert shape.width.cm == pytest.approx(3.9, abs=0.01)


def test_drawn_in_the_result_it_is_part_of_the_result(
    call: Callable[..., Result], result: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "outputs" / "made_up"
    shutil.copytree(result, copy)
    told = call(copy, "--name", "one_in_four", "--language", "nl", "--width", "half", "--format", "json")
    said = json.loads(told.stdout)
    assert (said["folder"], said["figures"]) == (str(copy / "figures"), 1)
    assert names(copy / "figures") == set(said["files"])
    known = json.loads((copy / result_folder.MANIFEST).read_text(encoding="utf-8"))["files"]
    assert known == {
        name: hashed for name, hashed in fingerprints.hashes(copy).items() if name != result_folder.MANIFEST
    }


def test_a_theme_is_taken(call: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "theme.yaml").write_text('name: Ours\ncolours: {first: "#C00000"}', encoding="utf-8")
    told = call("made_up", "--language", "nl", "--theme", tmp_path / "theme.yaml", "--to", tmp_path)
    assert told.exit_code == 0, told.output
    assert "#c00000" in (tmp_path / "one_in_four.nl.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mad_up",), ["there is no such result", "did you mean 'made_up'?"]),
        (("outputs/one_in_four",), ["the experiment was not run: care2040 run experiments/one_in_four.yaml"]),
        (("outputs",), ["it holds the results made_up"]),
        (("made_up", "--name", "wedgs"), ["there is no figure 'wedgs'", "did you mean 'wedges'?"]),
        (("made_up", "--name", "../../secret"), ["there is no figure '../../secret'"]),
        (("made_up", "--name", "wedges"), ["the figure 'wedges' cannot be drawn"]),
        (("made_up", "--width", "haf"), ["there is no width 'haf'", "did you mean 'half'?"]),
        (("made_up", "--language", "de"), ["there is no language 'de'", "allowed: nl, en"]),
        (("made_up", "--theme", "none.yaml"), ["there is no such file"]),
        (("made_up", "--to", "outputs/made_up/run.nc"), ["the output folder is a file"]),
        (("mad_up", "--name", "x", "--width", "y", "--theme", "z"), ["4 errors"]),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    call: Callable[..., Result], result: Path, words: tuple[str, ...], told: list[str]
) -> None:
    before = names(result.parents[1])
    said = call(*words)
    assert said.exit_code == 3
    assert "Traceback" not in said.output
    for part in told:
        assert part in said.stderr
    assert "nothing was run" not in said.stderr, "the result was, before"
    assert names(result.parents[1]) == before


def test_a_result_without_figures_says_what_can_be_drawn(call: Callable[..., Result], tmp_path: Path) -> None:
    bare = stored(tmp_path / "bare", made_up().assign_attrs(figures="{}"))
    said = call(bare)
    assert said.exit_code == 3
    assert "name what to draw with --figure: district_map, districts" in said.stderr


def test_a_figure_is_drawn_as_it_is_asked_for(call: Callable[..., Result], result: Path, tmp_path: Path) -> None:
    asked = ["--figure", "series", "--indicator", "shortage", "--indicator", "care_share_needed", "--year", "2035"]
    said = call(result, *asked, "--language", "en", "--to", str(tmp_path / "asked"))
    assert said.exit_code == 0, said.stderr
    stem = "series-indicators-shortage+care_share_needed-year-2035"
    told = json.loads((tmp_path / "asked" / f"{stem}.en.json").read_text(encoding="utf-8"))
    assert list(told["numbers"]["indicators"]) == ["shortage", "care_share_needed"]
    assert told["numbers"]["years"][-1] == 2035
    wrong = call(result, "--figure", "series", "--policy", "as_isnt", "--to", str(tmp_path / "wrong"))
    assert wrong.exit_code == 3
    assert "no policy 'as_isnt'; did you mean 'as_is'" in " ".join(wrong.stderr.split())
    assert not (tmp_path / "wrong").exists()
    alone = call(result, "--year", "2035")
    assert (alone.exit_code, "no figure is named" in " ".join(alone.stderr.split())) == (3, True)


def test_one_figure_that_cannot_be_drawn_costs_that_figure_only(call: Callable[..., Result], tmp_path: Path) -> None:
    named = ("made_up", "--name", "wedges", "--name", "one_in_four", "--language", "nl", "--to", tmp_path / "some")
    said = call(*named)
    assert said.exit_code == 0, said.output
    assert names(tmp_path / "some") == {f"one_in_four.nl.{kind}" for kind in KINDS} | {"figures.docx"}
    assert "note: the figure 'wedges' was left out: the figure 'wedges' needs what each lever adds" in said.stderr
    told = json.loads(call(*named, "--format", "json").stdout)
    assert (told["figures"], list(told["left_out"])) == (1, ["wedges"])
    assert "needs what each lever adds" in told["left_out"]["wedges"]


def test_a_fault_half_way_leaves_what_was_there(
    call: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "figures.docx").write_text("mine", encoding="utf-8")

    def full(*arguments: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "as_json", full)
    said = call("made_up", "--to", tmp_path / "there")
    assert said.exit_code == 3
    assert "the disk is full" in said.stderr
    assert names(tmp_path / "there") == {"figures.docx"}
    assert (tmp_path / "there" / "figures.docx").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_was_made_for_nothing_is_taken_away(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput), result_folder.added(tmp_path / "a" / "b"):
        raise OSError(28, "No space left on device")
    assert not (tmp_path / "a").exists()
