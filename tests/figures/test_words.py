import pytest

from care2040.wording.names import area_name, indicator_words, name_of
from care2040.wording.numbers import number, one_in, percent, rounded
from care2040.wording.texts import phrase, texts


@pytest.mark.parametrize(
    ("value", "digits", "dutch", "english"),
    [
        (12345.67, 1, "12.345,7", "12,345.7"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (-0.5, 1, "\u22120,5", "\u22120.5"),
        (-0.04, 1, "0,0", "0.0"),
        (999.6, 0, "1.000", "1,000"),
    ],
)
def test_numbers_are_written_as_the_reader_writes_them(value: float, digits: int, dutch: str, english: str) -> None:
    assert number(value, "nl", digits) == dutch
    assert number(value, "en", digits) == english


def test_percentages_follow_the_language() -> None:
    assert percent(0.2534, "nl", 1) == "25,3%"
    assert percent(0.2534, "en") == "25%"


@pytest.mark.parametrize(
    ("share", "dutch", "english", "digits"),
    [
        (1 / 4, "een op de vier", "one in four", "1 in 4"),
        (1 / 5, "een op de vijf", "one in five", "1 in 5"),
        (0.1667, "een op de zes", "one in six", "1 in 6"),
        (0.24, "bijna een op de vier", "almost one in four", "almost 1 in 4"),
        (0.26, "ruim een op de vier", "over one in four", "over 1 in 4"),
        (0.5, "een op de twee", "one in two", "1 in 2"),
        (0.1, "een op de tien", "one in ten", "1 in 10"),
    ],
)
def test_a_share_is_one_in_so_many(share: float, dutch: str, english: str, digits: str) -> None:
    assert one_in(share, "nl") == dutch
    assert one_in(share, "en") == english
    assert one_in(share, "en", "digits") == digits


@pytest.mark.parametrize("share", [0.222, 0.29, 0.7, 0.05, 0.0, -0.1])
def test_a_share_far_from_any_one_in_so_many_is_not_called_that(share: float) -> None:
    assert one_in(share, "nl") is None


@pytest.mark.parametrize(("exact", "told"), [(12_345, 12_300), (967, 970), (4, 0), (-2_349, -2_300)])
def test_persons_are_told_no_more_exactly_than_is_known(exact: float, told: float) -> None:
    assert rounded(exact) == told


def test_unknown_names_are_shown_without_underscores_and_cut_off_when_endless() -> None:
    assert name_of("scenarios", "building_slump", "nl") == "bouwdip"
    assert name_of("scenarios", "dry_summer", "nl") == "dry summer"
    assert len(name_of("scenarios", "very_" * 40, "en")) == 48
    assert area_name("vleuten_de_meern") == "Vleuten-De\u00a0Meern"
    assert indicator_words("jobs_lost", "nl")["subject"] == "Jobs lost"


def test_both_languages_say_the_same_things() -> None:
    def keys(tree: object) -> object:
        return {key: keys(branch) for key, branch in sorted(tree.items())} if isinstance(tree, dict) else None

    dutch, english = dict(texts("figures")["nl"]), dict(texts("figures")["en"])
    for texts_of in (dutch, english):
        for called_by_name in ("scenarios", "policies", "parts"):  # in English most are called by their name
            texts_of.pop(called_by_name)
    named, also = dutch.pop("indicators"), english.pop("indicators")
    assert keys({name: named[name] for name in also}) == keys(also)
    assert keys(dutch) == keys(english)


def test_a_blank_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="year"):
        phrase("nl", "one_in_four", "gap")
