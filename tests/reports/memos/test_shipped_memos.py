"""The memos that ship, built from the shipped experiments: both languages, from Word and from Markdown."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest
import xarray as xr
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import FileFormat, OpenXmlValidator
from tests.conftest import Whole
from tests.reports.memos.strict_copy import strict_copy

from care2040 import figures
from care2040.analysis.levers import attribution
from care2040.engine.simulation import simulate
from care2040.figures.canvas import export
from care2040.files.package_files import package_folder
from care2040.inputs.experiments.experiment import Wedges
from care2040.reports.memos.memo import BuiltMemo, build
from care2040.reports.templates.tags import replaced
from care2040.results import manifest, netcdf

pytestmark = pytest.mark.slow

MEMOS = {"een_op_vier": "nl", "one_in_four": "en"}
NAMES = [f"{name}.{language}" for name, language in MEMOS.items()]
USED = ("one_in_four", "difference_makers", "no_growth_beyond_demography")
DRAWN: dict[str, dict[str, figures.Width]] = {
    "one_in_four": {"one_in_four": "full", "districts": "half"},
    "difference_makers": {"packages": "half"},
}
HEADINGS = {
    "een_op_vier.nl": [
        *("De vraag", "Het antwoord", "Wat zou er waar moeten zijn voor een op de vier?"),
        *("Wat de verschilmakers doen", "Hoe zeker is dit?"),
        *("Wat deze memo niet zegt", "Bronnen"),
    ],
    "one_in_four.en": [
        *("The question", "The answer", "What would have to be true for one in four?"),
        *("What the difference makers do", "How sure is this?"),
        *("What this memo does not say", "Sources"),
    ],
}


def run(whole: Whole, name: str) -> xr.Dataset:
    """Run a shipped experiment; for the city as one where no district is shown, and with few levers in the wedges."""
    experiment = whole.shipped(name)
    if name != "one_in_four":
        experiment = replace(experiment, resolution="city")
    if experiment.wedges is None:
        return simulate.run(whole.model, experiment, whole.parameters)
    few = Wedges(policy="living_together_healthily", indicator="care_share_needed", year=2040, scenario="evidence")
    dataset = simulate.run(whole.model, experiment, whole.parameters)
    return attribution.attach(dataset, attribution.wedges(whole.model, experiment, whole.parameters, few))


@pytest.fixture(scope="module")
def results(whole: Whole, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    place = tmp_path_factory.mktemp("outputs")
    for name in USED:
        made = manifest.begin(package_folder("experiments") / f"{name}.yaml", ("care2040", "run", name))
        facts = manifest.describe(whole.shipped(name), made)
        (place / name).mkdir()
        dataset = netcdf.with_attributes(run(whole, name), facts)
        netcdf.write_netcdf(dataset, place / name / "run.nc")
        # Once for both forms; a run draws its figures too.
        for figure, width in DRAWN.get(name, {}).items():
            for language in figures.LANGUAGES:
                export.write(figures.draw(figure, dataset, language, width), place / name / "figures", figure)
        manifest.write(facts, place / name, made)
    return tuple(place / name for name in USED)


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def built(name: str, results: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, BuiltMemo]:
    """The memo from Word as Word, and from Markdown as Markdown."""
    place = tmp_path_factory.mktemp("memos")
    return {
        ending: build(package_folder("memos") / f"{name}.{ending}", results, place / f"{name}.{ending}")
        for ending in ("docx", "md")
    }


def test_the_word_memo_opens_without_repair_and_holds_what_it_should(name: str, built: dict[str, BuiltMemo]) -> None:
    path = built["docx"].files[0]
    assert not OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(path).errors
    document = Document(str(path))
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings == HEADINGS[name]
    body = document.element.body
    assert [bool(node.get("descr")) for node in body.iter(qn("wp:docPr"))] == [True] * 3
    assert sum("SEQ" in (node.text or "") for node in body.iter(qn("w:instrText"))) == 5
    text = "\n".join(each.text for each in document.paragraphs)
    assert not re.search(r"[{}]|\bNone\b|\bnan\b", text)
    assert ("een op de vier" if name.endswith("nl") else "one in four") in text


def test_a_strict_copy_of_the_template_gives_the_same_memo(
    name: str, built: dict[str, BuiltMemo], results: tuple[Path, ...], tmp_path: Path
) -> None:
    template = strict_copy(package_folder("memos") / f"{name}.docx", tmp_path / f"strict.{MEMOS[name[:-3]]}.docx")
    (path,) = build(template, results, tmp_path / "memo.docx").files
    with zipfile.ZipFile(path) as made, zipfile.ZipFile(built["docx"].files[0]) as usual:
        assert made.namelist() == usual.namelist()
        for part in ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footer1.xml"):
            assert canonicalize(made.read(part)) == canonicalize(usual.read(part)), part


def test_both_forms_say_the_same(built: dict[str, BuiltMemo]) -> None:
    said = [each.text for each in Document(str(built["docx"].files[0])).paragraphs]
    text = built["md"].files[0].read_text("utf-8").partition("<!--")[0]
    plain = re.sub(r"[\\*#>]|^- ", "", text, flags=re.MULTILINE)
    for line in said:
        if line and not re.match(r"(Figuur|Figure|Tabel|Table) \d", line):
            assert line in plain, line


def test_no_number_is_typed(name: str) -> None:
    text = replaced((package_folder("memos") / f"{name}.md").read_text("utf-8"))
    digits = re.findall(r"\d[\d.,]*", re.sub(r"\b(2000|2010|2024|2040)\b|\b20[01]0s\b", "", text))
    assert not digits
