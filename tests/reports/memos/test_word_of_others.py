"""Templates that another program saved: Word as Strict Open XML, and LibreOffice."""

import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from tests.reports.memos.conftest import Desk
from tests.reports.memos.strict_copy import strict_copy

from care2040.reports.templates.word_strict import is_strict, transitional

STRICT = "http://purl.oclc.org/ooxml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LIBREOFFICE = Path(__file__).parent / "templates" / "libreoffice.nl.docx"
"""Made for these tests in LibreOffice: notes, comments, frames, shapes, columns, fields, changes, tables in tables."""


@pytest.mark.parametrize(
    ("strict", "usual"),
    [
        ('<w:pgSz w:w="595.30pt" w:h="297mm"/>', '<w:pgSz w:w="11906" w:h="16838"/>'),
        ('<w:ind w:start="1in" w:end="-1pc"/>', '<w:ind w:left="1440" w:right="-240"/>'),
        ('<w:tblW w:w="50%" w:type="pct"/>', '<w:tblW w:w="2500" w:type="pct"/>'),
        ('<w:sz w:val="11.5pt"/>', '<w:sz w:val="23"/>'),
        ('<w:w w:val="90%"/>', '<w:w w:val="90"/>'),
        ('<w:zoom w:percent="100%"/>', '<w:zoom w:percent="100"/>'),
        ('<w:jc w:val="end"/>', '<w:jc w:val="right"/>'),
        ('<w:tab w:val="start" w:pos="36pt"/>', '<w:tab w:val="left" w:pos="720"/>'),
        ('<w:tcMar><w:start w:w="5pt"/></w:tcMar>', '<w:tcMar><w:left w:w="100"/></w:tcMar>'),
        ('<w:lvl><w:start w:val="1"/></w:lvl>', '<w:lvl><w:start w:val="1"/></w:lvl>'),
        ('<w:textDirection w:val="tb"/>', '<w:textDirection w:val="lrTb"/>'),
        ('<w:lvlText w:val="1cm"/>', '<w:lvlText w:val="1cm"/>'),
        ('<a:alpha val="63.5%"/>', '<a:alpha val="63500"/>'),
        ('<a:bodyPr lIns="7.20pt"/>', '<a:bodyPr lIns="91440"/>'),
        ('<wp:docPr name="5%" descr="1cm"/>', '<wp:docPr name="5%" descr="1cm"/>'),
        ('<c:gapWidth val="150%"/>', '<c:gapWidth val="150"/>'),
        ('<c:numFmt formatCode="0%"/>', '<c:numFmt formatCode="0%"/>'),
        (f"<w:t>{STRICT}/main</w:t>", f"<w:t>{STRICT}/main</w:t>"),
    ],
)
def test_strict_becomes_transitional(strict: str, usual: str) -> None:
    names = {"w": "wordprocessingml/main", "a": "drawingml/main", "wp": "drawingml/wordprocessingDrawing"}
    names |= {"c": "drawingml/chart"}
    said = "".join(f' xmlns:{prefix}="{STRICT}/{name}"' for prefix, name in names.items())
    part = f'<w:document{said} w:conformance="strict">{strict}</w:document>'.encode()
    assert is_strict(part)
    made = transitional(part).decode()
    assert made.partition(">")[2].partition(">")[2] == f"{usual}</w:document>"
    assert f'xmlns:w="{WORD}"' in made
    assert "conformance" not in made


@pytest.mark.parametrize(
    ("strict", "usual"),
    [
        ("officeDocument/relationships/styles", "officeDocument/2006/relationships/styles"),
        ("officeDocument/relationships/extendedProperties", "officeDocument/2006/relationships/extended-properties"),
        ("officeDocument/customProperties", "officeDocument/2006/custom-properties"),
        ("officeDocument/relationships/metadata/thumbnail", "package/2006/relationships/metadata/thumbnail"),
    ],
)
def test_strict_relations_become_transitional(strict: str, usual: str) -> None:
    made = transitional(f'<Relationships><Relationship Type="{STRICT}/{strict}"/></Relationships>'.encode()).decode()
    assert f'Type="http://schemas.openxmlformats.org/{usual}"' in made


@pytest.fixture(params=["as saved", "strict"])
def template(request: pytest.FixtureRequest, desk: Desk) -> Path:
    return LIBREOFFICE if request.param == "as saved" else strict_copy(LIBREOFFICE, desk.folder / "strict.nl.docx")


@pytest.mark.slow
def test_a_file_of_libreoffice_is_filled_in_everywhere(template: Path, desk: Desk) -> None:
    (path,) = desk.build(template, "docx").files
    with zipfile.ZipFile(path) as held:
        names = held.namelist()
        parts = {name: held.read(name).decode() for name in names if name.endswith((".xml", ".rels"))}
    assert len(names) == len(set(names)), "two parts of one name make a damaged file"
    for name, part in parts.items():
        assert not re.search(r"\{\{|\{%", re.sub("<w:delText.*?</w:delText>", "", part)), name
        assert "purl.oclc.org/ooxml" not in part
    assert "Titel &amp; &lt;plain&gt;" in parts["docProps/core.xml"]
    for name, said in (("footnotes", "Noot 22%"), ("endnotes", "Eind 22%"), ("comments", "Opmerking 22%")):
        assert said in re.sub("<[^>]*>", "", parts[f"word/{name}.xml"])
    document = Document(str(path))
    boxes = ["".join(node.text for node in each.iter(qn("w:t"))) for each in document.element.iter(qn("w:txbxContent"))]
    assert sorted(boxes) == sorted(["In kader 20%", "In kader 25%", "Vorm 20%", "Vorm 25%"] * 2)
    shapes = re.findall(r'<v:[a-z]+ [^>]*?\bid="([^"]*)"', parts["word/document.xml"])
    assert len(shapes) == len(set(shapes)) > 1
    assert document.sections[0].page_width.cm == pytest.approx(21, abs=0.01)
    (point,) = [each for each in document.paragraphs if each.style and each.style.name == "List Bullet"]
    assert point.style.element.find(f".//{qn('w:numId')}") is not None


@pytest.mark.slow
def test_a_file_of_libreoffice_says_the_same_in_every_form(template: Path, desk: Desk) -> None:
    text = desk.build(template, "md").files[0].read_text("utf-8")
    html = desk.build(template, "html").files[0].read_text("utf-8")
    assert desk.build(template, "pdf").files[0].read_bytes().startswith(b"%PDF")
    for said in (
        "Kop Titel & \\<plain\\>",
        "Nodig: **22%**",
        "Gewijzigd: 22%",
        "## Diep",
        "Besturing 22%",
        "- Twee 22%",
    ):
        assert said in text
    assert "| Jaar Doorstroom | 20% Diep 20% |" in text
    assert "[bron](https://example.org/noot)" in text, "a link of a note leads where the note says"
    header = re.sub("<[^>]*>", "", html.partition("<header>")[2].partition("</header>")[0]).split("\n")
    assert list(filter(None, header)) == ["Eerste bladzijde Doorstroom", "Gemeente Utrecht Titel &amp; &lt;plain&gt;"]
    assert '<a href="https://example.org/voet">Intern</a>' in html.partition("<footer>")[2]
