from collections.abc import Callable

import pytest
import xarray as xr

from care2040.figures import draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.wording.language import LANGUAGES, WIDTHS

MakePolicies = Callable[..., xr.Dataset]
ENDS = {"as_is": 0.25, "technology": 0.21, "retention": 0.24}


@pytest.fixture
def result(make_policies: MakePolicies) -> xr.Dataset:
    many = make_policies(
        {"as_is": 9000.0, "technology": 4000.0, "retention": 7000.0}, "shortage", "person", first=800.0
    )
    return make_policies(ENDS).merge(many, combine_attrs="override")


def test_runs_lie_over_one_another_and_indicators_below_one_another(result: xr.Dataset) -> None:
    drawn = draw("series", result, "en", indicators=["care_share_needed", "shortage"], policies=["as_is", "technology"])
    assert [axes.get_gid() for axes in drawn.axes] == ["care_share_needed", "shortage"]
    assert [len(axes.lines) for axes in drawn.axes] == [2, 2]
    numbers = drawn.story.numbers["indicators"]["shortage"]
    assert numbers["technology / evidence / utrecht"]["middle"][-1] == 4000.0
    assert drawn.story.title == (
        "The need for care workers in 2040 is highest with ‘Unchanged policy’ (25.0%) "
        "and lowest with ‘Technology’ (21.0%)"
    )


def test_one_run_tells_how_far_it_goes(result: xr.Dataset) -> None:
    told = draw("series", result, "nl", policy="technology", year=2032).story
    assert told.title == "De behoefte aan zorgmedewerkers stijgt van 2024 tot 2032 van 16,7% naar 18,8%"
    assert told.numbers["years"][-1] == 2032
    assert "beleid Techniek" in told.source


def test_more_than_can_be_told_apart_is_refused(make_policies: MakePolicies) -> None:
    many = make_policies({f"policy_{n}": 0.2 + n / 100 for n in range(9)})
    with pytest.raises(CannotDrawError, match="9 lines, and at most 8"):
        draw("series", many)
    more = many.assign({f"other_{n}": many["care_share_needed"] for n in range(5)})
    with pytest.raises(CannotDrawError, match="holds at most 4 indicators"):
        draw("series", more, policy="policy_1", indicators=[f"other_{n}" for n in range(5)])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_clean(result: xr.Dataset, language: str, width: str) -> None:
    assert lint(draw("series", result, language, width, indicators=["care_share_needed", "shortage"])) == []  # type: ignore[arg-type]
