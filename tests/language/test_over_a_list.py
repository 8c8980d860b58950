"""A law over a list: written for one member, read for each, and added up in the order of the list."""

from types import ModuleType

import pytest

from care2040.language.dependencies import ModelError
from care2040.language.equations import variable, with_law
from care2040.language.lever_lists import lists_of, read_lists
from care2040.language.model import Model, collect


@variable("euro/year", over="aimed_levers")
def cost(share, each_budget, each_price):
    """Cost of each."""
    return share * each_budget * each_price


KNOWN = {"share": 0.5, "one_budget": 1, "one_price": 1e16, "two_budget": 2, "two_price": 2.0, "end_budget": 1}


def model_over(**lists: tuple[str, ...]) -> Model:
    module = ModuleType(__name__)
    module.cost = cost  # type: ignore[attr-defined]
    return collect([module], lists)


def test_a_law_reads_each_member_and_adds_up_in_order() -> None:
    equation = model_over(aimed_levers=("one", "two")).equations["cost"]
    assert equation.reads == ("share", "one_budget", "one_price", "two_budget", "two_price")
    assert equation.of(KNOWN) == 0.5 * 1 * 1e16 + 0.5 * 2 * 2.0
    assert model_over(aimed_levers=("two",)).equations["cost"].of(KNOWN) == 2.0


def test_a_law_over_nothing_gives_nothing_and_reads_nothing() -> None:
    equation = model_over(aimed_levers=()).equations["cost"]
    assert (equation.reads, equation.of({})) == ((), 0)


def test_a_list_that_is_none_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(
        ModelError, match=r"'cost' goes over 'aimed_levers', which is no list; did you mean 'aimed_lever'"
    ):
        model_over(aimed_lever=("one",))


def test_another_law_in_its_place_reads_what_it_names() -> None:
    def plain(share):
        """Half of it."""
        return share * 2

    other = with_law(model_over(aimed_levers=("one",)).equations["cost"], plain)
    assert (other.reads, other.over, other.of(KNOWN)) == (("share",), None, 1.0)


def test_levers_are_listed_by_whether_they_can_be_aimed(tmp_path) -> None:
    written = {"a": {"aimed": False}, "b": {"aimed": True}, "c": 3, "d": {}, "e": {"aimed": True}}
    assert lists_of(written) == {"aimed_levers": ("b", "e"), "citywide_levers": ("a", "d")}
    nothing = {"aimed_levers": (), "citywide_levers": ()}
    assert lists_of([1]) == read_lists(tmp_path) == nothing
    (tmp_path / "levers.yaml").write_text("levers: [", encoding="utf-8")
    assert read_lists(tmp_path) == nothing
