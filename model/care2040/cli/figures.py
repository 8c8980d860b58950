"""``care2040 figures``: draw the figures of a stored result again, without running the model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.cities.about import city_of_result
from care2040.cli.views.console import INVALID, Form, exits, say_why, screen
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import say
from care2040.figures import FIGURES
from care2040.files.package_files import from_here
from care2040.wording.language import LANGUAGES, WIDTHS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import xarray as xr

    from care2040.figures.canvas.theme import Theme
    from care2040.files.problems import InvalidInput, Problem
    from care2040.inputs.experiments.written.asked_figure import AskedFigure

FOLDER = "figures"
"""Where they go in the folder of the result."""
Asked = tuple[str, str, list[str] | None, "Collection[str]"]
"""An option, what it names, what was asked with it, and what it may be."""


def figures(
    result: Annotated[Path, typer.Argument(help="Folder of a result, or its name in outputs.")],
    figure: Annotated[
        list[str] | None,
        typer.Option("--figure", "--name", help="A figure to draw; may be repeated.", show_default="as asked for"),
    ] = None,
    indicator: Annotated[list[str] | None, typer.Option(help="What to draw in it; may be repeated.")] = None,
    policy: Annotated[list[str] | None, typer.Option(help="Under which policy; may be repeated.")] = None,
    scenario: Annotated[list[str] | None, typer.Option(help="In which scenario; may be repeated.")] = None,
    district: Annotated[list[str] | None, typer.Option(help="In which district; may be repeated.")] = None,
    parameter: Annotated[list[str] | None, typer.Option(help="Against which parameter; may be repeated.")] = None,
    year: Annotated[int | None, typer.Option(help="The last year drawn, or the year that is told of.")] = None,
    width: Annotated[
        list[str] | None,
        typer.Option(help="full (16 cm), half (7.8 cm) or slide (25 cm); may be repeated.", show_default="full"),
    ] = None,
    language: Annotated[list[str] | None, typer.Option(help="nl or en; may be repeated.", show_default="both")] = None,
    theme: Annotated[Path | None, typer.Option(help="A YAML file with your own colours and font.")] = None,
    to: Annotated[Path | None, typer.Option(help="Folder for the figures.", show_default="RESULT/figures")] = None,
    form: Annotated[Form, typer.Option("--format", help="Summary and problems as text or as JSON.")] = "text",
) -> None:
    """Draw figures of a result again without running the model, and put them in a Word document to copy from."""
    with exits(form, "written"), city_of_result(result):
        asked: tuple[Asked, ...] = (
            ("--figure", "figure", figure, FIGURES),
            ("--width", "width", width, WIDTHS),
            ("--language", "language", language, LANGUAGES),
        )
        folder, drawn_in = _checked(result, theme, asked, form)

        from care2040.cli.views import summary
        from care2040.files.result_folder import added, note
        from care2040.reports.formats.figure_album import FigureRequest, redraw
        from care2040.results import load as stored

        sources = [each for each in (stored.load(folder), stored.load_first(folder)) if each is not None]
        options = {"indicators": indicator, "policies": policy, "scenarios": scenario, "districts": district}
        options |= {"parameters": parameter}
        chosen = _chosen(sources[0], figure or (), {**options, "year": year}, form)
        wanted = FigureRequest.of(chosen, width or WIDTHS[:1], language or LANGUAGES, drawn_in)
        place = to or folder / FOLDER
        with added(place) as fresh:
            with Progress("drawing") as progress, summary.figure_notes():
                count, left_out = redraw(sources, wanted, fresh, progress)
            if left_out and not count:
                raise _cannot(left_out, folder)
            written = sorted(path.name for path in fresh.iterdir())
        if to is None:
            note(folder, (place / file for file in written))
        summary.note(f"the figure '{each}' was left out: {why}" for each, why in left_out.items())
        _show(count, place, written, left_out, form)


def _chosen(
    dataset: xr.Dataset, kinds: Sequence[str], options: Mapping[str, object], form: Form
) -> Sequence[AskedFigure]:
    """Return the figures that are named with what is asked of them, or else those that the experiment asks for."""
    from care2040.figures.titles import asked
    from care2040.inputs.experiments.written.asked_figure import AskedFigure

    if kinds:
        return [AskedFigure.of(kind, options) for kind in kinds]
    if any(value is not None for value in options.values()):
        hint = say("drawn", "name_it", names=", ".join(FIGURES))
        raise say_why(say("drawn", "nothing_named"), hint, form, INVALID)
    found = asked(dataset)
    if not found:
        hint = say("drawn", "name_what", names=", ".join(FIGURES))
        raise say_why(say("drawn", "nothing_asked"), hint, form, INVALID)
    return found


def _checked(result: Path, theme: Path | None, asked: tuple[Asked, ...], form: Form) -> tuple[Path, Theme]:
    """Return the folder of the result and the theme, or refuse with everything that is wrong with what was asked."""
    from care2040.cli.views.problem_text import render
    from care2040.figures.canvas.theme import HOUSE
    from care2040.files.problems import InvalidInput
    from care2040.results import load as stored

    problems = list(_unknown(asked))
    warnings: tuple[Problem, ...] = ()
    folder, chosen = result, HOUSE
    try:
        folder = stored.folder_of(result)
        stored.facts_of(folder)
    except InvalidInput as error:
        problems += error.problems
    if theme is not None:
        from care2040.figures.canvas.theme_file import load

        try:
            chosen, warnings = load(theme)
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)
    if form == "text":
        render(warnings, screen(stderr=True))
    return folder, chosen


def _unknown(asked: tuple[Asked, ...]) -> Iterator[Problem]:
    from care2040.files.problems import Problem, did_you_mean

    for option, kind, given, allowed in asked:
        for one in given or ():
            if one not in allowed:
                yield Problem(option, 1, 1, "E402", f"there is no {kind} '{one}'", did_you_mean(one, allowed))


def _cannot(left_out: dict[str, str], folder: Path) -> InvalidInput:
    from care2040.files.problems import InvalidInput, Problem

    told = {name: f"the figure '{name}' cannot be drawn: {why}" for name, why in left_out.items()}
    return InvalidInput(Problem(str(folder), 1, 1, "E926", message) for message in told.values())


def _show(count: int, place: Path, written: list[str], left_out: Mapping[str, str], form: Form) -> None:
    import json

    from care2040.reports.formats.figure_album import DOCUMENT

    if form == "json":
        told = {"folder": str(place.resolve()), "figures": count, "files": written, "left_out": dict(left_out)}
        print(json.dumps(told, indent=2))
        return
    console = screen()
    number = "one" if count == 1 else "many"
    console.print(say("drawn", number, count=count, place=from_here(place)), markup=False)
    console.print(say("drawn", "document", document=DOCUMENT), markup=False)
