"""Headers and footers of a Word template in the forms that do not know its pages, and letters that no font has."""

from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from tests.reports.memos.conftest import Desk
from tests.reports.memos.test_word_parts import VALUE, saved

from care2040.reports.document.blocks import Memo, Paragraph, Span
from care2040.reports.formats import to_pdf

WORD = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def number(paragraph: Any, instruction: str) -> None:
    """Put a field in a paragraph as a word processor does, with the 7 that it last showed."""
    paragraph._p.append(
        parse_xml(f"<w:fldSimple {nsdecls('w')} w:instr=' {instruction} '><w:r><w:t>7</w:t></w:r></w:fldSimple>")
    )


def text(document: Any, desk: Desk) -> str:
    return desk.build(saved(document, desk)).files[0].read_text("utf-8").partition("<!--")[0].strip()


def test_what_stands_above_and_below_pages_is_told_once(desk: Desk) -> None:
    document = Document()
    document.add_paragraph("Tekst.")
    first = document.sections[0]
    first.different_first_page_header_footer = True
    first.first_page_header.paragraphs[0].text = "Brief"
    first.header.paragraphs[0].text = f"Nodig {VALUE}"
    first.even_page_header.paragraphs[0].text = "Niet getoond"
    first.footer.paragraphs[0].text = "Intern"
    second = document.add_section()
    second.footer.is_linked_to_previous = False
    second.footer.paragraphs[0].text = "Intern"
    assert text(document, desk) == "Brief\n\nNodig 22%\n\nTekst.\n\n---\n\nIntern"
    html = desk.build(saved(document, desk), "html").files[0].read_text("utf-8")
    assert html.index("<header>") < html.index("<main>") < html.index("<footer>")
    assert 'data-run="' in html.partition("<main>")[0]
    assert desk.build(saved(document, desk), "pdf").files[0].stat().st_size


def test_page_numbers_and_the_words_around_them_stay_with_the_pages(desk: Desk) -> None:
    document = Document()
    document.add_paragraph("Tekst.")
    footer = document.sections[0].footer
    line = footer.paragraphs[0]
    line.add_run("Gemeente\tPagina ")
    number(line, "PAGE")
    line.add_run(" van ")
    number(line, "NUMPAGES")
    longer = footer.add_paragraph("Een lange zin van de gemeente Utrecht ")
    number(longer, "PAGE \\* MERGEFORMAT")
    dated = footer.add_paragraph("Op ")
    number(dated, "DATE")
    said = text(document, desk).partition("---\n\n")[2].split("\n\n")
    assert [each.strip() for each in said] == ["Gemeente", "Een lange zin van de gemeente Utrecht", "Op 7"]


def test_a_link_in_a_header_leads_where_the_header_says(desk: Desk) -> None:
    document = Document()
    document.add_paragraph("Tekst.")
    header = document.sections[0].header
    relation = header.part.relate_to("https://example.org/kop", f"{WORD}/hyperlink", is_external=True)
    link = f"<w:hyperlink {nsdecls('w', 'r')} r:id='{relation}'><w:r><w:t>klik</w:t></w:r></w:hyperlink>"
    header.paragraphs[0]._p.append(parse_xml(link))
    assert text(document, desk) == "[klik](https://example.org/kop)\n\nTekst."
    assert desk.build(saved(document, desk), "pdf").files[0].stat().st_size, "a tagged PDF has no links up there"


def test_a_template_without_headers_gets_none(desk: Desk) -> None:
    document = Document()
    document.add_paragraph("Tekst.")
    made = Document(str(desk.build(saved(document, desk), "docx").files[0]))
    assert made.sections[0].header.is_linked_to_previous


@pytest.mark.parametrize("lines", [2, 40])
def test_a_long_header_leaves_room_for_the_text(desk: Desk, lines: int) -> None:
    memo = Memo("Titel", "nl", (Paragraph((Span("Titel"),), "title"),))
    told = tuple(Paragraph((Span(f"Regel {number}"),)) for number in range(lines))
    with_header = Memo(memo.title, memo.language, memo.blocks, header=told, footer=told)
    content = to_pdf.content(with_header, desk.folder / "memo.pdf", print)
    assert content.count(b"/Type /Page\n") + content.count(b"/Type/Page\n") <= 2


@pytest.mark.parametrize(
    "lines",
    [
        ("{% if has_result('nergens') %}", f"Weg {VALUE}", "{% else %}", "Blijft", "{% endif %}"),
        ("{% for policy in ['as_is', 'more'] %}", "{{ name(policy) }}", "{% endfor %}"),
        ("Een {% if has_result('nergens') %}", "twee{% endif %}"),
    ],
)
def test_a_choice_over_paragraphs_of_a_header_is_refused_and_leaves_no_braces(
    desk: Desk, lines: tuple[str, ...]
) -> None:
    document = Document()
    document.add_paragraph("Tekst.")
    header = document.sections[0].header
    header.paragraphs[0].text = lines[0]
    for line in lines[1:]:
        header.add_paragraph(line)
    for ending in ("docx", "html"):
        problems = desk.problems(saved(document, desk), ending=ending)
        assert {each.code for each in problems} == {"E716"}
        assert all("(header or footer)" in each.message for each in problems)


def test_letters_that_no_font_has_are_a_box_in_a_pdf_and_told_with_their_place(desk: Desk) -> None:
    built = desk.build("# Memo \ue005\n\nBel \uf0fc 中 of [hier 中](https://example.org/中) 100% ≤ → ✓ é\n", "pdf")
    assert built.files[0].read_bytes().startswith(b"%PDF")
    title, note = [each for each in built.notes if "no font" in each]
    assert "U+E005" in title, "a font has a letter in that place, which would make another word of it"
    assert note.startswith("“Bel \uf0fc 中 of hier 中")
    assert "U+F0FC, U+4E2D; □ stands in its place" in note
    assert not desk.build("# Memo\n\nGewoon ≤ → é\n", "pdf").notes


def test_signs_that_word_makes_of_arrows_and_ticks_stay(desk: Desk) -> None:
    document = Document()
    for font, sign in (("Wingdings", "F0E0"), ("Wingdings", "FC"), ("Symbol", "F0A3"), ("Webdings", "F021")):
        sign_run = f"<w:r {nsdecls('w')}><w:sym w:font='{font}' w:char='{sign}'/></w:r>"
        document.add_paragraph("Teken ")._p.append(parse_xml(sign_run))
    assert text(document, desk).split("\n\n") == ["Teken →", "Teken ✓", "Teken ≤", "Teken □"]


def test_a_table_of_one_row_and_cells_of_two_lines_are_whole_in_every_form(desk: Desk) -> None:
    document = Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "Een"
    cell.add_paragraph("Twee")
    assert text(document, desk) == "| Een Twee |\n| :-- |"
    assert desk.build(saved(document, desk), "pdf").files[0].stat().st_size
    assert to_pdf._span(Span("Een\nTwee")) == '#"Een" \\\n#"Twee"#[]'
