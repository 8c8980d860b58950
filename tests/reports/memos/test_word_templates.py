"""A template in a project style of its own: what stood there stays as it looked, and placeholders come whole."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt
from openxml_audit import FileFormat, OpenXmlValidator
from tests.reports.memos.conftest import Desk

VALUE = "{{ value('care_share_needed', 2040, policy='more') }}"


@pytest.fixture
def project() -> Any:
    """A document with styles of a municipality of its own, a header and a footer."""
    document = Document()
    for name, base in (("Gemeente kop", "Heading 1"), ("Gemeente tekst", "Normal")):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = document.styles[base], Pt(11)
    section = document.sections[0]
    section.header.paragraphs[0].text = "Gemeente Utrecht, {{ title('plain') }}"
    section.footer.paragraphs[0].text = "Intern"
    return document


def saved(document: Any, desk: Desk, name: str = "huis.nl.docx") -> Path:
    path = desk.folder / name
    document.save(str(path))
    return path


def built(document: Any, desk: Desk, **options: Any) -> Any:
    """Build a Word memo from a template, see that it opens without repair, and return it."""
    (path,) = desk.build(saved(document, desk), "docx", **options).files
    problems = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(path).errors
    assert not problems, problems
    return Document(str(path))


def test_a_placeholder_split_over_runs_takes_the_look_of_its_first_letter(project: Any, desk: Desk) -> None:
    paragraph = project.add_paragraph("Nodig: ", style="Gemeente tekst")
    paragraph.add_run("{").bold = True
    paragraph.add_run("{ value(‘care_share_needed’, 2040,")
    paragraph.add_run(" policy=“more”) ").italic = True
    paragraph.add_run("}} van ons.")
    paragraph = built(project, desk).paragraphs[0]
    assert paragraph.text == "Nodig: 22% van ons."
    assert paragraph.style.name == "Gemeente tekst"
    assert [(run.text, run.bold) for run in paragraph.runs if run.text] == [
        ("Nodig: ", None),
        ("22%", True),
        (" van ons.", None),
    ]


def test_headers_tables_and_links_keep_what_they_are(project: Any, desk: Desk) -> None:
    table = project.add_table(rows=2, cols=2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells], ("Wat", "Hoeveel", "Nodig", VALUE), strict=True
    ):
        cell.text = text
    made = built(project, desk)
    assert made.sections[0].header.paragraphs[0].text == "Gemeente Utrecht, Titel & <plain>"
    assert made.sections[0].footer.paragraphs[0].text == "Intern"
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [["Wat", "Hoeveel"], ["Nodig", "22%"]]


def test_choices_and_loops_take_whole_paragraphs(project: Any, desk: Desk) -> None:
    for text in (
        "{% if has_draws('plain') %}",
        "Weg.",
        "{{ value('shortage', 2040, experiment='nowhere') }}",
        "{% else %}",
        "Blijft.",
        "{% endif %}",
        "{% for policy in ['as_is', 'more'] %}",
        "{{ name(policy) }}: {{ value('care_share_needed', 2040, experiment='plain', policy=policy) }}",
        "{% endfor %}",
        "{# alleen voor de schrijver #}",
        "Einde.",
    ):
        project.add_paragraph(text, style="Gemeente tekst")
    made = [paragraph.text for paragraph in built(project, desk).paragraphs]
    assert made == ["Blijft.", "ongewijzigd beleid: 25%", "more: 22%", "Einde."]


def test_a_loop_may_hold_a_whole_table(project: Any, desk: Desk) -> None:
    project.add_paragraph("{% for policy in ['as_is', 'more'] %}")
    project.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ name(policy) }}"
    project.add_paragraph("{% endfor %}")
    assert [table.rows[0].cells[0].text for table in built(project, desk).tables] == ["ongewijzigd beleid", "more"]


def test_a_choice_does_not_cut_a_table_in_two(project: Any, desk: Desk) -> None:
    table = project.add_table(rows=2, cols=1)
    table.rows[0].cells[0].text, table.rows[1].cells[0].text = "{% if has_draws('plain') %}", "een"
    project.add_paragraph("{% endif %}")
    (problem,) = desk.problems(saved(project, desk), ending="pdf")
    assert problem.code == "E716"


def test_figures_tables_and_lists_come_in_the_styles_that_a_yaml_names(project: Any, desk: Desk) -> None:
    names = {"caption": "Gemeente bijschrift", "bullet": "Gemeente punt", "table_text": "Gemeente tekst"}
    for name in names.values():
        if name not in project.styles:
            project.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    styles = desk.write("".join(f"{role}: {name}\n" for role, name in names.items()), "styles.yaml")
    for text in (
        "{{ figure('one_in_four', experiment='plain') }}",
        "{{ table('policies', indicators=['care_share_needed'], year=2040, experiment='plain') }}",
        "{{ sources('social_vision_2040') }}",
    ):
        project.add_paragraph(text)
    made = built(project, desk, styles=styles)
    used = [paragraph.style.name for paragraph in made.paragraphs if paragraph.text]
    assert used == ["Gemeente bijschrift", "Gemeente bijschrift", "Gemeente punt"]
    assert made.tables[0].rows[1].cells[0].paragraphs[0].style.name == "Gemeente tekst"
    assert made.tables[0].rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    fields = [node.text.strip() for node in made.element.body.iter(qn("w:instrText"))]
    assert fields == ["SEQ Figuur \\* ARABIC", "SEQ Tabel \\* ARABIC"]
    (alt,) = [node.get("descr") for node in made.element.body.iter(qn("wp:docPr"))]
    assert "Tekort in 2040: 9.000 personen" in alt
    drawing = next(made.element.body.iter("{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"))
    assert made.part.related_parts[drawing.get(qn("r:embed"))].content_type == "image/svg+xml"
    assert made.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val")) == "nl-NL"


def test_a_style_that_is_not_there_is_refused_with_the_nearest(project: Any, desk: Desk) -> None:
    project.styles.add_style("Gemeente bijschrift", WD_STYLE_TYPE.PARAGRAPH)
    project.add_paragraph("{{ figure('one_in_four', experiment='plain') }}")
    template = saved(project, desk)
    (problem,) = desk.problems(template, ending="docx", styles=desk.write("caption: Gemeente bijschrft\n", "s.yaml"))
    assert problem.code == "E707"
    assert "did you mean 'Gemeente bijschrift'" in problem.hint
    wrong = desk.write("captoin: Caption\nbullet: 3\n", "wrong.yaml")
    problems = desk.problems(template, ending="docx", styles=wrong)
    assert [(each.file, each.line) for each in problems] == [(str(wrong), 1), (str(wrong), 2)]
    assert "did you mean 'caption'" in problems[0].hint


def test_a_placeholder_does_not_go_on_in_the_next_paragraph(project: Any, desk: Desk) -> None:
    for text in ("Een inleiding.", "De {{ title(", "'plain') }}", "Een {% if has_draws('plain') %}twee"):
        project.add_paragraph(text)
    problems = desk.problems(saved(project, desk), ending="docx")
    assert [each.line for each in problems] == [2, 3]
    assert "paragraph 2 “De {{ title(”" in problems[0].message


def test_a_figure_stands_in_a_paragraph_of_its_own(project: Any, desk: Desk) -> None:
    project.add_paragraph("{{ sources('social_vision_2040') }} met tekst")
    project.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ sources('social_vision_2040') }}"
    assert [each.code for each in desk.problems(saved(project, desk), ending="docx")] == ["E716", "E716"]


def test_unknown_names_are_told_with_the_paragraph(project: Any, desk: Desk) -> None:
    project.add_paragraph("Een inleiding.")
    project.add_paragraph("De behoefte is {{ valu('care_share_needed', 2040) }} in dat jaar.")
    project.sections[0].footer.paragraphs[0].text = "{{ titl() }}"
    first, last = desk.problems(saved(project, desk), ending="docx")
    assert first.message.startswith("paragraph 2 “")
    assert "{{ valu('care_share_needed', 2040) }}" in first.message
    assert "did you mean 'value'" in first.hint
    assert "header or footer" in last.message


@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        ("memo.docx", b"this is no zip", "E701", "no Word document"),
        ("memo.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "E701", "old .doc"),
        ("memo.docx", b"", "E701", "no Word document"),
        ("memo.odt", b"PK", "E701", "not '.odt'"),
        ("memo.doc", b"\xd0\xcf\x11\xe0", "E701", "not '.doc'"),
        ("memo.md", b"\xff\xfe\x00a", "E005", ""),
        ("gone.docx", None, "E001", "no such file"),
        ("gone.md", None, "E001", "no such file"),
    ],
)
def test_a_file_that_is_no_template_is_refused(
    desk: Desk, name: str, content: bytes | None, code: str, told: str
) -> None:
    path = desk.folder / name
    if content is not None:
        path.write_bytes(content)
    (problem,) = desk.problems(path, ending="docx")
    assert problem.code == code, problem
    assert told in problem.message


def test_a_zip_that_holds_no_document_is_refused(desk: Desk) -> None:
    path = desk.folder / "memo.docx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
    assert [each.code for each in desk.problems(path, ending="docx")] == ["E701"]


def test_a_word_template_of_the_kind_dotx_is_taken(project: Any, desk: Desk) -> None:
    project.add_paragraph(VALUE)
    path = saved(project, desk)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(desk.folder / "huis.nl.dotx", "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"document.main+xml", b"template.main+xml"))
    (made,) = desk.build(desk.folder / "huis.nl.dotx", "docx").files
    assert Document(str(made)).paragraphs[0].text == "22%"


def test_another_form_takes_the_text_and_the_roles_of_a_word_template(project: Any, desk: Desk) -> None:
    project.add_paragraph("Een memo", style="Title")
    project.add_paragraph("Kop", style="Gemeente kop")
    project.add_paragraph("Punt", style="List Bullet")
    paragraph = project.add_paragraph("Tekst met ")
    paragraph.add_run("nadruk").bold = True
    (made,) = desk.build(saved(project, desk), "md").files
    text = made.read_text("utf-8").partition("<!--")[0].strip()
    memo = "# Een memo\n\n## Kop\n\n- Punt\n\nTekst met **nadruk**"
    assert text == f"Gemeente Utrecht, Titel & \\<plain\\>\n\n{memo}\n\n---\n\nIntern"
