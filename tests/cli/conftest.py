"""The command line, called in a folder, a small experiment, and a brief one with its result."""

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

BRIEF = """\
title: {en: Brief, nl: Kort}
question: {en: Does respite help?, nl: Helpt respijt?}
end: 2028
resolution: city
policies: {as_is: {}, respite: {carer_respite: {effort: 1, from: 2024, full_by: 2025}}}
indicators: [shortage, heavily_burdened_share]
"""


@pytest.fixture(scope="session")
def project() -> Project:
    return open_project()


@pytest.fixture
def caller(project: Project, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Callable[..., Result]]:
    """Return what calls commands in a folder; the parameters, which no test changes, are read once."""

    def of(folder: Path, *commands: str) -> Callable[..., Result]:
        monkeypatch.chdir(folder)
        for command in commands:
            monkeypatch.setattr(sys.modules[f"care2040.cli.{command}"], "open_project", lambda: project)
        return invoke

    return of


def invoke(*words: object) -> Result:
    result = CliRunner().invoke(app.app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def call(caller: Callable[..., Callable[..., Result]], tmp_path: Path) -> Callable[..., Result]:
    """Call a command in an empty folder."""
    return caller(tmp_path, "run", "explain")


@pytest.fixture(scope="session")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an experiment of four years and two policies, and its result."""
    folder = tmp_path_factory.mktemp("brief")
    (folder / "brief.yaml").write_text(BRIEF, encoding="utf-8")
    done = invoke("run", folder / "brief.yaml", "--to", folder / "brief")
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return file
