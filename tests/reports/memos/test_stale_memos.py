"""A memo whose results no longer fit the inputs is not made, or says so on every page."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from tests.reports.memos.conftest import Desk, dataset, stored

from care2040.files import fingerprints, result_folder
from care2040.files.package_files import package_folder
from care2040.reports.document.stored_results import changed_inputs, read_results

TEXT = "# Kop\n\nNodig: {{ value('care_share_needed', 2040) }}.\n"


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return stored(tmp_path / "outputs" / "alone", dataset("alone", {"as_is": 0.25}, {"evidence": 1.0}, 1))


@pytest.fixture
def desk(result: Path, tmp_path: Path) -> Desk:
    return Desk((result,), tmp_path)


def alter(result: Path, **facts: Any) -> None:
    """Change what the manifest of a result says."""
    path = result / result_folder.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | facts), encoding="utf-8")


def inputs(result: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((result / result_folder.MANIFEST).read_text("utf-8"))["inputs"]
    return found


def test_a_result_that_fits_its_inputs_is_told_of_without_more(result: Path, desk: Desk) -> None:
    assert changed_inputs(read_results([result])[0]) == ()
    assert desk.text(TEXT) == "# Kop\n\nNodig: 25%."


def test_what_changed_is_named(result: Path, desk: Desk) -> None:
    then = inputs(result)
    then["parameters_sha256"] |= {"workforce.yaml": "other", "gone.yaml": "0"}
    then["equations_sha256"] |= {"demand.py": "other"}
    alter(result, inputs=then, version="0.0.1")
    (result.parent / "alone.yaml").write_text("title: other\n", encoding="utf-8")
    (problem,) = desk.problems(TEXT)
    assert problem.code == "E705"
    for name in ("0.0.1 then", " alone.yaml", "workforce.yaml", "gone.yaml", "sectors/demand.py"):
        assert name in problem.message
    assert "--allow-stale" in problem.hint


@pytest.fixture
def of_a_shipped_name(tmp_path: Path) -> Path:
    """A result of an own experiment that has the name of a shipped one, run from the folder that it stands in."""
    folder = tmp_path / "outputs" / "one_in_four"
    made = stored(folder, dataset("one_in_four", {"as_is": 0.25}, {"evidence": 1.0}, 1))
    experiment = json.loads((made / result_folder.MANIFEST).read_text("utf-8"))["experiment"]
    alter(made, experiment=experiment | {"file": "one_in_four.yaml"})
    return made


def test_an_own_experiment_is_not_the_shipped_one_of_its_name(of_a_shipped_name: Path) -> None:
    assert changed_inputs(read_results([of_a_shipped_name])[0]) == ()


def test_an_own_experiment_that_changed_is_named_with_how_to_run_it(of_a_shipped_name: Path, desk: Desk) -> None:
    (of_a_shipped_name.parent / "one_in_four.yaml").write_text("title: other\n", encoding="utf-8")
    (problem,) = desk.problems(TEXT, results=(of_a_shipped_name,))
    assert "since it was made: one_in_four.yaml" in problem.message
    assert "care2040 run one_in_four.yaml" in problem.hint
    (of_a_shipped_name.parent / "one_in_four.yaml").unlink()
    assert changed_inputs(read_results([of_a_shipped_name])[0]) == ("one_in_four.yaml (not found)",)


def test_a_shipped_experiment_that_changed_is_stale(of_a_shipped_name: Path) -> None:
    told = json.loads((of_a_shipped_name / result_folder.MANIFEST).read_text("utf-8"))
    alter(of_a_shipped_name, experiment=told["experiment"] | {"file": "/elsewhere/experiments/one_in_four.yaml"})
    assert changed_inputs(read_results([of_a_shipped_name])[0]) == ("experiments/one_in_four.yaml",)
    now = fingerprints.sha256(package_folder("experiments") / "one_in_four.yaml")
    alter(of_a_shipped_name, inputs=told["inputs"] | {"experiment_sha256": now})
    assert changed_inputs(read_results([of_a_shipped_name])[0]) == ()


def test_a_file_that_no_run_reads_makes_nothing_stale(result: Path, desk: Desk) -> None:
    then = inputs(result)
    beside = {"README.md": "0", "build/care.py": "0", "reality_checks.yaml": "0"}
    alter(result, inputs=then | {"parameters_sha256": then["parameters_sha256"] | beside})
    assert desk.text(TEXT) == "# Kop\n\nNodig: 25%."


def test_many_changed_files_are_counted(result: Path, desk: Desk) -> None:
    then = inputs(result)
    alter(result, inputs=then | {"equations_sha256": dict.fromkeys(then["equations_sha256"], "other")})
    (problem,) = desk.problems(TEXT)
    assert f"{len(then['equations_sha256'])} files in sectors/" in problem.message


def test_a_run_that_was_changed_afterwards_is_stale(result: Path, desk: Desk) -> None:
    told = json.loads((result / result_folder.MANIFEST).read_text("utf-8"))["files"]
    alter(result, files=told | {"run.nc": "other"})
    assert "alone/run.nc" in desk.problems(TEXT)[0].message


def test_a_stale_memo_says_so_on_every_page(result: Path, desk: Desk) -> None:
    (result.parent / "alone.yaml").unlink()
    assert "since it was made: alone.yaml (not found)" in desk.problems(TEXT)[0].message
    told = "VEROUDERD. De uitkomsten in deze memo passen niet meer bij de invoer van nu."
    made = {ending: desk.build(TEXT, ending, allow_stale=True) for ending in ("md", "html", "docx", "pdf")}
    assert "alone.yaml" in made["md"].notes[0]
    assert made["md"].files[0].read_text("utf-8").startswith(f"> **{told}")
    assert f'<p class="stale" role="alert">{told}' in made["html"].files[0].read_text("utf-8")
    document = Document(str(made["docx"].files[0]))
    assert document.sections[0].header.paragraphs[0].text.startswith(told)


def test_every_kind_of_header_in_word_is_marked(result: Path, desk: Desk) -> None:
    (result.parent / "alone.yaml").unlink()
    document = Document()
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].header.paragraphs[0].text = "Gemeente"
    document.add_section()
    document.add_paragraph("{{ value('shortage', 2040) }}")
    path = desk.folder / "huis.en.docx"
    document.save(str(path))
    made = Document(str(desk.build(path, "docx", allow_stale=True).files[0]))
    section = made.sections[0]
    for header in (section.header, section.first_page_header, section.even_page_header):
        assert header.paragraphs[0].text.startswith("OUT OF DATE.")
    assert section.header.paragraphs[1].text == "Gemeente"
    assert made.sections[1].header.is_linked_to_previous


def test_only_results_that_are_told_of_make_a_memo_stale(result: Path, desk: Desk) -> None:
    other = stored(result.parent / "other", dataset("other", {"as_is": 0.3}, {"evidence": 1.0}, 1))
    (result.parent / "other.yaml").unlink()
    built = desk.build("{{ value('shortage', 2040, experiment='alone') }}", results=(result, other), allow_stale=True)
    assert built.notes == ()
    assert "VEROUDERD" not in built.files[0].read_text("utf-8")


def test_a_folder_of_results_gives_them_all(result: Path, desk: Desk) -> None:
    stored(result.parent / "other", dataset("other", {"as_is": 0.3}, {"evidence": 1.0}, 1))
    text = "{{ count('draws', experiment='alone') }}, {{ count('draws', experiment='other') }}"
    assert desk.text(text, results=(result.parent,)) == "één trekking, één trekking"


def test_a_result_that_is_given_twice_is_refused(result: Path, desk: Desk) -> None:
    shutil.copytree(result, desk.folder / "copy")
    (problem,) = desk.problems(TEXT, results=(result, desk.folder / "copy"))
    assert problem.code == "E703"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: shutil.rmtree(folder), "no such folder"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "no manifest.json"),
        (lambda folder: (folder / "manifest.json").unlink(), "no manifest.json"),
        (lambda folder: (folder / "run.nc").unlink(), "not whole"),
        (lambda folder: alter(folder, inputs={}), "another version"),
        (lambda folder: (folder / "manifest.json").write_text('{"experiment": {"name": "a"}}'), "another version"),
    ],
)
def test_a_folder_that_holds_no_whole_result_is_refused(result: Path, desk: Desk, spoil: Any, told: str) -> None:
    spoil(result)
    (problem,) = desk.problems(TEXT)
    assert problem.code == "E702"
    assert told in problem.message


def test_a_run_that_cannot_be_read_and_a_title_that_lacks_a_language_are_refused(result: Path, desk: Desk) -> None:
    experiment = json.loads((result / result_folder.MANIFEST).read_text("utf-8"))["experiment"]
    alter(result, experiment=experiment | {"title": {"nl": "Een", "en": "One"}, "question": {"en": "What?"}})
    (lacking,) = desk.problems("{{ question('alone') }}\n\n{{ title('alone') }}")
    assert lacking.code == "E702"
    alter(result, experiment=experiment | {"title": {"nl": "Een\x0b", "en": "One"}})
    (broken,) = desk.problems("{{ title('alone') }}")
    assert (broken.code, "experiment.title" in broken.message) == ("E702", True)
    alter(result, experiment=experiment)
    (result / "run.nc").write_bytes(b"no netCDF")
    assert desk.problems(TEXT, allow_stale=True)[0].code == "E702"


def test_a_figure_that_somebody_else_wrote_is_drawn_anew(result: Path, desk: Desk) -> None:
    for ending in ("svg", "word.svg"):
        path = result / "figures" / f"one_in_four.nl.{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', encoding="utf-8")
    for ending, text in (("png", "no picture"), ("json", '{"title": "<script>", "subtitle": 3}')):
        (result / "figures" / f"one_in_four.nl.{ending}").write_text(text, encoding="utf-8")
    hashed = {name: told for name, told in fingerprints.hashes(result).items() if name != result_folder.MANIFEST}
    alter(result, files=hashed)
    built = desk.build("{{ figure('one_in_four') }}")
    (drawn,) = built.files[1].glob("*.svg")
    assert "<script" not in drawn.read_text("utf-8")
    assert "<script" not in built.files[0].read_text("utf-8")
