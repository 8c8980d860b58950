"""What the terminal shows while a run goes on, and of its numbers at the end."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import typer
import xarray as xr
from rich.console import Console
from typer.testing import Result

from care2040.cli import run as run_command
from care2040.cli.views import progress, summary
from care2040.cli.views.console import STOPPED


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def told_by(console: Console, until: float, steps: int) -> str:
    """Return what is told of a job of that many seconds in equal steps."""
    clock = Clock()
    with console.capture() as captured, progress.Progress("running", console, clock) as report:
        for done in range(1, steps + 1):
            clock.now = until * done / steps
            report(done, steps)
    return captured.get()


def test_a_short_job_tells_nothing() -> None:
    assert told_by(Console(force_terminal=False), 1.9, 10) == ""


def test_a_long_job_tells_now_and_then_in_plain_lines_how_long_it_takes() -> None:
    lines = told_by(Console(force_terminal=False, width=200), 20, 20).splitlines()
    assert lines == [f"running: {done} of 20, {20 - done} s left" for done in (2, 7, 12, 17)]


def test_what_goes_before_the_first_run_does_not_count_for_the_rest() -> None:
    console, clock = Console(force_terminal=False, width=200), Clock()
    with console.capture() as captured, progress.Progress("running", console, clock) as report:
        for clock.now, done in ((10.0, 0), (11.0, 1), (16.0, 6)):
            report(done, 20)
    assert captured.get().splitlines() == ["running: 1 of 20, 19 s left", "running: 6 of 20, 14 s left"]


def test_on_a_terminal_there_is_a_bar_with_the_time_left() -> None:
    told = told_by(Console(force_terminal=True, width=100), 120, 10)
    assert "5/10" in told
    assert "1 min left" in told


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (59.4, "59 s"), (90, "2 min"), (3600, "1 h 0 min"), (7500, "2 h 5 min")]
)
def test_durations_are_told_as_people_say_them(seconds: float, text: str) -> None:
    assert progress.duration(seconds) == text


def made_up(draws: int = 1) -> xr.Dataset:
    years = np.arange(2024, 2041)
    dims = ("policy", "scenario", "draw", "year")
    growth = np.linspace(0, 1, len(years)) * np.ones((1, 2, draws, 1)) + np.linspace(0, 0.1, draws)[:, None]
    texts = {"long_name": "x", "kind": "indicator"}
    values = {
        "care_share_needed": (dims, 1 / 6 + growth / 12, texts | {"units": "dimensionless"}),
        "shortage": (dims, growth * 20_000, texts | {"units": "person"}),
        "waiting_time_social_rent": (dims, 11.1 + growth, texts | {"units": "year"}),
    }
    coords = {"policy": ["as_is"], "scenario": ["evidence", "slump"], "draw": range(draws), "year": years}
    return xr.Dataset(values, coords, {"title": "Made up", "indicators": [*values]})


def test_of_draws_the_summary_gives_the_middle_and_the_range() -> None:
    told = drawn(made_up(draws=11))
    assert "21,000" in told
    assert "20,100 to 21,900" in told
    assert "90% of 11 draws" in told


def test_the_summary_fits_a_terminal_of_eighty_columns() -> None:
    dataset = xr.concat(
        [made_up().assign_coords(scenario=["building_slump", "tight_labour_market"]), made_up()],
        "scenario",
        combine_attrs="override",
    )
    for told in (drawn(dataset), drawn(with_policies("as_is", *(f"policy_number_{n}" for n in range(7))))):
        assert re.search(r"17% .* 25%|16.7% .* 25.0%", told)
        assert "…" not in told
        assert max(len(line) for line in told.splitlines()) <= 80


def test_titles_and_folders_are_told_as_they_are(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    summary.print_answer(made_up().assign_attrs(title="More [bold]money[/]"), "text")
    summary.print_files(made_up(), tmp_path / "[draft]", "text")
    told = capsys.readouterr().out
    assert "More [bold]money[/]" in told
    assert "[draft]" in told


def test_a_run_that_ends_early_is_summed_up_to_where_it_goes() -> None:
    years = {a.year for a in summary.answers(made_up().sel(year=slice(2024, 2032)))}
    assert years == {2024, 2032}


def drawn(dataset: xr.Dataset) -> str:
    """Return the summary as a terminal of eighty columns shows it."""
    console = Console(width=80, highlight=False)
    with console.capture() as captured:
        for table in summary.tables(summary.answers(dataset), dataset):
            console.print(table, markup=False)
    return captured.get()


def with_policies(*names: str) -> xr.Dataset:
    """Return a result in which each policy after the first lowers the share by one more percentage point."""
    policies = [made_up().assign_coords(policy=[name]) for name in names]
    lowered = [one.assign(care_share_needed=one["care_share_needed"] - n / 100) for n, one in enumerate(policies)]
    return xr.concat(lowered, "policy", combine_attrs="override").assign_attrs(made_up().attrs)


def test_the_summary_tells_the_indicators_that_the_experiment_asks_for() -> None:
    asked = made_up().assign_attrs(indicators=["waiting_time_social_rent", "shortage"])
    told = drawn(asked)
    assert "Care workers needed" not in told
    assert told.index("Waiting time for social rent (years)") < told.index("Shortage of care workers (persons)")
    assert re.search(r"social rent \(years\) +11.1 +12.1 +12.1 ", told)
    assert re.search(r"care workers +16.7% +25.0%", drawn(made_up())) is None
    assert re.search(r"Care workers needed +16.7% +25.0% +25.0%", drawn(made_up()))
    assert "1 in 6" in drawn(made_up())


def test_each_policy_is_told_against_the_first_and_what_does_not_differ_by_name() -> None:
    told = drawn(with_policies("as_is", "more_homes", "both"))
    assert "difference with as is in 2040, scenario slump" in told
    assert re.search(r"Care workers needed +-1.0 +-2.0", told)
    assert "no difference that shows: Shortage of care workers (persons), Waiting time" in told.replace("\n", " ")
    assert "in the same scenario, year and draw; of shares in percentage points" in " ".join(told.split())
    (change,) = [
        a.change["value"]
        for a in summary.answers(with_policies("as_is", "b"))
        if (a.policy, a.scenario, a.indicator, a.year) == ("b", "evidence", "care_share_needed", 2040)
    ]
    assert change == pytest.approx(-0.01)


def test_points_on_a_grid_are_told_without_a_chance() -> None:
    told = drawn(made_up(draws=11).assign_attrs(design='{"method": "grid", "parameters": ["a"]}'))
    assert "20,000 to 22,000" in told
    assert "90%" not in told
    assert "Lowest to highest of the 11 points" in told


def test_the_summary_speaks_dutch(call: Callable[..., Result], small: Path) -> None:
    told = call("--language", "nl", "run", small).stdout
    assert told.startswith("Klein\nbeleid: ongewijzigd beleid")
    assert re.search(r"Inwoners jonger dan 18 jaar \(personen\) +70\.\d00", told)
    assert "Aandeel in de zorg: medewerkers" in told
    assert "Resultaten:" in told
    assert call("run", small).stdout.startswith("Small\n"), "a language holds for one command"


@pytest.mark.slow
def test_the_answer_is_told_before_its_files_are_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "title: {en: Small, nl: Klein}\nquestion: {en: It?, nl: Dit?}\nresolution: city\nindicators: [shortage]\n"
    (tmp_path / "small.yaml").write_text(text, encoding="utf-8")

    def not_written(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("care2040.reports.tables.write_result.write", not_written)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(typer.Exit) as stopped:
        run_command.run(Path("small.yaml"))
    assert stopped.value.exit_code == STOPPED
    told = capsys.readouterr().out
    assert "Shortage of care workers" in told
    assert "Results:" not in told
    assert not (tmp_path / "outputs" / "small").exists()
