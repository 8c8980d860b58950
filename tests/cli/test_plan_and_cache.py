"""``care2040 explain --plan`` shows the loops, ``care2040 cache`` what is kept, and ``export`` writes for web pages."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from care2040.cli import app
from care2040.files.memory import cache

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Result:
        return CliRunner().invoke(app.app, [str(word) for word in words])

    return run


def test_the_loops_of_a_quantity_are_shown_with_its_law(call: Call) -> None:
    told = call("explain", "hires", "--plan").stdout
    assert "rates: 2 of " in told
    assert "  for domain of 6:" in told
    assert "hires(domain) = MIN(" in told
    assert "open_posts_reference(domain)" in told


def test_without_a_name_all_loops_are_shown(call: Call) -> None:
    lines = call("explain", "--plan").stdout.splitlines()
    programs = [line.partition(":")[0] for line in lines if line and not line.startswith(" ")]
    assert {"start", "rates", "look", "still", "follow", "moment", "turn", "check", "leave"} <= {*programs}
    assert len(lines) > 3000


def test_who_asks_for_nothing_is_told_what_to_ask(call: Call) -> None:
    result = call("explain")
    assert result.exit_code == 2
    assert "say what to explain" in " ".join(result.stderr.split())
    unknown = call("explain", "hirs", "--plan")
    assert unknown.exit_code != 0
    assert "did you mean 'hires'?" in unknown.stderr


def test_what_is_kept_is_told_and_thrown_away(call: Call, tmp_path: Path) -> None:
    assert call("cache").stdout == f"files kept: 0, 0.0 MB, in {tmp_path / 'kept'}\n"
    cache.keep("a", bytes(2**20))
    assert call("cache").stdout.startswith("files kept: 1, 1.0 MB, in ")
    assert call("--language", "nl", "cache", "--clear").stdout.startswith("weggegooide bestanden: 1, 1.0 MB, uit ")
    assert call("cache").stdout.startswith("files kept: 0,")


def test_nothing_is_kept_where_it_is_off(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, "off")
    assert call("cache").stdout == "nothing is kept, for CARE2040_CACHE is off\n"


def test_a_module_for_a_page_is_written_with_all_that_goes_with_it(call: Call, tmp_path: Path) -> None:
    result = call("export", "wasm", "one_in_four", "--to", "page", "--policy", "as_is", "--resolution", "city")
    assert result.exit_code == 0
    assert result.stdout.startswith("policies: 1; quantities on 1 January: ")
    assert {path.name for path in (tmp_path / "page").iterdir()} == {"model.wasm", "manifest.json", "driver.mjs"}
    facts = json.loads((tmp_path / "page" / "manifest.json").read_text(encoding="utf-8"))
    assert facts["experiment"] == "one_in_four"
    assert [*facts["policies"]] == ["as_is"]
    assert call("export", "js", "one_in_four", "--to", "page", "--policy", "nobody").exit_code == 3
