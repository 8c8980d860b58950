"""The site: every link leads somewhere, every equation and parameter has a place, and it says what it does not know."""

import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner

from care2040.cli import app
from care2040.cli.views import console
from care2040.files.package_files import package_folder
from care2040.files.yaml_document import read
from care2040.reports.site.charts import chart, number_of
from care2040.reports.site.words import HERE, Words
from care2040.sectors import SECTORS
from care2040.study.export import site
from care2040.study.project import Project, open_project

pytestmark = pytest.mark.slow

TEXTS = read(HERE / "texts.yaml").data
SOURCES = read(package_folder("parameters") / "national" / "sources.yaml").data
VOID = {"meta", "link", "br", "wbr", "input"}


class Page(HTMLParser):
    """Reads a page: its anchors, its links, and tags that are not closed where they should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if known.get("id"):
            self.ids.append(str(known["id"]))
        if known.get("href"):
            self.links.append(str(known["href"]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("site") / "pages"
    done = CliRunner().invoke(app.app, ["site", "--no-districts", "--no-theory", "--to", str(to)])
    assert done.exit_code == 0, done.output
    return to


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Page]:
    return {
        path.relative_to(folder).as_posix(): Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")
    }


def test_every_link_leads_somewhere(pages: dict[str, Page]) -> None:
    checked = 0
    for name, page in pages.items():
        for link in page.links:
            if link.startswith("https://") or link.endswith("style.css"):
                continue
            path, _, anchor = link.partition("#")
            file = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            assert file in pages, f"{name}: {link}"
            assert not anchor or anchor in pages[file].ids, f"{name}: {link}"
            checked += 1
    assert checked > 4000


@pytest.mark.parametrize("where", ["", "nl/"])
def test_every_equation_and_every_parameter_has_one_place(pages: dict[str, Page], project: Project, where: str) -> None:
    for sector in SECTORS:
        page = pages[f"{where}{sector}.html"]
        ids = page.ids
        own = [one.name for one in project.model.equations.values() if one.sector == sector]
        own += [one.name for one in project.parameters.values() if Path(one.file).stem == sector]
        assert all(ids.count(name) == 1 for name in own)
        own += [
            name
            for name, law in project.model.alternatives.items()
            if project.model.equations[law.name].sector == sector
        ]
        assert all(ids.count(name) == 1 for name in own)
        assert "math" in page.tags
        assert "svg" in page.tags


def test_one_in_six_has_its_three_figures_in_both_languages(folder: Path) -> None:
    for file in ("definitions.html", "nl/definitions.html"):
        text = (folder / file).read_text(encoding="utf-8")
        assert all(one in text.replace(" %", "%") for one in ("CPB", "CBS", "ABF", "13%", "18%"))
        assert f'lang="{"en" if file == "definitions.html" else "nl"}"' in text


def test_the_page_of_what_is_not_known_counts_what_is_judged(folder: Path, project: Project) -> None:
    judged = sum(one.standing == "judged" for one in project.parameters.values())
    assert f"{judged} of {len(project.parameters)} parameters are our judgement" in (
        folder / "not_known.html"
    ).read_text("utf-8")
    assert f"{judged} van de {len(project.parameters)}" in (folder / "nl/not_known.html").read_text("utf-8")


def test_the_page_of_levers_says_who_decides_what_it_takes_and_how_sure_it_is(folder: Path, project: Project) -> None:
    for where, decides in (("", "the state or insurers; the city asks"), ("nl/", "de stad vraagt erom")):
        text = (folder / where / "levers.html").read_text("utf-8")
        assert text.count('<tr id="lever_') == len(project.levers.levers)
        (rules,) = re.findall(r'<tr id="lever_fewer_rules">.*?</tr>', text)
        assert decides in rules
        assert "<td>10</td>" in rules, "fte"


def test_a_loop_has_its_links_with_sign_and_strength(folder: Path) -> None:
    text = (folder / "loops.html").read_text(encoding="utf-8")
    assert "nothing in the model leads back" in text
    assert "(−1)" in text
    assert re.search(r"Alone, at the start, it grows by 0\.\d+ a year\.", text)


def test_the_words_are_there_in_both_languages_and_name_what_is_there(project: Project) -> None:
    assert tuple(TEXTS["sectors"]) == SECTORS
    for one in (*TEXTS["sectors"].values(), *TEXTS["definitions"]["terms"], *TEXTS["not_known"]["points"]):
        for text in (one.get("story"), one.get("text"), one.get("title"), one.get("term")):
            assert text is None or (text["en"] and text["nl"])
    for sector in TEXTS["sectors"].values():
        assert all(name in project.model.equations for name in sector["shown"])
    for term in TEXTS["definitions"]["terms"]:
        assert all(key in SOURCES for key in term["source"])
        assert all(name in project.model.equations for name in term["names"])


def test_a_site_replaces_a_site_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["experiment"]["name"] == site.NAME
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    refused = CliRunner().invoke(app.app, ["site", "--to", str(tmp_path / "mine")])
    assert refused.exit_code == console.FOREIGN
    assert (tmp_path / "mine" / "notes.txt").is_file()
    missing = CliRunner().invoke(app.app, ["site", "--to", str(tmp_path / "new"), "--result", str(tmp_path / "no")])
    assert missing.exit_code == console.INVALID
    assert not (tmp_path / "new").exists()


def test_a_chart_tells_its_first_and_last_value() -> None:
    values = xr.DataArray(
        [[[[1.0, 2.0]], [[1.0, 4000.0]]]],
        dims=("policy", "scenario", "draw", "year"),
        coords={"policy": ["as_is"], "scenario": ["evidence", "high_demand"], "draw": [0], "year": [2024, 2040]},
        name="shortage",
        attrs={"units": "person"},
    )
    drawn = chart(values)
    assert "evidence: 1 to 2; high demand: 1 to 4,000" in drawn.svg
    assert drawn.svg.count("<polyline") == 2
    assert number_of(-2.5e9) == "−2.5 bn"


def test_nothing_uncertain_stands_under_what_is_true_by_definition(folder: Path) -> None:
    true = (folder / "true_by_definition.html").read_text(encoding="utf-8")
    assert "Nothing here is uncertain" in true
    assert "judged" not in true
    judged = (folder / "levers.html").read_text(encoding="utf-8")
    assert 'id="housing_first_effort"' in judged
    assert "Nothing here is uncertain" not in judged


def test_names_are_broken_between_words_only(folder: Path) -> None:
    assert "overflow-wrap: anywhere" not in (folder / "style.css").read_text(encoding="utf-8")
    assert "approvals_<wbr>per_<wbr>year" in (folder / "housing.html").read_text(encoding="utf-8")


def test_every_page_is_there_in_both_languages_and_leads_to_the_other(folder: Path, pages: dict[str, Page]) -> None:
    english = {name for name in pages if not name.startswith("nl/")}
    assert {name.removeprefix("nl/") for name in pages if name not in english} == english
    for name in english:
        assert f"nl/{name}" in pages[name].links
        assert f"../{name}" in pages[f"nl/{name}"].links
    text = (folder / "nl" / "definitions.html").read_text(encoding="utf-8")
    assert '<a href="housing.html">Bouwen</a>' in text
    assert '<a href="definitions.html" aria-current="page">Begrippen</a>' in text


def test_a_dutch_page_has_dutch_heads_kinds_units_and_numbers_and_says_what_is_not_dutch(folder: Path) -> None:
    text = (folder / "nl" / "workforce.html").read_text(encoding="utf-8")
    assert 'lang="nl"' in text
    for told in ("<h2>Vergelijkingen</h2>", "voorraad · personen · per soort zorg", "90%-bereik", "Herkomst"):
        assert told in text
    assert "Medewerkers die de zorg verlaten" in text, "what a quantity is called"
    assert "vertrek uit de zorg" in text, "what a parameter is called"
    assert "is in het Engels" in text
    for english in ("Read by", ">Equations<", "Standing", "Behaviour", "What works on what", "Box: stock"):
        assert english not in text
    assert re.search(r"<td>0,\d+</td>", text)
    assert not re.search(r"<td>0\.\d+</td>", text)


def test_the_words_of_the_pages_are_the_same_in_both_languages() -> None:
    assert TEXTS["words"]["en"].keys() == TEXTS["words"]["nl"].keys()


def test_a_unit_is_said_in_words(project: Project) -> None:
    said = Words("nl")
    assert said.unit("person/dwelling/year") == "personen per woning per jaar"
    assert said.unit("1/year") == "per jaar"
    assert Words("en").unit("1/year") == "1/year"
    units = {one.unit for one in (*project.model.equations.values(), *project.parameters.values())}
    assert {word for unit in units for word in said.unit(unit).split()} & {
        "person",
        "dwelling",
        "year",
        "place",
    } == set()


@pytest.mark.parametrize("file", ["search.html", "nl/search.html"])
def test_every_name_can_be_searched_without_a_network(folder: Path, file: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="index">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    index = {one["name"]: one for one in json.loads(found[1])}
    assert index["waiting_time_social_rent"]["dutch"] == "Wachttijd voor sociale huur"
    assert not re.search(r"fetch\(|https?://|src=", text)
    texts_of = {path.name: path.read_text(encoding="utf-8") for path in (folder / file).parent.glob("*.html")}
    for one in index.values():
        page, _, name = one["link"].partition("#")
        assert f'id="{name}"' in texts_of[page], one
