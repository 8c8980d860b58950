import json
from collections.abc import Callable
from pathlib import Path

import pytest
import xarray as xr

from care2040 import figures
from care2040.figures import titles, write_all
from care2040.figures.canvas.errors import CannotDrawError

MESSAGE = "Without new policy, care in 2040 needs one in four of all who work in the city"
OWN = {"en": "One & in <four>", "nl": "Een & op de <vier>"}


@pytest.fixture(scope="module")
def result(make_result: Callable[..., xr.Dataset]) -> xr.Dataset:
    return make_result()


def test_a_title_of_the_experiment_takes_the_place_of_the_message(result: xr.Dataset) -> None:
    titled = result.assign_attrs(figures=json.dumps({"one_in_four": OWN, "wedges": {}}))
    assert figures.one_in_four(titled, "en").story.title == OWN["en"]
    assert figures.draw("one_in_four", titled, "nl").story.title == OWN["nl"]
    assert OWN["en"] in figures.one_in_four(titled, "en").story.alt
    assert [one.name for one in titles.asked(titled)] == ["one_in_four", "wedges"]


def test_a_title_asked_for_has_the_last_word(result: xr.Dataset) -> None:
    titled = result.assign_attrs(figures=json.dumps({"one_in_four": OWN}))
    assert figures.one_in_four(titled, "en", title="Mine").story.title == "Mine"


def test_without_a_title_the_numbers_speak(result: xr.Dataset) -> None:
    assert figures.one_in_four(result, "en").story.title == MESSAGE
    assert titles.given(result, "one_in_four", "en") is None


@pytest.mark.parametrize("letter", ["\x00", "\x0b", "\ud800", "\ufffe"])
def test_a_title_that_would_break_a_file_is_refused(result: xr.Dataset, tmp_path: Path, letter: str) -> None:
    titled = result.assign_attrs(figures=json.dumps({"one_in_four": {"en": f"One{letter}in four"}}))
    with pytest.raises(CannotDrawError, match=f"control character \\(U\\+{ord(letter):04X}\\)"):
        write_all(["one_in_four"], titled, tmp_path / "figures")
    assert not (tmp_path / "figures").exists()
