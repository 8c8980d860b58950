"""Word as people use it: notes, text boxes, tracked changes, tables in tables, columns, and files that are damaged."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from openxml_audit import FileFormat, OpenXmlValidator
from tests.reports.memos.conftest import Desk

from care2040.files.problems import InvalidInput

pytestmark = pytest.mark.slow

VALUE = "{{ value('care_share_needed', 2040, policy='more') }}"
MORE = (
    f"{nsdecls('w', 'wp', 'a', 'r')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
    "xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape' "
    "xmlns:v='urn:schemas-microsoft-com:vml'"
)
WORD = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def box(text: str) -> Any:
    """Return a run with a text box, in both forms in which Word writes it."""
    inside = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    return parse_xml(
        f"<w:r {MORE}><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><wp:extent cx='9' cy='9'/>"
        "<wp:docPr id='5' name='Box'/><a:graphic><a:graphicData uri='http://schemas.microsoft.com/office/word/2010/"
        f"wordprocessingShape'><wps:wsp><wps:cNvSpPr txBox='1'/><wps:spPr/><wps:txbx>{inside}</wps:txbx><wps:bodyPr/>"
        "</wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:shape id='s'><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def saved(document: Any, desk: Desk) -> Path:
    path = desk.folder / "huis.nl.docx"
    document.save(str(path))
    return path


def changed(path: Path, change: dict[str, tuple[str, str]], added: dict[str, str] | None = None) -> Path:
    """Change text in parts of a file, and put parts beside them."""
    with zipfile.ZipFile(path) as old:
        held = {name: old.read(name) for name in old.namelist()}
    for name, (this, that) in change.items():
        assert this.encode() in held[name]
        held[name] = held[name].replace(this.encode(), that.encode(), 1)
    with zipfile.ZipFile(path, "w") as new:
        for name, content in {**held, **{name: each.encode() for name, each in (added or {}).items()}}.items():
            new.writestr(name, content)
    return path


def forms(template: Path, desk: Desk) -> tuple[Any, str]:
    """Return the memo as Word, which opens without repair, and as Markdown; PDF and HTML can be made too."""
    (word,) = desk.build(template, "docx").files
    assert not OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(word).errors
    for ending in ("html", "pdf"):
        assert desk.build(template, ending).files[0].stat().st_size
    text = desk.build(template, "md").files[0].read_text("utf-8").partition("<!--")[0].strip()
    return Document(str(word)), text


def with_note(desk: Desk, text: str) -> Path:
    """Return a template with a footnote."""
    document = Document()
    document.add_paragraph("Tekst.").runs[0]._r.addnext(
        parse_xml(f"<w:r {nsdecls('w')}><w:footnoteReference w:id='2'/></w:r>")
    )
    note = f"<w:footnote w:id='2'><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>"
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    return changed(
        saved(document, desk),
        {
            "[Content_Types].xml": (
                "</Types>",
                f"<Override PartName='/word/footnotes.xml' ContentType='{kind}'/></Types>",
            ),
            "word/_rels/document.xml.rels": (
                "</Relationships>",
                f"<Relationship Id='rId99' Type='{WORD}/footnotes' Target='footnotes.xml'/></Relationships>",
            ),
        },
        {"word/footnotes.xml": notes},
    )


def test_a_footnote_is_filled_in_and_stands_below_in_other_forms(desk: Desk) -> None:
    template = with_note(desk, f"Dat is {VALUE}.")
    made, text = forms(template, desk)
    (notes,) = [each.target_part for each in made.part.rels.values() if each.reltype.endswith("/footnotes")]
    assert b"Dat is 22%." in notes.blob
    assert text == "Tekst.\\[1\\]\n\n\\[1\\]Dat is 22%."


@pytest.mark.parametrize("what", ["header", "footnote", "box", "control"])
def test_a_list_in_another_part_is_refused_with_its_place(desk: Desk, what: str) -> None:
    asked = "{{ sources('social_vision_2040') }}"
    document = Document()
    if what == "footnote":
        template = with_note(desk, asked)
    elif what == "header":
        document.sections[0].header.paragraphs[0].text = asked
        template = saved(document, desk)
    elif what == "box":
        document.add_paragraph("Tekst.")._p.append(box(asked))
        template = saved(document, desk)
    else:
        inside = f"<w:sdtContent><w:p><w:r><w:t>{asked}</w:t></w:r></w:p></w:sdtContent>"
        document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/>{inside}</w:sdt>"))
        template = saved(document, desk)
    for ending in ("docx", "html", "md"):
        (problem,) = desk.problems(template, ending=ending)
        assert problem.code == "E716"
        assert asked in problem.message
        assert ("(footnote)" in problem.message) == (what == "footnote")


def test_text_boxes_are_there_in_every_form_and_in_both_of_their_own(desk: Desk) -> None:
    document = Document()
    document.add_paragraph("Buiten.")._p.append(box(f"In de doos {VALUE}"))
    made, text = forms(saved(document, desk), desk)
    said = ["".join(node.text for node in each.iter(qn("w:t"))) for each in made.element.iter(qn("w:txbxContent"))]
    assert said == ["In de doos 22%"] * 2
    assert text == "Buiten.\n\nIn de doos 22%"


def test_what_a_loop_repeats_gets_ids_of_its_own(desk: Desk) -> None:
    document = Document()
    document.add_paragraph("{% for policy in ['as_is', 'more'] %}")
    paragraph = document.add_paragraph("{{ name(policy) }}")._p
    paragraph.append(box("{{ name(policy) }}"))
    paragraph.insert(0, parse_xml(f"<w:bookmarkStart {nsdecls('w')} w:id='0' w:name='plek'/>"))
    paragraph.append(parse_xml(f"<w:bookmarkEnd {nsdecls('w')} w:id='0'/>"))
    document.add_paragraph("{% endfor %}")
    made, text = forms(saved(document, desk), desk)
    assert text.split("\n\n") == ["ongewijzigd beleid"] * 2 + ["more"] * 2
    for tag, key in (("wp:docPr", "id"), ("w:bookmarkStart", qn("w:id")), ("w:bookmarkStart", qn("w:name"))):
        found = [node.get(key) for node in made.element.iter(qn(tag))]
        assert len(found) == len(set(found)) == 2, (tag, found)
    ends = [node.get(qn("w:id")) for node in made.element.iter(qn("w:bookmarkEnd"))]
    assert ends == [node.get(qn("w:id")) for node in made.element.iter(qn("w:bookmarkStart"))]


def test_what_was_moved_away_is_not_told_again(desk: Desk) -> None:
    document = Document()
    about = "w:id='1' w:author='a' w:date='2026-01-01T00:00:00Z'"
    for tag in ("moveFrom", "moveTo"):
        moved = parse_xml(f"<w:{tag} {nsdecls('w')} {about}><w:r><w:t>{VALUE}</w:t></w:r></w:{tag}>")
        document.add_paragraph("Hier: ")._p.append(moved)
    _, text = forms(saved(document, desk), desk)
    assert text == "Hier:\n\nHier: 22%" or text == "Hier: \n\nHier: 22%"


def test_a_table_in_a_cell_stands_once(desk: Desk) -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([cell for row in table.rows for cell in row.cells], ("A", "B", "een", "twee"), strict=True):
        cell.text = text
    inside = table.rows[1].cells[1].add_table(rows=1, cols=2)
    inside.rows[0].cells[0].text, inside.rows[0].cells[1].text = VALUE, "diep"
    table.rows[1].cells[1].add_paragraph()
    made, text = forms(saved(document, desk), desk)
    assert text == "| A | B |\n| :-- | :-- |\n| een | twee 22% \\| diep |"
    assert made.tables[0].rows[1].cells[1].tables[0].rows[0].cells[0].text == "22%"


def test_a_figure_is_as_wide_as_the_section_and_the_column_it_stands_in(desk: Desk) -> None:
    document = Document()
    figure = "{{ figure('one_in_four', experiment='plain') }}"
    narrow = document.sections[0]
    narrow.page_width, narrow.left_margin, narrow.right_margin = Cm(12), Cm(2), Cm(2)
    document.add_paragraph(figure)
    columns = document.add_section(WD_SECTION.NEW_PAGE)
    columns.page_width = Cm(19)
    columns._sectPr.find(qn("w:cols")).set(qn("w:num"), "2")
    columns._sectPr.find(qn("w:cols")).set(qn("w:space"), "567")
    document.add_paragraph(figure)
    wide = document.add_section(WD_SECTION.NEW_PAGE)
    wide.page_width = Cm(30)
    wide._sectPr.find(qn("w:cols")).attrib.clear()
    document.add_paragraph(figure)
    made, _ = forms(saved(document, desk), desk)
    widths = [int(node.get("cx")) / 360_000 for node in made.element.iter(qn("wp:extent"))]
    assert widths[:2] == pytest.approx([8, 7], abs=0.02)
    assert widths[2] > 14


def test_properties_are_filled_in_and_what_cannot_be_is_refused(desk: Desk) -> None:
    document = Document()
    document.core_properties.subject = "Nodig: {{ title('plain') }}"
    document.add_paragraph("Tekst.")
    made, _ = forms(saved(document, desk), desk)
    assert made.core_properties.subject == "Nodig: Titel & <plain>"
    document.add_paragraph("Tekst.")._p.append(
        parse_xml(f"<w:fldSimple {nsdecls('w')} w:instr='QUOTE {{{{ 1 }}}}'><w:r><w:t>x</w:t></w:r></w:fldSimple>")
    )
    with pytest.raises(InvalidInput, match=r"E711.*/word/document.xml holds"):
        desk.build(saved(document, desk), "docx")


def test_letters_of_icon_fonts_stay(desk: Desk) -> None:
    document = Document()
    document.add_paragraph(f"a \ue0005\ue001 \ue01099\ue011 \ue0120\ue013 {VALUE}")
    template = saved(document, desk)
    made = Document(str(desk.build(template, "docx").files[0]))
    text = desk.build(template).files[0].read_text("utf-8").partition("<!--")[0].strip()
    assert made.paragraphs[0].text == text == "a \ue0005\ue001 \ue01099\ue011 \ue0120\ue013 22%"
    assert desk.text("a \ue0005\ue001 b") == "a \ue0005\ue001 b"


def test_a_link_of_a_template_leads_to_a_page_and_nothing_else(desk: Desk) -> None:
    document = Document()
    for address in ("javascript:alert(1)", "https://example.org/a", "data:text/html,x", "\tjavascript:alert(1)"):
        relation = document.part.relate_to(address, f"{WORD}/hyperlink", is_external=True)
        document.add_paragraph()._p.append(
            parse_xml(f"<w:hyperlink {nsdecls('w', 'r')} r:id='{relation}'><w:r><w:t>klik</w:t></w:r></w:hyperlink>")
        )
    html = desk.build(saved(document, desk), "html").files[0].read_text("utf-8")
    assert re.findall('href="([^"]*)"', html) == ["https://example.org/a"]
    assert html.count("klik") == 4


@pytest.mark.parametrize(
    ("part", "this", "that", "told"),
    [
        ("word/document.xml", "w:body>", "w:nobody>", "damaged"),
        ("word/document.xml", "<w:body>", "<w:body", "damaged"),
        ("word/document.xml", "<w:document", "<!-- {{ --><w:document", ""),
        (
            "word/_rels/document.xml.rels",
            'Target="styles.xml"',
            'Target="http://a/s.xml" TargetMode="External"',
            "damaged",
        ),
        (
            "word/document.xml",
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
            "",
        ),
        ("word/document.xml", 'w:w="12240"', 'w:w="breed"', "damaged"),
    ],
)
def test_a_damaged_or_another_file_is_refused_and_never_a_traceback(
    desk: Desk, part: str, this: str, that: str, told: str
) -> None:
    document = Document()
    document.add_paragraph("Tekst.")
    path = saved(document, desk)
    with zipfile.ZipFile(path) as held:
        whole = held.read(part).decode()
    template = changed(path, {part: (whole, whole.replace(this, that))})
    if told:
        (problem,) = desk.problems(template, ending="docx")
        assert problem.code == "E701"
        assert told in problem.message
    else:
        forms(template, desk)


def test_a_file_with_changed_bytes_is_refused(desk: Desk) -> None:
    document = Document()
    document.add_paragraph("Tekst.")
    path = saved(document, desk)
    whole = bytearray(path.read_bytes())
    for at in range(2000, len(whole) - 2000, 1999):
        whole[at] ^= 0x55
    path.write_bytes(bytes(whole))
    assert [each.code for each in desk.problems(path, ending="docx")] == ["E701"]
