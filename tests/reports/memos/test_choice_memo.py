"""What a memo may ask of a choice, and the memo that ships on it: words and tables in, faults told."""

from pathlib import Path

import pytest
from docx import Document
from openxml_audit import FileFormat, OpenXmlValidator
from tests.figures.chosen_mixes import choice
from tests.reports.memos.conftest import Desk, dataset, stored

from care2040.cli.views import words
from care2040.files.package_files import package_folder
from care2040.results import variables

LEAST = "unmet_need_at_least_cost"


@pytest.fixture
def chosen(made_up: tuple[Path, Path], tmp_path: Path) -> Desk:
    """A desk with a result that holds a choice beside one that does not."""
    plain = dataset("best_mix_within_budget", {"as_is": 0.25}, {"evidence": 1.0, "open_ended": 1.2}, 1)
    mixes = choice()
    own = list(mixes.data_vars)
    both = plain.assign(
        {name: mixes[name].drop_vars(["policy", "scenario", "draw", "year"], errors="ignore") for name in own}
    )
    return Desk((made_up[0], stored(tmp_path / "outputs" / "best", both)), tmp_path)


def test_sentences_stand_in_a_text_or_in_a_list(chosen: Desk) -> None:
    text = chosen.text("{{ choice('common') }}\n\n{{ choice_list('worth') }}")
    assert text.startswith("Alle 4 goede mixen zetten in op")
    assert "\n- De gemeente kan in totaal 450 miljoen euro uitgeven." in text
    assert "All 4 good mixes use" in chosen.text("{{ choice('common') }}", language="en")


def test_tables_hold_the_named_mixes_and_the_levers(chosen: Desk) -> None:
    text = chosen.text("{{ choice_table('named') }}\n\n{{ choice_table('levers', rows=2) }}")
    assert "| Tekort aan zorgmedewerkers, 2040, personen | 9.000 | 6.500 | 5.000 | 5.900 |" in text
    assert "| Techniek | 100% | volle inzet | 5 miljoen euro | 4 miljoen euro |" in text
    assert "| Eerste levensjaren | 0% | 0% | 0% | 5% |" in text


def test_a_template_can_ask_whether_there_is_anything_to_tell(chosen: Desk, desk: Desk) -> None:
    asked = "{% if has_choice('fairest') %}ja{% else %}nee{% endif %}"
    assert chosen.text(asked) == "ja"
    assert desk.text(asked) == "nee"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{{ choice('prices') }}", "E714"),
        ("{{ choice_table('all') }}", "E714"),
        ("{{ choice_table('levers', rows=0) }}", "E714"),
        ("{{ choice('common', experiment='plain') }}", "E737"),
    ],
)
def test_what_cannot_be_asked_is_told(chosen: Desk, written: str, code: str) -> None:
    (problem,) = chosen.problems(written)
    assert problem.code == code


def test_a_result_without_a_choice_is_told_with_what_makes_one(desk: Desk) -> None:
    (problem,) = desk.problems("{{ choice('common') }}")
    assert problem.code == "E737"
    assert "write 'choose:' with levers" in problem.hint
    (figure,) = desk.problems("{{ figure('frontier') }}")
    assert figure.code == "E733"


def test_a_choice_that_somebody_damaged_is_told(made_up: tuple[Path, Path], tmp_path: Path) -> None:
    plain = dataset("best", {"as_is": 0.25}, {"evidence": 1.0}, 1)
    mixes = choice()
    broken = plain.assign(
        {name: mixes[name].drop_vars(["policy", "draw"], errors="ignore") for name in mixes.data_vars}
    )
    broken[variables.CHOSEN_NAMED].attrs["told"] = broken[variables.CHOSEN_VALUE].attrs["asked"] = "{"
    desk = Desk((stored(tmp_path / "outputs" / "best", broken),), tmp_path)
    for written in (
        "{{ choice('common') }}",
        "{{ choice_table('named') }}",
        "{% if has_choice('worth') %}ja{% endif %}",
    ):
        (problem,) = desk.problems(written)
        assert (problem.code, problem.hint) == ("E737", "the result is damaged: run the experiment again")


@pytest.mark.parametrize("ending", ["md", "docx"])
@pytest.mark.parametrize(
    ("name", "language", "headings", "foreign"),
    [
        ("keuzes.nl", "en", ["The question", "What good mixes have in common", "Sources"], ["maatregel", "trekking"]),
        ("choices.en", "nl", ["De vraag", "Wat goede mixen gemeen hebben", "Bronnen"], ["lever ", "levers", "the "]),
    ],
)
def test_a_memo_that_ships_is_in_one_language_all_through(
    chosen: Desk, name: str, language: str, headings: list[str], foreign: list[str], ending: str
) -> None:
    memo = chosen.build(package_folder("memos") / f"{name}.{ending}", ending, language=language)
    (told,) = [note for note in memo.notes if name in note]
    if ending == "md":
        text = memo.files[0].read_text(encoding="utf-8").partition("<!--")[0]
        lines = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    else:
        document = Document(str(memo.files[0]))
        text = "\n".join(each.text for each in document.paragraphs)
        lines = text.splitlines()
    assert [line for line in lines if line in headings] == headings
    assert [word for word in foreign if word in text.lower()] == []
    words.choose("nl")
    try:
        assert words.noted(told).startswith(f"'{name}.{ending}' is in het ")
    finally:
        words.choose("en")


def test_what_somebody_wrote_stays_in_its_language_and_a_note_says_so(chosen: Desk) -> None:
    path = chosen.write("# Kop\n\n{{ choice('common') }}", "mijn.nl.md")
    note = "what is written in 'mijn.nl.md' is in Dutch and stays so; English is what is filled in"
    assert note in chosen.build(path, language="en").notes
    assert note not in chosen.build(path, language="nl").notes
    plain = chosen.write("# Kop", "mijn.md")
    assert not [one for one in chosen.build(plain, language="en").notes if "mijn" in one]


@pytest.mark.parametrize("ending", ["md", "docx"])
def test_the_memo_that_ships_is_filled_in_from_both_forms(chosen: Desk, ending: str) -> None:
    memo = chosen.build(package_folder("memos") / f"keuzes.nl.{ending}", ending)
    path = memo.files[0]
    if ending == "md":
        text = path.read_text(encoding="utf-8")
    else:
        assert not OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(path).errors
        text = "\n".join(each.text for each in Document(str(path)).paragraphs)
    assert "Binnen het budget daalt het tekort aan zorgmedewerkers in 2040 van 9.000 naar 5.000 personen" in text
    assert "{" not in text.partition("<!--")[0]
    assert "En als het om zorg gaat die uitblijft?" not in text, f"no result of {LEAST} was given"
    assert variables.CHOSEN_NAMED not in text
