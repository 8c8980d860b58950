"""What a result says of the commit it was made by."""

import subprocess
from pathlib import Path

import pytest

from care2040.results import manifest


def _git(root: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=someone", "-c", "user.email=someone@example.org")
    done = subprocess.run(["git", *identity, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_commit_of_a_checkout_is_told_and_whether_files_differ_from_it(tmp_path: Path) -> None:
    try:
        _git(tmp_path, "init", "--quiet")
    except FileNotFoundError:
        pytest.skip("git is not installed")
    assert manifest.commit(tmp_path) is None
    law = tmp_path / "model" / "care2040" / "law.py"
    law.parent.mkdir(parents=True)
    law.write_text("births = 1\n", encoding="utf-8")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "-m", "a law")
    head = _git(tmp_path, "rev-parse", "HEAD")
    assert manifest.commit(tmp_path) == {"id": head, "changed_since": False}
    (tmp_path / "notes.txt").write_text("what lies around is no part of a result", encoding="utf-8")
    assert manifest.commit(tmp_path) == {"id": head, "changed_since": False}
    law.write_text("births = 2\n", encoding="utf-8")
    assert manifest.commit(tmp_path) == {"id": head, "changed_since": True}
    facts = {"version": "1.2.3", "commit": manifest.commit(tmp_path)}
    assert manifest.maker(facts) == f"care2040 1.2.3 ({head[:9]}, changed)"


def test_without_a_checkout_or_without_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert manifest.commit(None) is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert manifest.commit(tmp_path) is None
    assert manifest.maker({"version": "1.2.3", "commit": None}) == "care2040 1.2.3"
