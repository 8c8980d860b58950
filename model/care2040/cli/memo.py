"""``care2040 memo``: build a memo from a template and results."""

from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.cities.about import city_of_result
from care2040.cli.views.console import Form, exits, screen
from care2040.cli.views.words import noted, say
from care2040.files.package_files import from_here
from care2040.wording.language import Language


def memo(
    template: Annotated[Path, typer.Argument(help="A Word document (.docx) or Markdown (.md) with placeholders.")],
    results: Annotated[
        list[Path], typer.Option(help="Folder of a result, or one that holds folders of results; may be given again.")
    ],
    to: Annotated[Path, typer.Option(help="The memo to write: .docx, .html, .pdf or .md.")],
    more: Annotated[
        list[Path] | None,
        typer.Argument(help="More folders of results, behind those of --results.", metavar="[DIR]..."),
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option(help="Language of numbers and words.", show_default="from the name, as memo.en.md, else nl"),
    ] = None,
    styles: Annotated[
        Path | None,
        typer.Option(help="YAML with the names of the styles in a Word template.", show_default="Word's own"),
    ] = None,
    theme: Annotated[
        Path | None, typer.Option(help="YAML with your own colours and font for the figures, as docs/theme.yaml.")
    ] = None,
    edition: Annotated[
        Path | None,
        typer.Option(help="What moved since an earlier edition: the .json of 'care2040 edition'.", show_default=""),
    ] = None,
    allow_stale: Annotated[
        bool, typer.Option("--allow-stale", help="Tell of results whose inputs have changed; marks every page.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="Problems as text or as JSON.")] = "text",
) -> None:
    """Build a memo: fill in the placeholders of a template with values, figures and tables of results."""
    with exits(form, "written"), city_of_result(*results, *(more or ())):
        from care2040.reports.memos.memo import build

        built = build(template, [*results, *(more or ())], to, language, styles, allow_stale, theme, edition)
        if form == "json":
            import json

            print(json.dumps({"files": [str(path) for path in built.files], "notes": built.notes}, indent=2))
            return
        console = screen()
        for note in built.notes:
            console.print(f"{say('noted')}: {noted(note)}", markup=False)
        for path in built.files:
            console.print(say("memo_wrote", file=from_here(path)), markup=False)
