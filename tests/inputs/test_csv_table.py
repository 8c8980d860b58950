"""Tables with an axis."""

import itertools
import random

import pytest

from care2040.files.problems import InvalidInput
from care2040.inputs.parameters.csv_table import read
from care2040.language.axes import AXES

SEX_AND_TENURE = list(itertools.product(AXES["sex"], AXES["tenure"]))
GOOD = "sex,tenure,rate,cost\n" + "".join(f"{s},{t},{i}.5,{-i}\n" for i, (s, t) in enumerate(SEX_AND_TENURE))


def write(folder, content):
    file = folder / "table.csv"
    file.write_text(content, encoding="utf-8", newline="")
    return file


def problems_of(folder, content):
    with pytest.raises(InvalidInput) as caught:
        read(write(folder, content))
    assert {problem.file for problem in caught.value.problems} == {str(folder / "table.csv")}
    return caught.value.problems


def the_problem(folder, content):
    (problem,) = problems_of(folder, content)
    return problem


def test_columns_have_the_axes_of_the_header(tmp_path):
    table = read(write(tmp_path, GOOD))
    assert (table.axes, table.years) == (("sex", "tenure"), ())
    assert table.columns["rate"].tolist() == [[0.5, 1.5, 2.5], [3.5, 4.5, 5.5]]
    assert table.columns["cost"].tolist() == [[0.0, -1.0, -2.0], [-3.0, -4.0, -5.0]]


def test_rows_and_axes_may_stand_in_any_order(tmp_path):
    rows = [f"{t}, {s} ,{i}.5" for i, (s, t) in enumerate(SEX_AND_TENURE)]
    random.Random(7).shuffle(rows)
    table = read(write(tmp_path, "tenure,sex,rate\r\n" + "\r\n".join(rows) + "\r\n\r\n"))
    assert table.axes == ("sex", "tenure")
    assert table.columns["rate"].tolist() == [[0.5, 1.5, 2.5], [3.5, 4.5, 5.5]]


def test_years_come_last_and_increase(tmp_path):
    rows = [f"{y},{s},{y - 2000}{s[0] == 'f':d}" for y, s in itertools.product((2040, 2024, 2030), AXES["sex"])]
    table = read(write(tmp_path, "\ufeffyear,sex,rate\n" + "\n".join(rows)))
    assert (table.axes, table.years) == (("sex",), (2024, 2030, 2040))
    assert table.columns["rate"].tolist() == [[240.0, 300.0, 400.0], [241.0, 301.0, 401.0]]


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("x", ""),
        ("", ""),
        ("nan", ""),
        ("inf", ""),
        ("1e999", ""),
        ("1_000", "write the number without marks between thousands, and with a point as decimal mark"),
        ('"0,12"', "use a point as decimal mark: 0.12"),
        ("12%", "write a share, not a percentage: 0.12"),
    ],
)
def test_a_cell_that_is_no_number(tmp_path, cell, hint):
    problem = the_problem(tmp_path, GOOD.replace("male,mid_rent,1.5", f"male,mid_rent,{cell}"))
    assert (problem.code, problem.line, problem.column, problem.hint) == ("E305", 3, 15, hint)


def test_a_decimal_comma_makes_a_row_too_wide(tmp_path):
    problem = the_problem(tmp_path, GOOD.replace("1.5", "1,5"))
    assert (problem.code, problem.line) == ("E302", 3)
    assert problem.message == "this row has 5 cells, the header has 4"
    assert "decimal comma" in problem.hint


def test_a_row_that_is_too_narrow(tmp_path):
    problem = the_problem(tmp_path, GOOD + "male\n")
    assert (problem.code, problem.line, problem.column) == ("E302", 8, 1)


def test_a_member_that_is_none_names_the_nearest(tmp_path):
    problem = the_problem(tmp_path, GOOD.replace("female,market", "female,markt"))
    assert (problem.code, problem.line, problem.column, problem.length) == ("E304", 7, 8, 5)
    assert problem.hint == "did you mean 'market'? allowed: social_rent, mid_rent, market"


def test_an_age_beyond_the_axis(tmp_path):
    rows = "".join(f"{age},1\n" for age in range(101))
    problem = the_problem(tmp_path, "age,rate\n" + rows)
    assert (problem.code, problem.line, problem.hint) == ("E304", 102, "allowed: 0 to 99")


def test_a_year_that_is_none(tmp_path):
    assert [one.code for one in problems_of(tmp_path, "year,rate\n2024,1\n24,2\n2030.5,3\n")] == ["E304", "E304"]


def test_every_combination_stands_once(tmp_path):
    missing, twice = problems_of(tmp_path, GOOD.replace("female,market", "male,market"))
    assert (missing.code, missing.line) == ("E306", 1)
    assert missing.message == "1 of 6 combinations are missing: sex female, tenure market"
    assert (twice.code, twice.line, twice.hint) == ("E306", 7, "first written on line 4")


def test_a_table_with_every_axis_and_one_row_is_refused_without_filling_the_memory(tmp_path):
    row = ",".join(str(members[-1]) for members in AXES.values())
    problem = the_problem(tmp_path, f"{','.join(AXES)},rate\n{row},1\n")
    assert problem.code == "E306"


@pytest.mark.parametrize(
    ("header", "column", "told"),
    [
        ("sexe,tenure,rate,cost", 1, "is no axis and holds no numbers"),
        ("sex,tenure,rate,rate", 17, "second time"),
        ("sex,tenure,,cost", 12, "no name"),
    ],
)
def test_a_wrong_header(tmp_path, header, column, told):
    problem = the_problem(tmp_path, GOOD.replace("sex,tenure,rate,cost", header))
    assert (problem.code, problem.line, problem.column) == ("E303", 1, column)
    assert told in problem.message


def test_axes_come_before_numbers(tmp_path):
    problem = the_problem(tmp_path, "rate,sex\n1,male\n2,female\n")
    assert problem.message == "the axis 'sex' must come before the columns of numbers"


def test_a_table_without_an_axis(tmp_path):
    assert the_problem(tmp_path, "rate,cost\n1,2\n").message == "the header names no axis"


def test_a_table_without_numbers(tmp_path):
    assert the_problem(tmp_path, "sex\nmale\nfemale\n").message == "the table has axes and no column of numbers"


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        ("", "E307", "the table is empty"),
        ("\n\n", "E307", "the table is empty"),
        ("sex,rate\n", "E307", "a header and no rows"),
        ("sex;rate\nmale;1\n", "E301", "separated by ';'"),
        ('sex,rate\nmale,"1\n', "E301", "not CSV"),
    ],
)
def test_no_table_at_all(tmp_path, content, code, told):
    problem = the_problem(tmp_path, content)
    assert problem.code == code
    assert told in problem.message


def test_of_many_problems_of_a_kind_the_first_are_told_and_the_rest_counted(tmp_path):
    rows = "".join(f"{age},x\n" for age in range(1, 100))
    found = problems_of(tmp_path, f"age,rate\n0,1\n{rows}")
    assert len(found) == 11
    assert found[-1].hint == "88 more like this are not shown"


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path / "table.csv")
    assert caught.value.problems[0].code == "E001"
