"""Lists of all names, and what is told of each."""

from collections.abc import Callable

import pytest
from typer.testing import Result

from care2040.study.project import Project


@pytest.mark.parametrize(
    ("kind", "name", "unit"),
    [
        ("experiments", "one_in_four", "2024-2041"),
        ("parameters", "absorbed_share", "dimensionless"),
        ("indicators", "waiting_time_social_rent", "year"),
        ("levers", "carer_respite", "10.0 million"),
        ("packages", "all_together", "care_and_digital"),
    ],
)
def test_lists_name_everything_with_its_unit(call: Callable[..., Result], kind: str, name: str, unit: str) -> None:
    result = call("list", kind)
    assert result.exit_code == 0, result.output
    (row,) = [line for line in result.stdout.splitlines() if line.split()[:1] == [name]]
    assert unit in row
    assert row == row.rstrip()


def test_the_list_of_parameters_is_complete(call: Callable[..., Result], project: Project) -> None:
    listed = {line.split()[0] for line in call("list", "parameters").stdout.splitlines() if line.strip()}
    assert set(project.parameters) <= listed


def test_an_equation_is_explained_with_what_it_reads_and_who_reads_it(call: Callable[..., Result]) -> None:
    told = call("explain", "shortage").stdout
    for part in ("indicator", "person", "reads", "workers_needed", "def shortage(", "shares.py:"):
        assert part in told


def test_a_flow_is_explained_with_both_its_ends(call: Callable[..., Result]) -> None:
    told = " ".join(call("explain", "deaths").stdout.split())
    assert "from residents" in told
    assert "to outside the model" in told
    assert "moved by" in call("explain", "residents").stdout


def test_the_list_of_levers_tells_when_what_it_costs_and_how_sure_it_is(call: Callable[..., Result]) -> None:
    rows = {line.split()[0]: line for line in call("list", "levers").stdout.splitlines() if line.strip()}
    assert len(rows) == 28 + 2, "a head and a line under it"
    for part in (
        "affordable roof",
        "city",
        "2026, full in 4",
        " 1 ",
        "8.0 million",
        " B ",
        " 60 ",
        " own ",
        "judged",
        "Housing First",
    ):
        assert part in rows["housing_first"]
    assert "district" in rows["prevention"]


def test_a_lever_is_explained_in_full(call: Callable[..., Result]) -> None:
    told = call("explain", "housing_first").stdout
    for part in (
        "Some 150 homeless people a year more",
        "affordable_roof, all_together",
        "works 1 year after it is paid",
        "housing_first_success_share: 0.55, range 0.4 to 0.7, judged",
        "homeless_people down",
        "municipality 7.0 million, health insurer 1.0 million",
        "who decides   the city\n",
        "60 fte of care staff at full effort",
        "B, judged: 83 %",
        "Trimbos",
        "Eerst een Thuis",
        "levers.yaml:",
    ):
        assert part in told, part
    assert "by need: as poor_households_at_start" in call("explain", "prevention").stdout


def test_a_package_is_explained_with_its_levers_and_what_they_cost(call: Callable[..., Result]) -> None:
    told = call("explain", "financial_security").stdout
    for part in ("package of 4 levers", "debt_prevention: Debt prevention", "103.0 million euros", "Bestaanszekerheid"):
        assert part in told, part


def test_a_parameter_is_explained_with_value_range_and_source(call: Callable[..., Result]) -> None:
    told = call("explain", "absorbed_share").stdout
    for part in ("parameter", "dimensionless", "value", "range", "source", "technology.yaml:", "read by"):
        assert part in told


@pytest.mark.slow
def test_names_of_every_kind_can_be_explained(project: Project, call: Callable[..., Result]) -> None:
    names = sorted([*project.parameters, *project.model.equations])
    for name in names[::9]:
        assert call("explain", name).exit_code == 0, name


def test_an_unknown_name_is_told_with_the_nearest(call: Callable[..., Result]) -> None:
    result = call("explain", "shortge")
    assert result.exit_code == 3
    assert "did you mean 'shortage'?" in result.stderr


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("check", "-h"), ("list", "-h"), ("explain", "-h")])
def test_every_command_has_help(call: Callable[..., Result], words: tuple[str, ...]) -> None:
    result = call(*words)
    assert result.exit_code == 0
    assert "--help" in result.stdout
