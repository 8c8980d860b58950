"""What the terminal shows while a run goes on, and of its numbers at the end."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from rich.console import Console

from care2040.cli.views import progress, summary


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
    coords = {"policy": ["as_is"], "scenario": ["middle", "slump"], "draw": range(draws), "year": years}
    return xr.Dataset(values, coords, {"title": "Made up"})


def test_the_summary_holds_the_numbers_that_answer_the_question() -> None:
    found = {(a.scenario, a.indicator, a.year): [*summary.lines(a).values()] for a in summary.answers(made_up())}
    assert found["middle", "care_share_needed", 2024] == ["16.7%", "6.0"]
    assert found["slump", "care_share_needed", 2040] == ["25.0%", "4.0"]
    assert found["middle", "shortage", 2031] == ["8,750"]
    assert found["middle", "waiting_time_social_rent", 2040] == ["12.1"]
    assert ("middle", "residents", 2040) not in found


def test_of_draws_the_summary_gives_the_middle_and_the_range() -> None:
    found = {(a.indicator, a.year): [*summary.lines(a).values()] for a in summary.answers(made_up(draws=11))}
    assert found["shortage", 2040] == ["21,000", "20,100 to 21,900"]


def test_the_summary_fits_a_terminal_of_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    dataset = xr.concat(
        [made_up().assign_coords(scenario=["building_slump", "tight_labour_market"]), made_up()], "scenario"
    )
    Console(width=80).print(summary._policy_table(summary.answers(dataset)))
    told = capsys.readouterr().out
    assert "25.0%" in told
    assert "…" not in told
    assert max(len(line) for line in told.splitlines()) <= 80


def test_titles_and_folders_are_told_as_they_are(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    summary.print_summary(made_up().assign_attrs(title="More [bold]money[/]"), tmp_path / "[draft]", "text")
    told = capsys.readouterr().out
    assert "More [bold]money[/]" in told
    assert "[draft]" in told


def test_a_run_that_ends_early_is_summed_up_to_where_it_goes() -> None:
    years = {a.year for a in summary.answers(made_up().sel(year=slice(2024, 2032)))}
    assert years == {2024, 2031}
