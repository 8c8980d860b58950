"""``care2040 memo``: files and exit codes; whatever is wrong is said, and nothing is left half-written."""

import base64
import json
import sys
from pathlib import Path

import pytest
from tests.reports.memos.conftest import Desk
from typer.testing import CliRunner, Result

from care2040.cli import app

TEXT = "# Kop\n\n{{ value('shortage', 2040, policy='more') }} en {{ value('shortage', 2040, policy='all_of_it') }}\n"


def call(*words: object) -> Result:
    return CliRunner().invoke(app.app, ["memo", *(str(word) for word in words)])


def test_a_memo_of_several_results_is_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    one, other = desk.results
    for words in (("--results", one, other), ("--results", one, "--results", other), ("--results", one.parent)):
        told = call(desk.write(TEXT), *words, "--to", "new/memo.md")
        assert told.exit_code == 0, told.output
        assert told.output.strip() == f"wrote {Path('new') / 'memo.md'}"
        assert (desk.folder / "new" / "memo.md").read_text("utf-8").startswith("# Kop\n\n6.000 personen en 4.000")


def test_what_was_written_is_told_as_json(desk: Desk) -> None:
    told = call(desk.write(TEXT), "--results", *desk.results, "--to", desk.folder / "a.html", "--format", "json")
    assert json.loads(told.output) == {"files": [str(desk.folder / "a.html")], "notes": []}


def test_the_language_is_that_of_the_name_unless_another_is_asked(desk: Desk) -> None:
    template, to = desk.write(TEXT, "memo.en.md"), desk.folder / "out.md"
    call(template, "--results", *desk.results, "--to", to)
    assert "6,000 persons" in to.read_text("utf-8")
    call(template, "--results", *desk.results, "--to", to, "--language", "nl")
    assert "6.000 personen" in to.read_text("utf-8")


def test_every_problem_leads_to_exit_3_and_leaves_the_old_memo(desk: Desk) -> None:
    to = desk.folder / "memo.docx"
    to.write_text("old", encoding="utf-8")
    told = call(desk.write("{{ nope() }}\n\n{{ valu() }}"), "--results", desk.results[0], "--to", to)
    assert told.exit_code == 3
    assert "memo.nl.md:1:4" in told.output
    assert "memo.nl.md:3:4" in told.output
    assert "did you mean 'value'" in told.output
    assert "2 errors" in told.output
    assert to.read_text("utf-8") == "old"
    assert [path.name for path in desk.folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("memo.odt", "allowed endings: .docx, .html, .pdf, .md"),
        ("memo", "allowed endings"),
        (".", "allowed endings"),
        ("memo.nl.md", "would replace its template"),
        ("folder.md", "this is a folder"),
        ("taken/memo.md", "cannot be written"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused(desk: Desk, to: str, told: str) -> None:
    (desk.folder / "folder.md").mkdir()
    (desk.folder / "taken").write_text("a file", encoding="utf-8")
    said = call(desk.write(TEXT), "--results", *desk.results, "--to", desk.folder / to)
    assert said.exit_code == 3
    assert told in said.output


def test_a_pdf_without_typst_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    said = call(desk.write(TEXT), "--results", *desk.results, "--to", desk.folder / "memo.pdf")
    assert said.exit_code == 3
    assert 'pip install "care2040[pdf]"' in said.output
    assert not (desk.folder / "memo.pdf").exists()


def test_a_template_that_ships_is_found_by_its_name(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    for name in ("memos/een_op_vier.nl.md", "een_op_vier.nl.md", "one_in_four.en.docx", "een_op_vier.nl"):
        said = call(name, "--results", *desk.results, "--to", "memo.docx")
        assert "one_in_four" in said.output, "its own experiments are not among these results"
        assert "E721" in said.output
    said = call("een_op_veir.nl.md", "--results", *desk.results, "--to", "memo.docx")
    assert said.exit_code == 3
    assert "did you mean 'een_op_vier.nl.md'?" in said.output


def test_results_are_needed(desk: Desk) -> None:
    assert call(desk.write(TEXT), "--to", desk.folder / "memo.md").exit_code == 2


FIGURE = "{{ figure('one_in_four', experiment='plain') }}\n"


def drawn_in(memo: Path) -> str:
    """Return the figure that a memo in HTML holds, as SVG."""
    _, _, rest = memo.read_text("utf-8").partition("data:image/svg+xml;base64,")
    return base64.b64decode(rest.partition('"')[0]).decode("utf-8").lower()


def test_figures_are_drawn_in_the_theme_that_is_given(desk: Desk) -> None:
    theme, to = desk.folder / "theme.yaml", desk.folder / "memo.html"
    theme.write_text('name: Ours\ncolours: {first: "#C00000"}\n', encoding="utf-8")
    words = (desk.write(FIGURE), "--results", *desk.results, "--to", to)
    assert call(*words).exit_code == 0
    assert "#c00000" not in drawn_in(to)
    told = call(*words, "--theme", theme)
    assert told.exit_code == 0, told.output
    assert "#c00000" in drawn_in(to)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ('colours: {frist: "#C00000"}\n', "E101", "did you mean 'first'?"),
        ('colours: {first: "red"}\n', "E506", "red"),
        (None, "E001", "no such file"),
    ],
)
def test_a_theme_that_is_wrong_is_refused_and_no_memo_is_written(
    desk: Desk, text: str | None, code: str, said: str
) -> None:
    theme, to = desk.folder / "theme.yaml", desk.folder / "memo.html"
    if text is not None:
        theme.write_text(text, encoding="utf-8")
    told = call(desk.write(FIGURE), "--results", *desk.results, "--to", to, "--theme", theme)
    assert told.exit_code == 3
    assert f"[{code}]" in told.output
    assert said in told.output
    assert "nothing was written" in told.output
    assert not to.exists()
