"""``care2040 export``: the model for other system-dynamics tools, and for web pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from care2040.cli.cities.about import city_of_experiment
from care2040.cli.views import completion
from care2040.cli.views.console import exits, screen
from care2040.cli.views.spoken import SpokenCommand, SpokenGroup
from care2040.cli.views.words import say
from care2040.files.package_files import from_here
from care2040.study.export.xmile import ENDINGS, export_xmile
from care2040.study.project import open_project

export = typer.Typer(cls=SpokenGroup, help="Write the model for other tools.", no_args_is_help=True)


@export.command(cls=SpokenCommand)
def xmile(
    experiment: Annotated[
        Path,
        typer.Argument(
            autocompletion=completion.experiments, help="A YAML file, or the name of an experiment that is shipped."
        ),
    ],
    policy: Annotated[str, typer.Option(help="The policy of the experiment whose parameters are written.")],
    to: Annotated[Path, typer.Option(help=f"The file to write: {', '.join(ENDINGS)}.")],
    scenario: Annotated[
        str | None, typer.Option(help="The scenario.", show_default="the first of the experiment")
    ] = None,
    step: Annotated[float, typer.Option(help="Sub-step in years: 1, 0.5, 0.25, 0.125, ...")] = 0.25,
) -> None:
    """Write the model with the parameters of a policy as a flat XMILE file: one number a variable, the city as one."""
    with exits(undone="written"), city_of_experiment(experiment):
        flat = export_xmile(open_project(), experiment, policy, to, scenario, step)
        counts = {"stocks": len(flat.stocks), "flows": len(flat.flows), "auxiliaries": len(flat.auxiliaries)}
        when = {"start": f"{flat.start:.0f}", "end": f"{flat.end:.0f}", "steps": round(1 / flat.step)}
        screen().print(f"{say('export', 'held', **counts, **when)}\n{say('wrote', what=from_here(to))}", markup=False)


_Experiment = Annotated[
    Path,
    typer.Argument(
        autocompletion=completion.experiments, help="A YAML file, or the name of an experiment that is shipped."
    ),
]
_To = Annotated[Path, typer.Option(help="The folder for the module, its manifest and a driver.")]
_Policies = Annotated[
    list[str] | None, typer.Option("--policy", help="A policy; may be given again.", show_default="all")
]
_Scenario = Annotated[str | None, typer.Option(help="The scenario.", show_default="the first of the experiment")]
_Resolution = Annotated[
    Literal["district", "city"] | None,
    typer.Option(help="Districts, or the city as one.", show_default="as the experiment says"),
]


@export.command(cls=SpokenCommand)
def wasm(
    experiment: _Experiment,
    to: _To,
    policy: _Policies = None,
    scenario: _Scenario = None,
    resolution: _Resolution = None,
) -> None:
    """Write the model as WebAssembly, with all that a web page needs to run policies by itself."""
    _to_web("wasm", experiment, to, policy, scenario, resolution)


@export.command(cls=SpokenCommand)
def js(
    experiment: _Experiment,
    to: _To,
    policy: _Policies = None,
    scenario: _Scenario = None,
    resolution: _Resolution = None,
) -> None:
    """Write the model as JavaScript that one can read, with all that a web page needs to run policies by itself."""
    _to_web("js", experiment, to, policy, scenario, resolution)


def _to_web(
    form: Literal["wasm", "js"],
    experiment: Path,
    to: Path,
    policies: list[str] | None,
    scenario: str | None,
    resolution: Literal["district", "city"] | None,
) -> None:
    with exits(undone="written"), city_of_experiment(experiment):
        from care2040.study.export.web import export_web

        made = export_web(open_project(), experiment, form, to, policies or (), scenario, resolution)
        counts = {"policies": made.policies, "readings": made.readings, "flows": made.flows}
        held = say("export", "page", **counts, size=round(made.size / 1024))
        screen().print(f"{held}\n{say('wrote', what=from_here(to))}", markup=False)
