"""What was counted has a count for every year, and a gap is told with the file and the line."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from care2040.files.problems import InvalidInput
from care2040.inputs.parameters.counts import check_counts
from care2040.inputs.parameters.parameter_set import Parameters


def with_years(whole: Any, name: str, years: list[int]) -> Parameters:
    one = whole.parameters[name]
    kept = [one.years.index(year) for year in years]
    cut = replace(one, years=tuple(years), value=np.array(one.value[..., kept]))
    return Parameters(cut if other.name == name else other for other in whole.parameters.values())


def test_what_ships_has_every_year(whole: Any) -> None:
    check_counts(whole.model, whole.parameters)


@pytest.mark.parametrize(
    ("years", "missing"),
    [
        ([2016, 2017, 2018, 2020, 2022, 2023, 2024], "2019, 2021"),
        ([2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024], "2016"),
        ([2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023], "2024"),
    ],
)
def test_a_year_without_a_count_is_told_with_its_place(whole: Any, years: list[int], missing: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_counts(whole.model, with_years(whole, "homes_counted", years))
    (problem,) = refused.value.problems
    assert (problem.code, problem.message) == ("E221", f"'homes_counted' has no count of {missing}")
    assert problem.file.endswith("housing.yaml")
    assert problem.line > 1
