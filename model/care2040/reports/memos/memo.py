"""A memo from a template and results: read, filled in, numbered, and written whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from care2040.analysis.editions.comparison import Comparison
from care2040.analysis.editions.comparison import read as read_comparison
from care2040.figures.canvas.theme import HOUSE, used
from care2040.figures.canvas.theme_file import load as load_theme
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.result_folder import added, write_file
from care2040.files.yaml_document import text_of
from care2040.reports.document.blocks import Block, Figure, Memo, Pair, Paragraph, Span, Table, figures, levelled, plain
from care2040.reports.document.stored_results import changed_inputs, read_results, refuse_other_cities, refuse_stale
from care2040.reports.document.value_text import say
from care2040.reports.formats import to_html, to_markdown, to_pdf, to_word
from care2040.reports.formats.docx_styles import load_styles
from care2040.reports.memos import cautions
from care2040.reports.memos.block_placeholders import BlockPlaceholders
from care2040.reports.memos.choice_placeholders import ChoicePlaceholders
from care2040.reports.memos.counted_placeholders import CountedPlaceholders
from care2040.reports.memos.edition_placeholders import EditionPlaceholders
from care2040.reports.memos.name_placeholders import NamePlaceholders
from care2040.reports.memos.value_placeholders import ValuePlaceholders
from care2040.reports.templates.filler import Filler
from care2040.reports.templates.markdown_template import MarkdownTemplate
from care2040.reports.templates.word_file import as_damage, open_word
from care2040.reports.templates.word_template import WordTemplate
from care2040.results.manifest import maker
from care2040.wording.language import LANGUAGES, Language

ENDINGS = (".docx", ".html", ".pdf", ".md")
WORD = (".docx", ".dotx")
MARKDOWN = (".md", ".markdown")
TWINS = {"een_op_vier.nl": "one_in_four.en", "tussenstand.nl": "interim_review.en", "keuzes.nl": "choices.en"}
"""Templates that ship, in Dutch to the same in English."""
SWITCHED: Mapping[Language, str] = {
    "en": "'{given}' is in Dutch; in English it is '{taken}'",
    "nl": "'{given}' is in English; in Dutch it is '{taken}'",
}
KEPT: Mapping[Language, str] = {
    "en": "what is written in '{given}' is in Dutch and stays so; English is what is filled in",
    "nl": "what is written in '{given}' is in English and stays so; Dutch is what is filled in",
}
"""Language that is asked for, to what is told of a template in the other one."""


@dataclass(frozen=True)
class BuiltMemo:
    """What was made."""

    files: tuple[Path, ...]
    notes: tuple[str, ...]


def build(
    template: Path,
    results: Sequence[Path],
    to: Path,
    language: Language | None = None,
    styles: Path | None = None,
    allow_stale: bool = False,
    theme: Path | None = None,
    edition: Path | None = None,
) -> BuiltMemo:
    """Build a memo, of results and of a comparison with an earlier edition where one is given."""
    template, switched = in_language(find_template(template), language)
    check_target(template, to)
    source = _template(template, load_styles(styles))
    compared = None if edition is None else read_comparison(edition)
    look, warned = (HOUSE, ()) if theme is None else load_theme(theme)
    given = read_results(results)
    refuse_other_cities(given)
    try:
        if not allow_stale:
            refuse_stale(given)
        spoken = language or _language(template)
        with tempfile.TemporaryDirectory() as drawn:
            places = BlockPlaceholders(ValuePlaceholders(given, spoken), Path(drawn) / "figures")
            with used(look):
                memo = _filled(source, places, spoken, compared)
            changed = {name: changed_inputs(one) for name, one in places.values.used.items()} if allow_stale else {}
            told_of = tuple(places.values.used.values())
            beyond, mixed = cautions.beyond(told_of, spoken), cautions.two_resolutions(told_of, spoken)
            laws = (*cautions.drawn_laws(told_of, spoken), *cautions.learnt(told_of, spoken))
            laws += cautions.heavy_groups(told_of, spoken)
            last = tuple(Paragraph((Span(line, italic=True),)) for line in (*mixed, *laws))
            above = " ".join(filter(None, [_stale(changed, spoken), *beyond]))
            memo = replace(memo, stale=above, blocks=(*memo.blocks, *last))
            document = source if isinstance(source, WordTemplate) else None
            shown: list[str] = []
            written = _write(memo, to, document, load_styles(styles), shown.append)
        notes = [f"{name}: changed since it was run: {', '.join(each)}" for name, each in changed.items() if each]
        return BuiltMemo(written, (*map(str, warned), *switched, *notes, *beyond, *mixed, *laws, *shown))
    finally:
        for result in given:
            result.close()


def find_template(given: Path) -> Path:
    """Return the file that is meant: the path itself, else the template of that name that ships."""
    if os.path.lexists(given):
        return given
    shipped = [path for path in sorted(package_folder("memos").iterdir()) if path.suffix in (*WORD, *MARKDOWN)]
    if given.parent in (Path(), Path("memos")):
        for path in shipped:
            if given.name in (path.name, path.stem):
                return path
    hint = did_you_mean(given.name, [path.name for path in shipped], "templates that ship: " + _listed(shipped))
    raise InvalidInput([Problem(str(given), 1, 1, "E001", "there is no such file", hint)])


def in_language(template: Path, language: Language | None) -> tuple[Path, tuple[str, ...]]:
    """Return the template whose own words are in the language that is asked for, and what is to be told of that.

    One that ships has a twin. The words of any other stay as somebody wrote them.
    """
    own = _said_language(template)
    if language is None or own is None or own == language:
        return template, ()
    twins = TWINS | {other: one for one, other in TWINS.items()}
    twin = package_folder("memos") / f"{twins.get(template.stem)}{template.suffix}"
    if template.parent.resolve() == package_folder("memos").resolve() and twin.is_file():
        return twin, (SWITCHED[language].format(given=template.name, taken=twin.name),)
    return template, (KEPT[language].format(given=template.name),)


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)


def check_target(template: Path, to: Path) -> None:
    """Refuse a file to write that has no known ending, is a folder, or is the template itself."""
    known = ", ".join(ENDINGS)
    if to.suffix.lower() not in ENDINGS:
        message = f"a memo cannot be written as '{to.suffix or to.name}'"
        raise InvalidInput([Problem(str(to), 1, 1, "E704", message, f"allowed endings: {known}")])
    if os.path.isdir(to):
        raise InvalidInput([Problem(str(to), 1, 1, "E704", "this is a folder", "name a file in it")])
    if os.path.exists(to) and os.path.exists(template) and to.samefile(template):
        raise InvalidInput([Problem(str(to), 1, 1, "E704", "the memo would replace its template", "name another file")])


def _template(path: Path, styles: Mapping[str, str]) -> MarkdownTemplate | WordTemplate:
    """Read a template; what is wrong with it by itself is refused."""
    if not os.path.isfile(path):
        text_of(path)  # says what is wrong with the file itself
    if path.suffix.lower() in WORD:
        return WordTemplate(path, open_word(path), styles)
    if path.suffix.lower() in MARKDOWN:
        return MarkdownTemplate(path, text_of(path).replace("\r\n", "\n"))
    message = f"a template is a Word document or Markdown, not '{path.suffix or path.name}'"
    raise InvalidInput([Problem(str(path), 1, 1, "E701", message, f"allowed endings: {', '.join((*WORD, *MARKDOWN))}")])


def _language(template: Path) -> Language:
    return _said_language(template) or "nl"


def _said_language(template: Path) -> Language | None:
    """Return the language that the name of a template says its words are in."""
    endings = template.name.lower().split(".")
    return next((language for language in LANGUAGES if language in endings[1:]), None)


def _filled(
    template: MarkdownTemplate | WordTemplate, places: BlockPlaceholders, language: Language, edition: Comparison | None
) -> Memo:
    """Return the memo that a template becomes."""
    functions = (
        places.values.functions(),
        NamePlaceholders(places.values).functions(),
        places.functions(),
        CountedPlaceholders(places.values, places.folder).functions(),
        ChoicePlaceholders(places.values).functions(),
        EditionPlaceholders(edition, language).functions(),
    )
    filler = Filler({name: each for some in functions for name, each in some.items()}, template.place)
    with as_damage(template.path):
        filler.problems.extend(template.faults())
        text = template.source
    filled = filler.fill(text)
    with as_damage(template.path):
        blocks = levelled(_numbered(template.blocks(filled)))
        header, footer = template.margins() if isinstance(template, WordTemplate) else ((), ())
    titles = (plain(block.line) for block in blocks if isinstance(block, Paragraph) and block.role == "title")
    used = places.values.used.values()
    runs = tuple(f"{result.name} {maker(result.manifest)} run {result.run}" for result in used)
    return Memo(next(titles, "") or template.path.stem, language, blocks, runs=runs, header=header, footer=footer)


def _numbered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with their figures and tables counted."""
    next_figure, next_table = count(1), count(1)
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Figure):
            found.append(replace(block, number=next(next_figure)))
        elif isinstance(block, Pair):
            left, right = (replace(figure, number=next(next_figure)) for figure in block.figures)
            found.append(Pair((left, right)))
        elif isinstance(block, Table) and block.caption:
            found.append(replace(block, number=next(next_table)))
        else:
            found.append(block)
    return tuple(found)


def _stale(changed: Mapping[str, tuple[str, ...]], language: Language) -> str:
    """Return what stands on every page when results have changed inputs; empty when they have not."""
    named = [what for each in changed.values() for what in each]
    return say(language, "stale", changed=", ".join(dict.fromkeys(named))) if named else ""


def _write(
    memo: Memo, to: Path, template: WordTemplate | None, styles: Mapping[str, str], tell: Callable[[str], None]
) -> tuple[Path, ...]:
    """Write a memo in the form that its ending asks for; the file is there whole or not at all."""
    makers: dict[str, Callable[[], bytes]] = {
        ".docx": lambda: to_word.content(memo, template, styles),
        ".html": lambda: to_html.content(memo),
        ".pdf": lambda: to_pdf.content(memo, to, tell),
        ".md": lambda: to_markdown.content(memo, to),
    }
    into_template = template is not None and to.suffix.lower() == ".docx"
    with as_damage(template.path) if template is not None and into_template else nullcontext():
        content = makers[to.suffix.lower()]()
    if to.suffix.lower() != ".md":
        write_file(to, content)
        return (to,)
    drawn = {name: path.read_bytes() for figure in figures(memo.blocks) for path, name in to_markdown.files_of(figure)}
    folder = to_markdown.folder_of(to)
    with added(folder) if drawn else nullcontext(folder) as fresh:
        for name, picture in drawn.items():
            (fresh / name).write_bytes(picture)
        write_file(to, content)  # last, so that figures of a memo that could not be written do not stay
    return (to, folder) if drawn else (to,)
