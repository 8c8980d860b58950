"""A release: made whole in a copy of the project, or not at all."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from tools import release

ROOT = Path(__file__).parents[2]
NOT_NEEDED = (".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "dist", "outputs", "tests", "diagrams")

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


AS_SOMEBODY = ("-c", "user.name=Test", "-c", "user.email=test@example.org")


def git(folder: Path, *words: str | Path) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project as of version 0.1.0 with one commit."""
    place = tmp_path_factory.mktemp("project") / "project"
    shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(*NOT_NEEDED))
    set_version(place, "0.1.0")
    changelog = "# Changelog\n\n## Unreleased\n\n- More can be done.\n\n## 0.0.9 (2025-01-01)\n\n- It began.\n"
    (place / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    git(place, "init", "--quiet", "--initial-branch", "main")
    git(place, "add", "--all")
    git(place, *AS_SOMEBODY, "commit", "--quiet", "--no-verify", "--message", "Begin")
    git(place, "tag", "v0.0.9")
    return place


@pytest.fixture
def checkout(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout of one's own, whose release runs one short experiment."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Test")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "test@example.org")
    git(tmp_path, "clone", "--quiet", project, "checkout")
    monkeypatch.setattr(release, "CHECKS", (("-m", "care2040", "--version"),))
    monkeypatch.setattr(release, "_by_length", lambda folder: (["loops_cut"], ["how_sure"]))
    return tmp_path / "checkout"


def set_version(place: Path, version: str) -> None:
    file = place / "pyproject.toml"
    text = re.sub(r'^version = ".*"$', f'version = "{version}"', file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")


def state(place: Path) -> list[str]:
    """Return everything that a release changes."""
    asked = (("rev-parse", "HEAD"), ("tag",), ("status", "--porcelain"), ("worktree", "list"), ("branch", "--all"))
    return [*(git(place, *words) for words in asked), *sorted(path.name for path in place.iterdir())]


@pytest.mark.slow
def test_a_release_is_a_commit_with_a_tag_a_wheel_and_results(checkout: Path) -> None:
    before = state(checkout)
    changes = release.release("0.2.0", dry_run=True, root=checkout)
    assert '+version = "0.2.0"' in changes
    assert state(checkout) == before

    assert "git push --follow-tags" in release.release("0.2.0", root=checkout)
    assert git(checkout, "describe", "--exact-match") == "v0.2.0"
    assert git(checkout, "status", "--porcelain") == ""
    assert {path.name for path in (checkout / "dist").iterdir()} == {
        "care2040-0.2.0-py3-none-any.whl",
        "care2040-0.2.0.tar.gz",
    }
    assert tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]["version"] == "0.2.0"
    assert "version: 0.2.0\n" in (checkout / "CITATION.cff").read_text("utf-8")
    changelog = (checkout / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"## Unreleased\n\n## 0\.2\.0 \(20\d\d-\d\d-\d\d\)\n\n- More can be done\.", changelog)
    page = (checkout / "docs" / "releases.md").read_text("utf-8")
    (told,) = re.findall(r"^\| `loops_cut` \| `([0-9a-f]{64})` \|$", page, re.MULTILINE)
    assert told in changes, "the same experiment gave other numbers the second time"
    assert "`how_sure`" in page

    with pytest.raises(release.Refused, match=r"0\.2\.0 is released already"):
        release.release("0.2.0", root=checkout)


def change_a_file(place: Path) -> None:
    (place / "README.md").write_text("mine", encoding="utf-8")


def tell_nothing(place: Path) -> None:
    (place / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n## 0.0.9\n\n- It began.\n", encoding="utf-8")
    git(place, "commit", "--quiet", "--no-verify", "--all", "--message", "Tell nothing")


def leave_the_branch(place: Path) -> None:
    git(place, "checkout", "--quiet", "--detach")


def lose_the_citation(place: Path) -> None:
    git(place, "rm", "--quiet", "CITATION.cff")
    (place / "CITATION.cff").write_text("title: care2040\n", encoding="utf-8")
    git(place, "add", "CITATION.cff")
    git(place, "commit", "--quiet", "--no-verify", "--message", "Lose the version")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("version", "change", "told"),
    [
        ("0.2", None, "'0.2' is no version: three numbers"),
        ("v0.2.0", None, "'v0.2.0' is no version"),
        ("0.0.8", None, "0.0.8 comes before"),
        ("0.0.9", None, "0.0.9 is released already"),
        ("0.2.0", change_a_file, "the checkout holds changes"),
        ("0.2.0", leave_the_branch, "no branch is checked out"),
        ("0.2.0", tell_nothing, "CHANGELOG.md tells nothing under '## Unreleased'"),
        ("0.2.0", lose_the_citation, "CITATION.cff has 0 lines"),
    ],
)
def test_what_cannot_be_released_is_refused_and_nothing_changes(checkout: Path, version, change, told) -> None:
    if change:
        change(checkout)
    before = state(checkout)
    with pytest.raises(release.Refused) as error:
        release.release(version, root=checkout)
    assert told in str(error.value)
    assert state(checkout) == before


@pytest.mark.slow
def test_when_a_check_fails_nothing_changes(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "CHECKS", (("-c", "raise SystemExit('the code is not tidy')"),))
    before = state(checkout)
    with pytest.raises(release.Refused, match="the code is not tidy"):
        release.release("0.2.0", root=checkout)
    assert state(checkout) == before


def test_only_experiments_of_a_few_runs_are_in_the_table() -> None:
    short, long = release._by_length(ROOT / "experiments")
    assert "one_in_four" in short
    assert {"half_way_2032", "how_sure", "what_matters", "when_it_fails", "which_law"} == {*long}


def test_the_citation_is_that_of_this_version() -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert str(told["version"]) == project["version"]
    assert told["license"] == project["license"]
    assert told["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= {*told}
