import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import FileFormat, OpenXmlValidator
from PIL import Image

from care2040.reports.formats import docx_document
from care2040.reports.formats.docx_document import Table, add_table

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"><path d="M0 0L10 5"/></svg>'
ALT = 'Staafdiagram. "Zorg & ondersteuning" <2040>: 25%.'
TABLE = Table(("", "2024", "2040"), (("Nodig", "16%", "25%"), ("Aan het werk", "16%", "20%")), (6, 3, 3), "T", "A")


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> docx_document.Picture:
    folder = tmp_path_factory.mktemp("pictures")
    Image.new("RGB", (100, 50), "white").save(folder / "one.nl.png")
    (folder / "one.nl.word.svg").write_text(SVG, encoding="utf-8")
    return docx_document.Picture(folder / "one.nl.png", folder / "one.nl.word.svg", ALT, "Titel & meer", 16.0)


def filled(
    language: docx_document.Language, picture: docx_document.Picture, width: float = docx_document.TEXT_WIDTH
) -> Any:
    document = docx_document.new_document(language, "Figuren & tabellen", width)
    document.add_paragraph("Figuren", style="Title")
    for number in (1, 2):
        docx_document.add_picture(document.add_paragraph(style=docx_document.FIGURE), picture)
        docx_document.add_caption(
            document.add_paragraph(style=docx_document.CAPTION), "Figuur", number, "Wie <betaalt> & wat"
        )
    add_table(document, TABLE)
    docx_document.add_field(document.sections[0].footer.paragraphs[0], "PAGE", "1")
    return document


@pytest.fixture(scope="module", params=["nl", "en"])
def language(request: pytest.FixtureRequest) -> docx_document.Language:
    return request.param


@pytest.fixture(scope="module")
def path(
    tmp_path_factory: pytest.TempPathFactory, picture: docx_document.Picture, language: docx_document.Language
) -> Path:
    path = tmp_path_factory.mktemp("documents") / f"{language}.docx"
    path.write_bytes(docx_document.content(filled(language, picture)))
    return path


@pytest.fixture(scope="module")
def document(path: Path) -> Any:
    return Document(str(path))


@pytest.mark.slow
def test_word_opens_it_without_repair(path: Path) -> None:
    found = OpenXmlValidator(FileFormat.MICROSOFT_365).validate(path)
    assert [f"{error.part_uri}: {error.description}" for error in found.errors] == []


@pytest.mark.slow
def test_a_fault_would_be_found(path: Path, tmp_path: Path) -> None:
    broken = Document(str(path))
    properties = broken.tables[0]._tbl.tblPr
    properties.append(properties[0])
    broken.save(str(tmp_path / "broken.docx"))
    assert not OpenXmlValidator(FileFormat.MICROSOFT_365).validate(tmp_path / "broken.docx").is_valid


def test_a_picture_is_a_vector_with_a_bitmap_beside_it(path: Path, document: Any) -> None:
    for inline in document.inline_shapes:
        blip = inline._inline.xpath(".//a:blip")[0]
        drawn = blip.xpath(".//*[local-name()='svgBlip']")[0].get(qn("r:embed"))
        assert document.part.related_parts[drawn].blob.decode() == SVG
        assert document.part.related_parts[blip.get(qn("r:embed"))].content_type == "image/png"
        assert inline.width.cm == pytest.approx(16.0, abs=0.01)
    with zipfile.ZipFile(path) as parts:
        assert len([name for name in parts.namelist() if name.endswith(".svg")]) == 2


def test_a_picture_tells_what_it_shows(document: Any) -> None:
    told = [inline._inline.docPr for inline in document.inline_shapes]
    assert [one.get("descr") for one in told] == [ALT, ALT]
    assert {one.get("title") for one in told} == {"Titel & meer"}
    assert len({one.get("id") for one in told}) == 2


def test_captions_are_numbered_by_word(document: Any) -> None:
    captions = [paragraph for paragraph in document.paragraphs if paragraph.style.name == docx_document.CAPTION]
    assert [caption.text for caption in captions] == [f"Figuur {count}  Wie <betaalt> & wat" for count in (1, 2)]
    assert [node.text for node in captions[1]._p.iter(qn("w:instrText"))] == [" SEQ Figuur \\* ARABIC "]
    kinds = [node.get(qn("w:fldCharType")) for node in captions[1]._p.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_a_figure_stays_with_its_caption(document: Any) -> None:
    assert document.styles[docx_document.FIGURE].paragraph_format.keep_with_next


def test_a_table_says_which_row_is_its_header(document: Any) -> None:
    table = document.tables[0]
    marked = [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows]
    assert marked == [True, False, False]
    assert [cell.text for cell in table.rows[1].cells] == ["Nodig", "16%", "25%"]
    assert table._tbl.xpath("w:tblPr/w:tblDescription/@w:val") == ["A"]
    assert [column.width.cm for column in table.columns] == pytest.approx([6, 3, 3], abs=0.01)


def test_the_document_says_its_language(path: Path, document: Any, language: docx_document.Language) -> None:
    tag = {"nl": "nl-NL", "en": "en-GB"}[language]
    said = document.styles.element.xpath("//w:rPrDefault//w:lang/@w:val")
    assert set(said) == {tag}
    assert document.settings.element.xpath("w:themeFontLang/@w:val") == [tag]
    assert document.core_properties.language == tag


def test_the_same_content_gives_the_same_bytes(
    path: Path, picture: docx_document.Picture, language: docx_document.Language
) -> None:
    assert docx_document.content(filled(language, picture)) == path.read_bytes()


@pytest.mark.parametrize(("width", "orientation"), [(7.8, "PORTRAIT"), (16.0, "PORTRAIT"), (25.0, "LANDSCAPE")])
def test_the_page_is_as_wide_as_the_figure_asks(width: float, orientation: str) -> None:
    page = docx_document.new_document("nl", "Breed", width).sections[0]
    assert page.orientation.name == orientation
    text = page.page_width.cm - page.left_margin.cm - page.right_margin.cm
    assert text == pytest.approx(max(width, 16.0), abs=0.01)


@pytest.fixture
def template() -> Any:
    """Return a document of another, with no word of its language in it."""
    document = docx_document.new_document("en", "Template")
    for said in document.styles.element.xpath("//w:lang | //w:docDefaults"):
        said.getparent().remove(said)
    for said in document.settings.element.xpath("w:themeFontLang"):
        said.getparent().remove(said)
    return document


def test_a_template_without_a_language_gets_one(template: Any, tmp_path: Path) -> None:
    docx_document.set_language(template, "nl")
    path = tmp_path / "template.docx"
    path.write_bytes(docx_document.content(template))
    assert Document(str(path)).styles.element.xpath("//w:rPrDefault//w:lang/@w:val") == ["nl-NL"]
    assert OpenXmlValidator(FileFormat.MICROSOFT_365).validate(path).is_valid
