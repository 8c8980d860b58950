"""Run a campaign by hand; what breaks a rule is kept, with the seed that makes it again."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tools.campaign.bench import make_bench
from tools.campaign.campaign import campaign


def main(
    inputs: Annotated[int, typer.Option(min=1, help="How many inputs.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same inputs.")] = 1,
    kept: Annotated[Path, typer.Option(help="Folder for inputs that break a rule.")] = Path("outputs/campaign"),
) -> None:
    """Damage inputs of every kind, and say which of them did not end in a clear refusal."""
    with tempfile.TemporaryDirectory() as aside:
        bench, broken = make_bench(Path(aside)), 0
        for finding in campaign(bench, inputs, seed, kept):
            broken += 1
            print(f"{finding.kind}, seed {finding.seed}: {finding.what}\n  kept in {finding.kept}", flush=True)
    print(f"{inputs} inputs, {broken} broke a rule")
    raise typer.Exit(1 if broken else 0)


typer.run(main)
