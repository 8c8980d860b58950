"""The interim review that ships, made from a run of 1,000 draws and a comparison of editions, in both languages."""

import json
import re
from pathlib import Path

import pytest
from docx import Document
from openxml_audit import FileFormat, OpenXmlValidator
from tests.analysis.test_editions import comparison

from care2040.files.package_files import package_folder
from care2040.reports.memos.memo import build
from care2040.reports.templates.tags import replaced
from care2040.study.project import open_project

pytestmark = pytest.mark.slow

HALF_WAY = {
    "name": "half_way",
    "title": {"en": "Half-way", "nl": "Halverwege"},
    "question": {"en": "What came?", "nl": "Wat kwam er?"},
    "monitor": True,
    "start": 2016,
    "draws": 1000,
    "resolution": "city",
    "indicators": ["care_share_needed", "shortage"],
}
HEADINGS = {
    "tussenstand.nl": ["Wat we verwachtten", "Wat er kwam", "Wat dat verandert", "Waar we op letten"],
    "interim_review.en": ["What we expected", "What came", "What that changes", "What to watch"],
}
OF_THE_MODEL = {
    "tussenstand.nl": "Wat er aan het model zelf veranderde",
    "interim_review.en": "What changed in the model itself",
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("outputs") / "half_way"
    open_project().run(HALF_WAY, to=place)
    return place


@pytest.mark.parametrize("name", HEADINGS)
def test_the_review_has_its_four_parts_and_opens_in_word(name: str, result: Path, tmp_path: Path) -> None:
    (path, *_) = build(package_folder("memos") / f"{name}.docx", [result], tmp_path / "memo.docx").files
    assert not OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(path).errors
    document = Document(str(path))
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == HEADINGS[name]
    assert OF_THE_MODEL[name] not in [one.text for one in document.paragraphs]
    assert len(document.tables) == 3
    text = "\n".join(one.text for one in document.paragraphs)
    assert not re.search(r"[{}]|\bNone\b|\bnan\b", text)


def test_with_a_comparison_it_tells_what_the_model_itself_changed(result: Path, tmp_path: Path) -> None:
    edition = tmp_path / "edition.json"
    edition.write_text(json.dumps(comparison().as_data()), encoding="utf-8")
    template = package_folder("memos") / "tussenstand.nl.md"
    (path, *_) = build(template, [result], tmp_path / "memo.md", edition=edition).files
    text = path.read_text("utf-8")
    assert "### Wat er aan het model zelf veranderde" in text
    assert "Tekort aan zorgmedewerkers (personen)" in text


@pytest.mark.parametrize("name", HEADINGS)
def test_no_number_is_typed(name: str) -> None:
    text = replaced((package_folder("memos") / f"{name}.md").read_text("utf-8"))
    assert not re.findall(r"\d[\d.,]*", re.sub(r"\b(2016|2024|2040)\b", "", text))
