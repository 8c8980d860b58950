"""One memo in four forms: the same words, figures with alt text, tables with a header, and the language said."""

import base64
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import FileFormat, OpenXmlValidator
from tests.reports.memos.conftest import Desk

from care2040.reports.document.stored_results import read_results
from care2040.reports.formats import to_pdf, to_word

TEMPLATE = """# Kop <&> één

In *2040* is **{{ value('care_share_needed', 2040, experiment='plain') }}** nodig; zie de [visie](https://example.org/a?b=c&d).

## Daarna

- Eerst
- Dan {{ value('shortage', 2040, policy='more') }}

1. Een
2. Twee

> Een aanhaling.

{{ figure('one_in_four', experiment='plain', caption='Nodig & <er>') }}

{{ figure('one_in_four', 'half', experiment='plain') }} {{ figure('one_in_four', 'half', experiment='drawn') }}

{{ table('policies', indicators=['care_share_needed', 'shortage'], year=2040, experiment='plain') }}

| Eigen | tabel |
| --- | --- |
| met | {{ value('care_share_needed', 2040, policy='more') }} |

{{ sources('social_vision_2040') }}

{{ reproducibility() }}
"""
WORDS = (
    "Kop <&> één",
    "Daarna",
    "25%",
    "6.000 personen",
    "Een aanhaling.",
    "Nodig & <er>",
    "Sociale Visie Utrecht 2040",
)


@pytest.fixture(scope="module")
def written(made_up: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The memo in each form; with an older memo in its place, and somebody's file among the figures."""
    desk = Desk(made_up, tmp_path_factory.mktemp("memo"))
    (desk.folder / "memo_out_figures").mkdir()
    (desk.folder / "memo_out_figures" / "own.txt").write_text("mine", encoding="utf-8")
    (desk.folder / "memo_out.docx").write_text("old", encoding="utf-8")
    return {ending: desk.build(TEMPLATE, ending).files[0] for ending in ("docx", "html", "pdf", "md")}


class Page(HTMLParser):
    """What stands in a page: its tags with their attributes, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.slow
def test_word_opens_without_repair_and_says_everything(written: dict[str, Path]) -> None:
    report = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(written["docx"])
    assert not report.errors
    document = Document(str(written["docx"]))
    body = document.element.body
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert all(word in text for word in WORDS)
    styles = [paragraph.style.name for paragraph in document.paragraphs[:8]]
    assert styles == ["Title", "Normal", "Heading 1", *["List Bullet"] * 2, *["List Number"] * 2, "Quote"]
    assert [bool(node.get("descr")) for node in body.iter(qn("wp:docPr"))] == [True] * 3
    fields = [node.text.split()[:2] for node in body.iter(qn("w:instrText"))]
    assert fields == [["SEQ", "Figuur"]] * 3 + [["SEQ", "Tabel"]]
    pair, numbers, own = document.tables
    assert len(pair.rows[0].cells) == 2
    assert numbers.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert [[cell.text for cell in row.cells] for row in numbers.rows][1:] == [
        ["Ongewijzigd beleid", "25,0%", "9.000"],
        ["More", "22,0%", "6.000"],
    ]
    assert own.rows[1].cells[1].text == "22%"
    assert document.core_properties.language == "nl-NL"
    assert document.core_properties.title == "Kop <&> één"


def test_a_figure_is_no_wider_than_the_text(written: dict[str, Path]) -> None:
    document = Document(str(written["docx"]))
    room = to_word._width_of(document.sections[-1]._sectPr) * 360_000
    for extent in document.element.body.iter(qn("wp:extent")):
        assert int(extent.get("cx")) <= room + 1


def test_word_keeps_every_value_unrounded_with_the_hash_of_its_run(
    written: dict[str, Path], made_up: tuple[Path, Path]
) -> None:
    with zipfile.ZipFile(written["docx"]) as parts:
        items = [parts.read(name).decode() for name in parts.namelist() if name.startswith("customXml/item")]
    kept = next(item for item in items if to_word.NAMESPACE in item and "<values" in item)
    values = json.loads(re.sub(r"<[^>]*>", "", kept).replace("&amp;", "&"))
    runs = {result.run for result in read_results(made_up)}
    assert {value["run"] for value in values} <= runs
    first = values[0]
    assert first["text"] == "25%"
    assert first["exact"] == [pytest.approx(0.25)]
    assert first["asked"] == "care_share_needed, 2040, as_is, evidence, utrecht"


def test_html_is_one_file_that_asks_for_nothing_else(written: dict[str, Path]) -> None:
    page = Page(written["html"])
    assert page.all("html")[0]["lang"] == "nl"
    assert all(word in page.text for word in WORDS)
    pictures = page.all("img")
    assert len(pictures) == 3
    for picture in pictures:
        assert picture["alt"]
        kind, _, data = str(picture["src"]).partition(";base64,")
        assert kind == "data:image/svg+xml"
        assert base64.b64decode(data).lstrip().startswith(b"<?xml")
    assert not page.all("script")
    assert not page.all("link")
    assert [each["href"] for each in page.all("a")] == ["https://example.org/a?b=c&d"]
    assert {each.get("scope") for each in page.all("th")} == {"col", "row"}
    assert all(each["data-run"] for each in page.all("data"))
    tags = [tag for tag, _ in page.tags]
    assert [tags.count(tag) for tag in ("h1", "h2", "ul", "ol", "blockquote", "figcaption", "caption")] == [
        *(1, 1, 2, 1, 1, 3, 1)
    ]


def test_pdf_is_tagged_and_says_its_language_and_title(written: dict[str, Path]) -> None:
    content = written["pdf"].read_bytes()
    assert content.startswith(b"%PDF")
    for mark in (b"/StructTreeRoot", b"/Lang(nl)", b"/Marked true", b"pdfuaid:part"):
        assert mark in content.replace(b"/Lang (", b"/Lang("), mark


def test_no_text_is_code_for_typst() -> None:
    assert to_pdf._text('a"#b\\c\n$') == '"a\\"#b\\\\c\\n$"'


def test_markdown_has_its_figures_beside_it_and_leaves_other_files(written: dict[str, Path]) -> None:
    text = written["md"].read_text("utf-8")
    names = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert names == [f"memo_out_figures/{number}_one_in_four.svg" for number in (1, 2, 3)]
    folder = written["md"].parent
    assert all((folder / name).is_file() for name in names)
    assert (folder / "memo_out_figures" / "own.txt").read_text("utf-8") == "mine"
    assert "*Tabel 1. Wat de beleidsvarianten doen: 1\u00a0januari 2040, scenario onderzoek*" in text
    assert "| Ongewijzigd beleid | 25,0% | 9.000 |" in text
    assert "# Kop \\<&\\> één" in text


def test_the_same_memo_gives_the_same_bytes(desk: Desk) -> None:
    text = "# Kop\n\n{{ value('shortage', 2040, policy='more') }}"
    for ending in ("docx", "html", "pdf", "md"):
        first = desk.build(text, ending).files[0].read_bytes()
        assert desk.build(text, ending).files[0].read_bytes() == first, ending
