"""Which style of a Word document each piece of a memo gets: from one YAML, checked against the document."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart

from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.yaml_document import read
from care2040.reports.formats.docx_document import CAPTION, FIGURE, TABLE_TEXT, new_document

BULLET = "List Bullet"
OWN = (FIGURE, CAPTION, TABLE_TEXT, BULLET)
"""Styles that a document without them is given: few have them, and LibreOffice leaves out what is not used."""
OF_WORD = (CAPTION, BULLET)
"""Those that Word knows by itself."""
BULLETS = (
    '<w:abstractNum {names} w:abstractNumId="{kind}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
    '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\N{BULLET}"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
)
LIST = '<w:num {names} w:numId="{number}"><w:abstractNumId w:val="{kind}"/></w:num>'
OF_STYLE = '<w:numPr {names}><w:numId w:val="{number}"/></w:numPr>'


def load_styles(path: Path | None) -> Mapping[str, str]:
    """Return role to name of a style: those of Word itself, changed by a YAML."""
    known = _own()
    if path is None:
        return known
    document = read(path)
    problems = []
    for role, name in document.data.items():
        if role not in known:
            hint = did_you_mean(role, [*known])
            problems.append(document.problem((role,), "E101", f"there is no role '{role}'", hint, key=True))
        elif not isinstance(name, str) or not name.strip():
            message = "the name of a style is a text"
            problems.append(document.problem((role,), "E103", message, "such as: Heading 1"))
    if problems:
        raise InvalidInput(problems)
    return MappingProxyType({**known, **{str(role): str(name) for role, name in document.data.items()}})


@lru_cache(maxsize=1)
def _own() -> Mapping[str, str]:
    return MappingProxyType(
        {str(role): str(name) for role, name in read(package_folder("memos") / "styles.yaml").data.items()}
    )


def check_styles(document: Any, styles: Mapping[str, str], needed: set[str], file: str) -> None:
    """See that a document has the styles that a memo needs; those for figures and tables are added where they lack."""
    paragraphs = {style.name for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    problems = []
    for role in sorted(needed):
        name = styles[role]
        if name in paragraphs:
            continue
        if name in OWN:
            _add(document, name)
            continue
        hint = did_you_mean(name, sorted(paragraphs)) + " (a style that was never used is not in the file: use it once)"
        message = f"the template has no style '{name}' for '{role}'"
        problems.append(Problem(file, 1, 1, "E707", message, hint.strip()))
    if problems:
        raise InvalidInput(problems)


def _add(document: Any, name: str) -> None:
    """Give a document a style of ours, in its own type."""
    ours, base = new_document("nl", "").styles[name], document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name in OF_WORD)
    style.base_style, style.font.size = base, ours.font.size
    style.paragraph_format.space_after = ours.paragraph_format.space_after
    style.paragraph_format.keep_with_next = ours.paragraph_format.keep_with_next
    if name == BULLET:
        _number(document, style)
    elif name != CAPTION:
        style.paragraph_format.line_spacing = 1.0


def _number(document: Any, style: Any) -> None:
    """Give a style the bullets of a list, among the lists that a document has."""
    lists = _lists(document)
    kind, number = (
        1 + max((int(node.get(qn(f"w:{name}Id"))) for node in lists.iter(qn(f"w:{name}"))), default=0)
        for name in ("abstractNum", "num")
    )
    told = {"names": nsdecls("w"), "kind": kind, "number": number}
    kinds = lists.findall(qn("w:abstractNum"))
    lists.insert(lists.index(kinds[-1]) + 1 if kinds else 0, parse_xml(BULLETS.format(**told)))
    others = lists.findall(qn("w:num"))
    (others or lists.findall(qn("w:abstractNum")))[-1].addnext(parse_xml(LIST.format(**told)))
    style.element.get_or_add_pPr().insert(0, parse_xml(OF_STYLE.format(**told)))


def _lists(document: Any) -> Any:
    """Return the lists of a document, which may have none yet."""
    if not any(each.reltype == RELATIONSHIP_TYPE.NUMBERING for each in document.part.rels.values()):
        root = parse_xml(f"<w:numbering {nsdecls('w')}/>")
        name = PackURI("/word/numbering.xml")
        part = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, root, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return document.part.numbering_part.element
