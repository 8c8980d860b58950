"""Finding a name: the list searched, filtered and as JSON, and what the Tab key completes without loading the model."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from care2040.cli import app, list_names
from care2040.cli.views import completion
from care2040.language.cities.city_file import find_city
from care2040.language.cities.here import in_city
from care2040.study.project import open_project

HEAVY = ("numpy", "pandas", "xarray", "yaml", "rich.table", "pydantic", "matplotlib")


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app.app, [*words])


def names(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [next(iter(entry.values())) for entry in json.loads(result.stdout)]


def test_words_are_searched_in_names_and_meanings(call: Callable[..., Result]) -> None:
    assert names(call("list", "levers", "RESPITE", "--format", "json")) == ["carer_respite"]
    both = names(call("list", "parameters", "social", "move", "--format", "json"))
    assert "social_homes_per_move" in both
    assert len(both) < len(names(call("list", "parameters", "social", "--format", "json")))
    told = call("list", "indicators", "waiting time")
    assert "waiting_time_social_rent" in told.stdout
    assert "of 169 indicators" in told.stderr.replace(f"of {len(open_project().model.askable)}", "of 169")


def test_a_list_is_filtered_by_kind_sector_and_standing(call: Callable[..., Result]) -> None:
    project = open_project()
    stocks = names(call("list", "indicators", "--kind", "stock", "--sector", "housing", "--format", "json"))
    held = {name for name, one in project.model.stocks.items() if one.sector == "housing"}
    assert stocks
    assert set(stocks) <= held
    judged = names(call("list", "parameters", "--standing", "judged", "--format", "json"))
    assert set(judged) == {name for name, one in project.parameters.items() if one.standing == "judged"}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("parameters", "--standing", "guessed"), "allowed: calibrated"),
        (("parameters", "--kind", "stock"), "no kind"),
        (("indicators", "--sector", "houses"), "housing"),
    ],
)
def test_a_filter_that_nothing_can_pass_says_what_is_allowed(
    call: Callable[..., Result], words: tuple[str, ...], hint: str
) -> None:
    result = call("list", *words)
    assert result.exit_code == 2
    assert hint in " ".join(result.stderr.replace("│", " ").split())


def test_words_that_fit_nothing_say_so(call: Callable[..., Result]) -> None:
    result = call("list", "levers", "submarine")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "nothing of the 28 levers fits" in result.stderr
    assert call("list", "levers", "submarine", "--format", "json").stdout.strip() == "[]"


def test_on_a_narrow_terminal_nothing_is_cut_off(
    call: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(list_names, "screen", lambda: Console(width=80, force_terminal=True, color_system=None))
    heads, rows = list_names.MAKERS["parameters"]()
    list_names.print_entries([dict(zip(heads, row, strict=True)) for row in rows])
    told = capsys.readouterr().out
    assert "…" not in told
    whole = " ".join(told.split())
    assert all(f"{row[0]} " in whole and " ".join(row[-2].split()) in whole for row in map(tuple, heads and rows))


def test_lists_have_dutch_heads_and_meanings(call: Callable[..., Result]) -> None:
    told = call("--language", "nl", "list", "indicators", "shortage_fte").stdout
    assert told.split()[:2] == ["indicator", "eenheid"]
    assert "Tekort aan zorgmedewerkers" in told


def test_tab_completes_the_names_that_the_model_has() -> None:
    project = open_project()
    assert set(completion.experiments("")) >= set(project.experiments)
    assert set(completion.levers("")) == {*project.levers.levers, *project.levers.packages}
    known = set(completion.names(""))
    assert set(project.model.askable) <= set(completion.indicators(""))
    declared = {name for name in project.parameters if not name.endswith(("_effort", "_budget", "_price", "_staff"))}
    assert declared <= known
    assert known <= {*project.model.equations, *project.parameters, *completion.levers("")}
    assert completion.indicators("shortage_f") == ["shortage_fte"]


def test_own_files_are_completed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "question.yaml").write_text("title: x", encoding="utf-8")
    assert completion.experiments("mine/q") == ["mine/question.yaml"]


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Press Tab at the end of a line, as bash does."""

    def pressed(line: str) -> list[str]:
        monkeypatch.setenv("_CARE2040_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
        return CliRunner().invoke(app.app, [], prog_name="care2040").stdout.split()

    return pressed


def test_tab_completes_what_the_city_of_the_line_has(
    tab: Callable[[str], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tab("care2040 district over") == ["overvecht"]
    assert tab("care2040 --city amersfoort district over") == []
    for line in ("--city amersfoort district soe", "district --city amersfoort soe", "district --city=amersfoort soe"):
        assert tab(f"care2040 {line}") == ["soesterkwartier"], line
    assert set(tab("care2040 district ")) == {*find_city("utrecht").members}
    assert tab("care2040 --city am") == ["amersfoort"]
    assert tab("care2040 compare cities one_in_four --city ut") == ["utrecht"]
    own = tmp_path / "nijmegen"
    shutil.copytree(find_city("amersfoort").folder or own, own)
    levers = "levers:\n  more_nurses:\n    title: x\npackages:\n"
    (own / "levers.yaml").write_text(levers, encoding="utf-8")
    (own / "housing.yaml").write_text("homes_at_the_waal:\n  about: x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert tab("care2040 explain homes_at_the") == tab("care2040 theory more_nur") == []
    assert tab("care2040 explain --city nijmegen homes_at_the") == ["homes_at_the_waal"]
    assert tab("care2040 --city nijmegen theory more_nur") == ["more_nurses"]
    assert tab("care2040 --city nij") == ["nijmegen"]
    monkeypatch.setenv("CARE2040_CITY", "nijmegen")
    assert tab("care2040 explain homes_at_the") == ["homes_at_the_waal"]


def test_what_tab_completes_of_a_city_is_what_it_has() -> None:
    context = SimpleNamespace(find_root=lambda: SimpleNamespace(params={"city": "amersfoort"}))
    with in_city(find_city("amersfoort")) as city:
        project = open_project()
        assert tuple(completion.districts("", context)) == tuple(sorted(city.members))
        held = {*project.model.equations, *project.parameters, *completion.levers("", context)}
        assert set(completion.names("", context)) <= held


def test_completing_loads_nothing_heavy() -> None:
    code = (
        "import sys; from care2040.cli import app; from care2040.cli.views import completion; completion.names('');"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_each_shell_gets_its_completion(shell: str) -> None:
    asked = {"_CARE2040_COMPLETE": f"complete_{shell}", "COMP_WORDS": "care2040 explain shortage_f", "COMP_CWORD": "2"}
    asked |= {"_TYPER_COMPLETE_ARGS": "care2040 explain shortage_f", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "shortage_f"}
    asked |= {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    run = [sys.executable, "-c", "from care2040.cli.app import app; app(prog_name='care2040')"]
    told = subprocess.run(run, capture_output=True, text=True, check=False, env=os.environ | asked)
    assert "shortage_fte" in told.stdout, told.stderr


def test_a_list_is_searched_by_dutch_names_too(call: Callable[..., Result]) -> None:
    for kind, words, name in (
        ("indicators", ("wachttijd", "huur"), "waiting_time_social_rent"),
        ("parameters", ("drempel", "belasting"), "burden_beyond"),
        ("levers", ("respijtzorg",), "carer_respite"),
        ("packages", ("betaalbaar", "dak"), "affordable_roof"),
        ("loops", ("wachten", "zwaardere"), "R10"),
        ("laws", ("banen",), "jobs_as_planned"),
        ("experiments", ("ravijnjaar",), "funding_cliff_2026"),
    ):
        for language in ("en", "nl"):
            told = call("--language", language, "list", kind, *words, "--format", "json").stdout
            assert name in [next(iter(one.values())) for one in json.loads(told)], (kind, language)
            assert "also called" not in told
