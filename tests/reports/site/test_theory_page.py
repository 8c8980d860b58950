"""The page of the theory of change: figure, two sentences and tables for each difference maker, in both languages."""

import re
from pathlib import Path

import pytest

from care2040.study.export.site import behaviour, write_site
from care2040.study.project import Project, open_project
from care2040.study.theory import Theory, theory_of_change

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def theory() -> Theory:
    return theory_of_change(open_project(), ["promising_youth"])


@pytest.fixture(scope="module")
def folder(theory: Theory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to: Path = tmp_path_factory.mktemp("site") / "pages"
    project: Project = open_project()
    write_site(project, to, behaviour(project, None), theory=theory.as_dataset())
    return to


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("", ("Theory of change", "Young mental complaints", "after 5 years half of that is there", "only later")),
        ("nl", ("Hoe het werkt", "Psychische klachten jongeren", "na 5 jaar is daar de helft", "pas later")),
    ],
)
def test_the_page_tells_of_every_step(folder: Path, theory: Theory, where: str, said: tuple[str, ...]) -> None:
    text = (folder / where / "theory.html").read_text(encoding="utf-8")
    told = words(text)
    assert all(one.lower() in told.lower() for one in said), told
    assert "{" not in told
    (chain,) = theory.chains
    rows = re.findall(r'<tr><th><a href="([a-z_]+)\.html#([a-z_]+)">', text)
    assert [name for _, name in rows] == [step.name for step in chain.steps]
    for file, name in rows:
        assert f'id="{name}"' in (folder / where / f"{file}.html").read_text(encoding="utf-8")
    assert text.count("→</td>") == len(list(chain.shown(theory.least)))


@pytest.mark.parametrize("where", ["", "nl"])
def test_the_figure_lies_beside_the_page_and_has_words_for_who_cannot_see_it(folder: Path, where: str) -> None:
    text = (folder / where / "theory.html").read_text(encoding="utf-8")
    (picture, alt), *_ = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', text)
    assert (folder / where / picture).read_text(encoding="utf-8").startswith("<?xml")
    assert len(alt) > 100
    assert 'href="theory.html"' in (folder / where / "index.html").read_text(encoding="utf-8")


def test_without_a_theory_there_is_no_such_page(tmp_path: Path) -> None:
    project = open_project()
    written = write_site(project, tmp_path / "pages", behaviour(project, None))
    assert "theory.html" not in written
    assert "theory.html" not in (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
