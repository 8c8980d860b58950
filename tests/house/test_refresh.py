"""Files that are made from the code: what is stale is told, and written again."""

from functools import partial
from pathlib import Path

import pytest
from tools.refresh import refresh
from typer import Typer
from typer.testing import CliRunner


def test_stale_files_are_told_and_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "page.md").write_text("old", encoding="utf-8")
    (tmp_path / "slow.md").write_text("of yesterday", encoding="utf-8")
    monkeypatch.setattr(refresh, "GENERATED", {"page.md": lambda: "new"})
    monkeypatch.setattr(refresh, "SLOW", {"slow.md": (lambda text: text.endswith("today"), lambda: "of today")})
    monkeypatch.setattr(refresh, "__file__", str(tmp_path / "tools" / "refresh" / "refresh.py"))
    own = Typer()
    own.command()(refresh.refresh)
    call = partial(CliRunner().invoke, own)
    stale = call(["--check"])
    assert stale.exit_code == 1
    assert "page.md, slow.md" in stale.stderr
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == "old"
    assert call([]).exit_code == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "slow.md").read_text(encoding="utf-8") == "of today"
    assert call(["--check"]).exit_code == 0
