"""The numbers of one edition in the files of another."""

from typing import Any

import pytest

from care2040.study.editions.lending import Lending, changed_entries


def entry(value: Any, unit: str = "1/year", **more: Any) -> dict[str, Any]:
    return {"about": "own", "unit": unit, "value": value, "range": [0, 1], "source": ["own"], **more}


CASES = {
    "a number": (0.1, 0.2, True),
    "a course for a number": (0.1, {2016: 0.1, 2024: 0.2}, True),
    "a number for a course": ({2016: 0.1, 2024: 0.2}, 0.3, True),
    "other years": ({2016: 0.1}, {2016: 0.1, 2030: 0.4}, True),
    "the same members": ({"a": 1, "b": 2}, {"a": 3, "b": 4}, True),
    "other members": ({"a": 1, "b": 2}, {"a": 3}, False),
    "members for a number": (0.1, {"a": 3}, False),
    "another column": ({"table": "t.csv", "column": "x"}, {"table": "t.csv", "column": "y"}, True),
    "a column that is not there": ({"table": "t.csv", "column": "x"}, {"table": "t.csv", "column": "z"}, False),
    "a table for a number": (0.1, {"table": "t.csv", "column": "x"}, False),
}


@pytest.mark.parametrize(("own", "other", "taken"), CASES.values(), ids=CASES)
def test_a_value_is_taken_where_the_laws_can_read_it(own: Any, other: Any, taken: bool) -> None:
    lending = Lending({"t.csv": {"x", "y"}})
    found = lending.parameters({"rate": entry(own)}, {"rate": entry(other, about="theirs", source=["theirs"])})["rate"]
    assert found["value"] == (other if taken else own)
    assert (found["about"], found["source"]) == ("own", ["own"])
    assert lending.lent == (set() if taken else {"rate"})


def test_what_the_other_lacks_or_counts_in_another_unit_is_lent() -> None:
    lending = Lending({})
    own = {"new": entry(1), "rate": entry(1, unit="year")}
    assert lending.parameters(own, {"rate": entry(2), "gone": entry(3)}) == own
    assert lending.lent == {"new", "rate"}


def test_levers_keep_their_shape_and_take_numbers() -> None:
    own = {
        "levers": {
            "respite": {"start": 2026, "effects": ["one"], "price": {"value": {"state": 1}}},
            "new": {"start": 1},
        }
    }
    other = {"levers": {"respite": {"start": 2027, "effects": ["two"], "price": {"value": {"state": 5}}}}}
    lending = Lending({})
    found = lending.mapping(own, other)["levers"]
    assert found["respite"] == {"start": 2027, "effects": ["one"], "price": {"value": {"state": 5}}}
    assert found["new"] == {"start": 1}
    assert lending.lent == {"new"}


def test_changed_parameters_are_named_with_those_that_came_and_went() -> None:
    old = {"same": entry(1), "other": entry(1), "words": entry(1), "gone": entry(1)}
    new = {"same": entry(1), "other": entry(2), "words": entry(1, about="new"), "came": entry(1)}
    assert changed_entries(old, new) == ("+came", "-gone", "other")
