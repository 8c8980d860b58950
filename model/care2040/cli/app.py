"""The command line ``care2040``: every command in a file of its own; `care2040.__main__` calls it."""

from typing import Annotated, Literal

import typer

from care2040.cli.cache import cache
from care2040.cli.calibrate import calibrate
from care2040.cli.check import check
from care2040.cli.city import city
from care2040.cli.compare import compare
from care2040.cli.district import district
from care2040.cli.edition import edition
from care2040.cli.explain import explain
from care2040.cli.explorer import explorer
from care2040.cli.export import export
from care2040.cli.figures import figures
from care2040.cli.know import know
from care2040.cli.list_names import listing
from care2040.cli.loops import loops
from care2040.cli.memo import memo
from care2040.cli.monitor import monitor
from care2040.cli.observe import observe
from care2040.cli.run import run
from care2040.cli.serve import serve
from care2040.cli.site import site
from care2040.cli.theory import theory
from care2040.cli.views.completion import cities
from care2040.cli.views.console import exits
from care2040.cli.views.spoken import CITY, VARIABLE, SpokenApp, SpokenCommand
from care2040.cli.why import why
from care2040.language.cities.here import in_city

EXIT_CODES = (
    "Exit codes: 0 done, 1 the run failed, 2 wrong use, 3 invalid input, "
    "4 the folder holds another result, 130 stopped."
)

app = typer.Typer(
    name="care2040",
    cls=SpokenApp,
    help="Care in a city until 2040: the need, what supply can follow, the gap, and what policy does to it.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from care2040.results.manifest import version

        print(f"care2040 {version()}")
        raise typer.Exit


@app.callback()
def _common(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
    language: Annotated[
        Literal["en", "nl"],
        typer.Option(envvar=VARIABLE, help="Language of all that is told, this help too; may follow the command."),
    ] = "en",
    city: Annotated[
        str | None,
        typer.Option(
            CITY,
            envvar="CARE2040_CITY",
            autocompletion=cities,
            metavar="NAME|FOLDER",
            help="The city it is about; may follow the command.",
            show_default="that of the experiment or the result, else utrecht",
        ),
    ] = None,
) -> None:
    """Take the options of every command; `SpokenApp` has chosen the language before the line was read."""
    if city is not None:
        from care2040.language.cities.city_file import find_city

        with exits("text"):
            context.with_resource(in_city(find_city(city)))


app.command(cls=SpokenCommand)(run)
app.command(cls=SpokenCommand)(check)
app.command("list", cls=SpokenCommand)(listing)
app.command(cls=SpokenCommand)(explain)
app.command(cls=SpokenCommand)(why)
app.command(cls=SpokenCommand)(theory)
app.command(cls=SpokenCommand)(know)
app.command(cls=SpokenCommand)(site)
app.command(cls=SpokenCommand)(district)
app.command(cls=SpokenCommand)(figures)
app.command(cls=SpokenCommand)(calibrate)
app.command(cls=SpokenCommand)(loops)
app.command(cls=SpokenCommand)(explorer)
app.command(cls=SpokenCommand)(serve)
app.add_typer(export, name="export")
app.add_typer(observe, name="observe")
app.add_typer(city, name="city")
app.add_typer(compare, name="compare")
app.command(cls=SpokenCommand)(monitor)
app.command(cls=SpokenCommand)(memo)
app.command(cls=SpokenCommand)(edition)
app.command(cls=SpokenCommand)(cache)
