"""Copies of the project, as editions to compare."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from care2040.files.package_files import package, package_folder

QUESTION = """\
title: {en: Small, nl: Klein}
question: {en: What moved?, nl: Wat verschoof er?}
end: 2027
scenarios: {evidence: {}}
policies: {as_is: {}}
indicators: [care_share_needed, shortage, all_care_workers]
"""

Changes = dict[str, tuple[str, str]]
Copy = Callable[..., Path]

QUITS = ("  value: 0.075\n  range: [0.06", "  value: 0.08\n  range: [0.06")
PARAMETER: Changes = {"parameters/national/workforce.yaml": QUITS}
LAW: Changes = {
    "model/care2040/sectors/workforce.py": (
        "return ordinary_quits * quit_effect",
        "return 1.01 * ordinary_quits * quit_effect",
    )
}


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project as it is, as a checkout with one small experiment beside its own."""
    return written_out(tmp_path_factory.mktemp("editions") / "plain")


@pytest.fixture
def changed(plain: Path, tmp_path: Path) -> Copy:
    """Return what makes a copy in which, in some files, a text is another one."""

    def of(name: str, changes: Changes) -> Path:
        place = tmp_path / name
        shutil.copytree(plain, place)
        for file, (old, new) in changes.items():
            text = (place / file).read_text(encoding="utf-8")
            assert old in text, f"{file} does not hold {old!r}"
            (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return place

    return of


def written_out(place: Path) -> Path:
    """Write the project out as a checkout."""
    inside = {"parameters", "experiments", "memos"}

    def ignored(folder: str, names: list[str]) -> set[str]:
        return inside & {*names} if Path(folder) == package() else set()

    shutil.copytree(package(), place / "model" / "care2040", ignore=ignored)
    for name in ("parameters", "experiments"):
        shutil.copytree(package_folder(name), place / name)  # type: ignore[arg-type]
    (place / "memos").mkdir()
    (place / "experiments" / "small.yaml").write_text(QUESTION, encoding="utf-8")
    return place
