"""The figures of ``care2040 know``: first years as tiles, counts worth having as bars, and the sentence above them."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from care2040.figures import OF_KNOWING, known
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.results.variables import CHANCE_BY_SAMPLE, CHANCE_RIGHT, CHANCE_SURE, GAIN, WORTH, WRONG

YEARS = list(range(2026, 2041))
ROWS = {"poor": ("series", 1), "homeless": ("series", 4), "flat": ("series", 1), "helpers": ("new", 1)}
ROWS |= {"all_counts": ("all_counts", 0), "all_and_new": ("all_and_new", 0)}
POLICIES = ["financial_security", "affordable_roof", "promising_youth", "living_together_healthily"]
Make = Callable[..., xr.Dataset]


@pytest.fixture
def make() -> Make:
    def made(best: float = 0.95, policies: list[str] = POLICIES, compared: str = "policies") -> xr.Dataset:
        grown = (np.array(YEARS) - 2025) / 15
        ends = np.linspace(best, 0.51, len(policies))[:, None] * np.array([1, 0.8, 0, 0.9, 1, 1])[None, :]
        rising = 0.5 + (np.maximum(ends, 0.5) - 0.5)[:, :, None, None] * np.stack([grown, grown])[None, None]
        dims = ("pair", "row", "rhythm", "year")
        sampled = rising[:, :, 0, YEARS.index(2032)] + 0.03
        sampled[:, -2:] = np.nan
        worth = {WORTH: [0.2, 0.06, 0.02, 0.001], WRONG: [0.01, 0.0, 0.0, 0.0], GAIN: [0.0, 0.0, 0.0, 0.0]}
        titles = [f"een telling van {name}" for name in ROWS]
        return xr.Dataset(
            {
                CHANCE_RIGHT: (dims, rising),
                CHANCE_SURE: (dims, rising),
                CHANCE_BY_SAMPLE: (("pair", "row"), sampled),
                **{k: ("count", v) for k, v in worth.items()},
            },
            {
                "pair": [f"as_is|{name}" for name in policies],
                "first": ("pair", ["as_is"] * len(policies)),
                "second": ("pair", policies),
                "row": list(ROWS),
                "kind": ("row", [kind for kind, _ in ROWS.values()]),
                "every": ("row", [every for _, every in ROWS.values()]),
                "weighs": ("row", [True] * len(ROWS)),
                "title_nl": ("row", titles),
                "title_en": ("row", titles),
                "rhythm": ["present", "yearly"],
                "year": YEARS,
                "count": ["a", "b", "c", "d"],
                "what": ("count", ["begin", "oftener", "keep", "keep"]),
                "count_nl": ("count", ["werkers", "daklozen", "armen", "huurders"]),
                "count_en": ("count", ["workers", "homeless", "poor", "tenants"]),
            },
            {
                "experiment": "made_up",
                "source": "care2040 9.8.7",
                "scenario": "evidence",
                "compared": compared,
                "by": 2032,
                "enough": 0.9,
                "error": 0.05,
                "draws": 2000,
                "effective_draws": 76.4,
                "unchanged_policy": "as_is",
                "of_the_country": ["absence"],
                "chosen_between": policies[:2],
                "usual_takes": 0.26,
                "usual_takes_by_neighbours": 0.3,
                "wrong_now": 0.45,
                "wrong_then": 0.44,
            },
        )

    return made


def test_a_tile_has_the_first_year_or_says_that_it_is_not_before_the_last(make: Make) -> None:
    told = OF_KNOWING["when_known"](make(), "en").story.numbers["told"]
    assert told["all_counts.present"]["financial_security"]["first_year"] == 2039
    assert told["all_counts.present"]["promising_youth"]["first_year"] is None
    assert "flat.present" not in told, "what tells nothing of any policy is not drawn"
    assert {"poor.present", "homeless.present", "homeless.yearly", "helpers.yearly"} <= set(told)
    assert "poor.yearly" not in told, "it is counted every year now"


@pytest.mark.parametrize("name", ["when_known", "worth_counting"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", ["full", "half", "slide"])
def test_nothing_overlaps_or_sticks_out(make: Make, name: str, language: str, width: str) -> None:
    assert lint(OF_KNOWING[name](make(), language, width)) == []


def test_a_chance_is_never_rounded_up_to_enough(make: Make) -> None:
    assert [known.chance_words(share, "en") for share in (0.8999, 0.9, 0.29, 0.5)] == ["89%", "90%", "29%", "50%"]
    assert "at most 3 percentage points surer" in OF_KNOWING["when_known"](make(), "en").story.note
    same = make()
    same[CHANCE_BY_SAMPLE] = same[CHANCE_BY_SAMPLE] * np.nan
    assert "plain sample" not in OF_KNOWING["when_known"](same, "en").story.note


def test_words_are_dutch_and_thousands_have_a_mark(make: Make) -> None:
    dutch, english = (OF_KNOWING["when_known"](make(), language).story for language in ("nl", "en"))
    assert "2.000 trekkingen" in dutch.note
    assert "2,000 draws" in english.note
    assert "niet vóór 2040" in dutch.alt
    assert "niet vóór 2040: " in known.council(make(), "nl")


def test_on_half_a_page_letters_stand_for_names(make: Make) -> None:
    story = OF_KNOWING["when_known"](make(), "en", "half").story
    assert "A is ‘Financial security’. B is ‘Affordable roof’." in story.note


def test_the_message_is_what_can_be_seen_half_way(make: Make) -> None:
    none = known.council(make(), "en")
    assert none.startswith("In 2032 the counts do not yet tell any policy from unchanged policy with 90% confidence; ")
    assert "‘Financial security’ comes nearest, with 71%" in none
    assert "‘Financial security’ in 2039; not before 2040: ‘Affordable roof’, ‘Promising youth’ and" in none
    some = make()
    some[CHANCE_RIGHT][0, 4] = 0.97
    assert "the counts tell ‘Financial security’ from unchanged policy" in known.headline(some, "en")
    assert known.headline(some, "en").endswith("the others not yet")
    some[CHANCE_RIGHT][:, 4] = 0.97
    assert "not yet" not in known.headline(some, "en")
    one = known.headline(make(policies=["vision"], compared="scenarios"), "nl")
    assert "met 90% zekerheid" in one
    futures = known.headline(make(policies=["vision", "contained"], compared="scenarios"), "en")
    assert "any other future from" in futures


@pytest.mark.parametrize("compared", ["policies", "scenarios"])
def test_where_counts_tell_nothing_nothing_comes_nearest(make: Make, compared: str) -> None:
    guess = make(best=0.6, compared=compared)
    guess[CHANCE_RIGHT] = guess[CHANCE_RIGHT] * 0 + 0.503
    assert known.headline(guess, "en").startswith("In 2032 nothing can be told yet of a difference from ")
    assert known.headline(guess, "en").endswith("is at best 50%, and 50% is a guess")
    assert "is er nog niets te zeggen" in known.headline(guess, "nl")
    guess[CHANCE_RIGHT] = guess[CHANCE_RIGHT] * 0 + 0.55
    assert "comes nearest, with 55%" in known.headline(guess, "en")


def test_the_count_that_is_most_worth_beginning_is_the_message(make: Make) -> None:
    dataset = make()
    story = OF_KNOWING["worth_counting"](dataset, "en").story
    assert story.title.startswith("Counting ‘Workers’ makes the need for care workers in 2040 most certain: ")
    assert "waiting with that choice helps little" in story.note
    assert "Tenants" not in story.alt
    dataset.attrs["wrong_then"] = 0.2
    assert "helps little" not in OF_KNOWING["worth_counting"](dataset, "en").story.note
    dataset[WORTH] = dataset[WORTH] * 0
    nothing = OF_KNOWING["worth_counting"](dataset, "en")
    assert nothing.story.title.startswith("No further count makes")
    assert lint(nothing) == []


@pytest.mark.parametrize("name", ["when_known", "worth_counting"])
def test_a_result_of_something_else_is_refused(make: Make, name: str) -> None:
    with pytest.raises(CannotDrawError, match="care2040 know makes that"):
        OF_KNOWING[name](make().drop_vars(CHANCE_RIGHT), "en")
