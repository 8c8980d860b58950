"""The command line, called in an empty folder, and a small experiment."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from care2040.cli import app
from care2040.study.project import Project, open_project

SMALL = """\
title: {en: Small, nl: Klein}
question: {en: Does it run?, nl: Loopt het?}
end: 2027
resolution: city
indicators: [care_share_needed, shortage, minors]
"""


@pytest.fixture(scope="session")
def project() -> Project:
    return open_project()


@pytest.fixture
def call(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call a command in an empty folder; the parameters, which no test changes, are read once."""
    monkeypatch.chdir(tmp_path)
    for command in ("run", "explain"):
        monkeypatch.setattr(sys.modules[f"care2040.cli.{command}"], "open_project", lambda: project)

    def invoke(*words: object) -> Result:
        result = CliRunner().invoke(app.app, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return file
