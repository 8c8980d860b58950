"""The figures and the words of a choice, of mixes that nobody computed: what is told, in both languages, and fits."""

import json

import pytest
from tests.figures.chosen_mixes import WHY, choice

from care2040 import figures
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.figures.chosen import words
from care2040.figures.chosen.mixes import change_words, mixes_of, money_words
from care2040.figures.chosen.tables import lever_rows, named_rows
from care2040.results import variables
from care2040.wording.numbers import figures_that_count

DRAWN = ("frontier", "mixes", "price")


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", ["full", "half", "slide"])
def test_nothing_overlaps_or_sticks_out(name: str, language: str, width: str) -> None:
    assert lint(figures.draw(name, choice(), language, width)) == []


@pytest.mark.parametrize("aim", [3900, 8900, 9700])
def test_a_frontier_is_drawn_wherever_the_aim_lies(aim: int) -> None:
    dataset = choice()
    asked = json.loads(dataset[variables.CHOSEN_VALUE].attrs["asked"])
    asked["limits"]["enough"]["at_most"] = aim
    dataset[variables.CHOSEN_VALUE].attrs["asked"] = json.dumps(asked)
    assert lint(figures.draw("frontier", dataset, "nl")) == []


def test_the_message_of_the_frontier_is_how_far_the_budget_goes() -> None:
    story = figures.draw("frontier", choice(), "nl").story
    assert story.title == (
        "Binnen het budget daalt het tekort aan zorgmedewerkers in 2040 van 9.000 naar 5.000 personen, "
        "voor 900 miljoen euro"
    )
    assert "Lichte stippen" not in story.note, "every mix is best in these two things"
    cheapest = figures.draw("frontier", choice((4, 0, 0)), "en").story
    assert cheapest.title.startswith("The cheapest mix that keeps the aim costs 300 million euro: the shortage")
    assert figures.draw("frontier", choice((0, 0, 0), reached=0), "en").story.title.startswith("No mix that was")


def test_the_message_of_the_mixes_is_what_all_of_them_have() -> None:
    story = figures.draw("mixes", choice(), "en").story
    assert story.title == "All 4 good mixes use \u2018Technology\u2019 and \u2018Prevention\u2019"
    assert story.numbers["part_of_mixes"] == {
        "technology": 1.0,
        "prevention": 1.0,
        "retention": 0.25,
        "early_years": 0,
    }
    assert "Keeping staff in 25% of the mixes" in story.alt


def test_a_price_is_what_a_lever_costs_for_what_it_brings_and_the_wrong_way_is_told_apart() -> None:
    story = figures.draw("price", choice(), "en").story
    found = story.numbers["levers"]
    assert list(found) == ["technology", "prevention", "retention"]
    # 100 million for 2,000 persons, told for a hundred; alone they bring a quarter more
    assert found["technology"] == {"brings": 2000, "price": 5e6, "alone": 4e6}
    assert story.title.startswith("\u2018Technology\u2019 is cheapest: 5.0 million euro per 100 persons")
    assert "not drawn: \u2018Early years\u2019" in story.note
    used = choice((4, 1, 3))
    # what is paid for is told, however little it is
    used[variables.CHOSEN_EFFORT][0, 3] = 0.05
    told = figures.draw("price", used, "nl").story
    assert "Werkt in deze mix de andere kant op: \u2018Early years\u2019 (50 personen)." in told.note
    assert told.numbers["other_way"] == {"early_years": -50}


def test_what_good_mixes_have_in_common_is_told_of_all_or_of_nearly_all() -> None:
    common = list(words.common(mixes_of(choice(), "x"), "en"))
    assert common[0] == "All 4 good mixes use \u2018Technology\u2019 and \u2018Prevention\u2019."
    assert common[1] == "No good mix uses \u2018Early years\u2019."
    assert "\u2018Keeping staff\u2019 (in 25% of the mixes)" in common[2]
    assert next(words.common(mixes_of(choice(reached=0), "x"), "nl")).startswith("Geen enkele mix")


def test_names_on_one_mix_are_told_once_and_a_name_without_a_mix_with_the_reason() -> None:
    told = list(words.named(mixes_of(choice((1, 1, 0), WHY | {"fairest": "no_fair"}), "x"), "en"))
    assert told[0].startswith(
        "The cheapest mix that keeps the aim and the best mix within the budget are one and the same"
    )
    assert told[1] == "There is no fairest mix: nothing that counts compares districts."
    assert "23.0% (26.0% under unchanged policy)" in told[0]


def test_more_money_goes_first_where_it_does_most_and_a_lever_in_full_is_left_out() -> None:
    told = list(words.next_million(mixes_of(choice(), "x"), "en"))
    # of the best only retention is left (100 persons for 300 million); of the cheapest all three that help
    assert told[0] == (
        "In the best mix within the budget, 10 million euro more does most for \u2018Keeping staff\u2019: "
        "it lowers the shortage of care workers in 2040 by 3.3 persons."
    )
    assert "for \u2018Technology\u2019: it lowers the shortage of care workers in 2040 by 20 persons" in told[1]
    assert "(1.8 persons)" in told[2]


def test_a_budget_that_holds_nothing_back_is_worth_nothing_and_it_is_said() -> None:
    told = list(words.worth(mixes_of(choice(), "x"), "nl"))
    assert told[0] == (
        "De gemeente kan in totaal 450 miljoen euro uitgeven. Met 1 miljoen euro meer daalt het tekort aan "
        "zorgmedewerkers in 2040 met 2,0 personen. Dat geldt tot ongeveer 20 miljoen euro meer. Het geld gaat dan naar "
        "\u2018Personeel behouden\u2019. Een doorrekening daarvan geeft 38 personen; verwacht was 40 personen."
    )
    assert (
        told[1]
        == "De gemeente kan 40 miljoen euro per jaar uitgeven. Die grens houdt niets tegen: meer geld verandert niets."
    )
    assert told[2] == "Wat de zorgverzekeraars betalen, is niet begrensd."
    assert told[3].endswith("100 personen verder bij het tekort aan zorgmedewerkers in 2040 ongeveer 40 miljoen euro.")


def test_tables_have_as_many_cells_as_heads() -> None:
    mixes = mixes_of(choice(), "x")
    for heads, rows in (named_rows(mixes, "nl"), lever_rows(mixes, "en", 2)):
        assert {len(row) for row in rows} == {len(heads)}
    assert len(lever_rows(mixes, "en", 2)[1]) == 2
    assert ["Preventie", "0%", "30%", "100%", "90%"] in named_rows(mixes, "nl")[1]


def test_the_title_says_that_unchanged_policy_keeps_the_aim_already() -> None:
    dataset = choice((4, 0, 0))
    told = json.loads(dataset[variables.CHOSEN_NAMED].attrs["told"])
    dataset[variables.CHOSEN_NAMED].attrs["told"] = json.dumps(told | {"already": True})
    title = figures.draw("frontier", dataset, "en").story.title
    assert title == "Unchanged policy already keeps the aim: the shortage of care workers in 2040 is 9,000 persons"
    assert (
        "al: het tekort aan zorgmedewerkers in 2040 is 9.000 personen" in figures.draw("frontier", dataset).story.title
    )


def test_numbers_have_two_figures_that_count() -> None:
    assert [figures_that_count(one, "en") for one in (0.996, 1.26, 0.00412, 151.0, 9.96, 0.0)] == [
        "1.0",
        "1.3",
        "0.0041",
        "150",
        "10",
        "0",
    ]
    aim = mixes_of(choice(), "x").aims["fair"]
    assert change_words(aim, -0.0123, "nl") == "1,2 procentpunt"
    assert [money_words(one, "nl") for one in (1e6, 1.5e6, 4.5e8)] == [
        "1 miljoen euro",
        "1,5 miljoen euro",
        "450 miljoen euro",
    ]


@pytest.mark.parametrize("name", DRAWN)
def test_a_result_without_a_choice_is_refused_with_what_makes_one(name: str) -> None:
    without = choice().drop_vars(variables.CHOSEN_VALUE)
    with pytest.raises(CannotDrawError, match="write 'choose:' with levers"):
        figures.draw(name, without, "en")
    with pytest.raises(CannotDrawError, match="a least effort for one target has a search of its own"):
        figures.draw(name, without.assign({variables.LEAST_EFFORT: 0.0}), "en")
    with pytest.raises(CannotDrawError, match="an earlier version made it"):
        figures.draw(name, choice().drop_vars(variables.CHOSEN_NAMED), "en")


def test_a_price_needs_a_mix_with_a_name_and_a_lever_that_helps() -> None:
    with pytest.raises(CannotDrawError, match="needs a mix with a name"):
        figures.draw("price", choice((0, 0, 0)), "en")
    idle = choice()
    idle[variables.CHOSEN_COMPANY] = idle[variables.CHOSEN_COMPANY] * 0
    with pytest.raises(CannotDrawError, match="needs a lever that helps"):
        figures.draw("price", idle, "en")
