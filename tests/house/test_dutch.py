"""Dutch everywhere: a name for whatever can be shown, and no code names or mixed spellings in what readers see."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from care2040.files.package_files import package_folder
from care2040.files.yaml_document import read
from care2040.language.axes import AXES, DETAIL_AXES
from care2040.study.project import Project, open_project
from care2040.wording.assumptions import OF_LEVERS, assumption_name
from care2040.wording.names import future_titles, lever_titles, name_of
from care2040.wording.texts import texts

ROOT = Path(__file__).parents[2]
READ = (
    "parameters/national/levers.yaml",
    "parameters/national/futures.yaml",
    "model/care2040/analysis/feedback/loops.yaml",
    "model/care2040/reports/site/texts.yaml",
    "model/care2040/wording/assumptions.yaml",
    *(
        f"model/care2040/wording/texts/{name}.yaml"
        for name in ("figures", "tables", "documents", "terminal", "help", "codes", "sheets", "monitor", "cities")
    ),
    *(f"experiments/{path.name}" for path in sorted((ROOT / "experiments").glob("*.yaml"))),
)
"""Files with texts in Dutch."""
MENDED = {
    r"\d %": "write 30%, in one way",
    r"[Kk]ring(en)?\b": "terugkoppeling",
    r"[Zz]onder ander beleid": "bij ongewijzigd beleid",
    r"[Dd]ure woning": "schaarse woningen",
    r"soorten beleid": "beleidsvarianten",
    r"Shapleywaarde": "Shapley-waarde",
    r"procentpunten": "procentpunt",
    r"woningzoekers": "reguliere woningzoekenden",
    r"geestelijke zorg": "ggz",
    r"nu en dan": "vaker dan incidenteel",
    r"\bspaart\b": "bespaart",
    r"passend gemaakt|geijkt": "gekalibreerd",
    r"[Ii]nkomens(hulp|steun)\b": "inkomensondersteuning",
}
"""What stood here before, and what to write instead."""


@pytest.fixture(autouse=True)
def own_levers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the levers of the package, also after tests that lay others in their place."""
    monkeypatch.setattr("care2040.wording.names.package_folder", package_folder)


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


def dutch_texts(data: object, told: bool = False) -> Iterator[str]:
    """Give every text below a key ``nl``."""
    if isinstance(data, str):
        if told:
            yield data
        return
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, below in members:
        yield from dutch_texts(below, told or key == "nl")


def test_everything_that_can_be_asked_has_a_name_in_dutch(project: Project) -> None:
    named = texts("figures")["nl"]["indicators"]
    assert sorted(set(project.model.askable) - set(named)) == []
    unlike = {words["subject"] for words in named.values()}
    twice = [name for name in unlike if sum(words["subject"] == name for words in named.values()) > 1]
    assert sorted(twice) == ["Tekort aan zorgmedewerkers"], "two things that a reader cannot tell apart"


def test_every_unit_of_what_can_be_asked_has_a_name_in_both_languages(project: Project) -> None:
    units = {one.unit for one in project.model.askable.values()}
    for language in ("nl", "en"):
        assert sorted(units - set(texts("figures")[language]["units"])) == []


def test_every_assumption_that_is_drawn_has_a_name_in_dutch(project: Project) -> None:
    called = read(ROOT / "model/care2040/wording/assumptions.yaml").data
    drawn = [name for name, one in project.parameters.items() if one.range is not None]
    assert [name for name in drawn if name not in called and not name.endswith(tuple(OF_LEVERS))] == []
    of_levers = [assumption_name(name, "nl") for name in drawn if name not in called]
    assert [name for name in of_levers if not name.startswith(("prijs van", "personeel voor"))] == []


def test_every_policy_scenario_lever_and_loop_that_is_shipped_has_a_name_in_dutch(project: Project) -> None:
    known, titles = texts("figures")["nl"], lever_titles("nl")
    assert set(project.levers.levers) <= set(titles)
    for path in project.experiments.values():
        experiment = project.experiment(path)
        assert [name for name in experiment.policies if name not in {*known["policies"], *titles}] == []
        assert [name for name in experiment.scenarios if name not in {*known["scenarios"], *future_titles("nl")}] == []
    assert name_of("scenarios", "without_quits", "nl").startswith("zonder ")


def test_every_part_of_an_indicator_has_a_name_in_dutch() -> None:
    parts = {
        str(member) for axis, members in AXES.items() if axis not in {*DETAIL_AXES, "district"} for member in members
    }
    assert sorted(parts - {*texts("figures")["nl"]["payers"], *texts("figures")["nl"]["parts"]}) == []


@pytest.mark.parametrize("file", [name for name in READ if (ROOT / name).is_file()])
def test_words_that_were_mended_do_not_come_back(file: str) -> None:
    for text in dutch_texts(read(ROOT / file).data):
        for pattern, better in MENDED.items():
            assert not re.search(pattern, text), f"'{text}': {better}"


@pytest.mark.parametrize("file", [name for name in READ if name.startswith("experiments/")])
def test_no_code_name_stands_in_what_an_experiment_says_in_dutch(file: str) -> None:
    data = read(ROOT / file).data
    for key in ("title", "question", "reading"):
        for text in dutch_texts(data.get(key, {})):
            assert not re.search(r"\b[a-z]+_[a-z_]+\b", text), text
