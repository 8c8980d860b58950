"""Pages of districts: the numbers are those of the run, in Word and HTML, in both languages; wrong names are told."""

import re
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from care2040.cli import app
from care2040.study.districts.names import districts_meant, plain
from care2040.study.districts.pages import STANDARD, run_by_district, write_pages
from care2040.study.project import Project, open_project
from care2040.study.shipped import find_experiment
from care2040.wording.language import LANGUAGES

OVERVECHT = "overvecht"


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


@pytest.fixture(scope="module")
def run(project: Project):
    return run_by_district(project, find_experiment(Path(STANDARD)))


@pytest.fixture(scope="module")
def pages(project: Project, run, tmp_path_factory) -> dict[str, tuple[Path, Path]]:
    folder, found = tmp_path_factory.mktemp("districts"), {}
    for language in LANGUAGES:
        files = (folder / f"{language}.docx", folder / f"{language}.html")
        assert write_pages(project, find_experiment(Path(STANDARD)), run, {OVERVECHT: files}, language) == files
        found[language] = files
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_tells_what_the_run_gives(run, pages, language: str) -> None:
    document = Document(str(pages[language][0]))
    first, *_, levers = (table for table in document.tables if len(table.rows) > 2)
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in first.rows[1:]}
    told = next(
        cells for name, cells in rows.items() if re.search("armoede|laag inkomen|low income|poverty", name, re.I)
    )
    poor = run["poverty_share"].sel(policy="as_is", area=OVERVECHT).squeeze(drop=True)
    wanted = [f"{100 * float(poor.sel(year=year)):.1f}%" for year in (2024, 2030, 2040)]
    assert [one.replace(",", ".") for one in told[:3]] == wanted
    assert len(levers.rows) > 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_and_html_say_the_same_and_pictures_have_words(pages, language: str) -> None:
    word, page = pages[language]
    html = page.read_text("utf-8")
    assert f'lang="{language}"' in html
    assert html.count("<svg") + html.count("<img") >= 2
    for paragraph in Document(str(word)).paragraphs[:4]:
        if paragraph.text:
            assert paragraph.text.split(".")[0][:60].replace("&", "&amp;") in html


@pytest.mark.parametrize("name", ["Leidsche Rijn", "leidsche_rijn", "LEIDSCHE-RIJN", "Vleuten-De Meern"])
def test_a_district_may_be_written_in_more_than_one_way(name: str) -> None:
    assert districts_meant([name], ["leidsche_rijn", "vleuten_de_meern"]) == (plain(name),)


def test_every_wrong_name_and_place_is_told_at_once(tmp_path: Path) -> None:
    told = CliRunner().invoke(app.app, ["district", "overvegt", "noord", "--to", str(tmp_path / "page.pdf")])
    assert told.exit_code == 3
    for words in ("'overvegt'", "overvecht", "'noord'", ".pdf", "E955", "E956"):
        assert words in told.output
    assert list(tmp_path.iterdir()) == []
    neither = CliRunner().invoke(app.app, ["district", "--to", str(tmp_path)])
    assert neither.exit_code == 2


def test_a_site_points_at_the_page_of_each_district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from care2040.study.districts import pages as of_districts

    def few(project: Project, folder: Path) -> list[str]:
        (folder / "districts").mkdir()
        (folder / "districts" / "overvecht.html").write_text("<p>there</p>", "utf-8")
        return ["districts/overvecht.html"]

    monkeypatch.setattr(of_districts, "write_into_site", few)
    done = CliRunner().invoke(app.app, ["site", "--no-theory", "--to", str(tmp_path / "site")])
    assert done.exit_code == 0, done.output
    assert 'href="districts/overvecht.html"' in (tmp_path / "site" / "index.html").read_text("utf-8")
    assert (tmp_path / "site" / "districts" / "overvecht.html").is_file()
