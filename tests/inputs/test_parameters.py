"""Parameters as they are written: what is read, and what is refused."""

import numpy as np
import pytest

from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import fingerprint, load
from care2040.language.axes import AXES

GOOD = {
    "about": "Years between the start of building and the key.",
    "unit": "year",
    "value": "2.0",
    "range": "[1.5, 3.0]",
    "spread": "triangular",
    "year": "2023",
    "source": "[cbs_bag]",
    "standing": "measured",
}
AREA = {
    "unit": "square_kilometre",
    "value": "{table: districts.csv, column: area}",
    "range": "[0.9, 1.1]",
    "fold": "sum",
}
DISTRICTS = "district,area\n" + "".join(f"{name},{i + 1}\n" for i, name in enumerate(AXES["district"]))


def entry(name="construction_time", without=(), **changes):
    keys = {key: value for key, value in {**GOOD, **changes}.items() if key not in without}
    return f"{name}:\n" + "".join(f"  {key}: {value}\n" for key, value in keys.items())


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "districts.csv").write_text(DISTRICTS, encoding="utf-8")
    (tmp_path / "sources.yaml").write_text("cbs_bag: {title: BAG}\njudgement: {title: ours}\n", encoding="utf-8")
    return tmp_path


def loaded(folder, *entries, **options):
    (folder / "housing.yaml").write_text("".join(entries), encoding="utf-8")
    return load(folder, **options)


def problems_of(folder, *entries):
    with pytest.raises(InvalidInput) as caught:
        loaded(folder, *entries)
    return caught.value.problems


def the_problem(folder, *entries):
    (problem,) = problems_of(folder, *entries)
    return problem


def test_one_number_with_all_that_belongs_to_it(folder):
    parameter = loaded(folder, "# a note\n", entry())["construction_time"]
    assert parameter.about == GOOD["about"]
    assert (parameter.unit, parameter.axes, parameter.years) == ("year", (), ())
    assert parameter.value.shape == ()
    assert parameter.value.dtype == np.float64
    assert float(parameter.value) == 2.0
    assert (parameter.range, parameter.spread, parameter.year) == ((1.5, 3.0), "triangular", 2023)
    assert (parameter.source, parameter.standing, parameter.fold) == (("cbs_bag",), "measured", None)
    assert (parameter.file, parameter.line) == (str(folder / "housing.yaml"), 2)


def test_a_value_cannot_be_written_into(folder):
    parameter = loaded(folder, entry(value="{2024: 1, 2040: 2}", range="[0.9, 1.1]"))["construction_time"]
    assert not parameter.value.flags.writeable


def test_numbers_by_member(folder):
    parameter = loaded(folder, entry(value="{market: 3, social_rent: 1, mid_rent: 2}", range="[0.5, 2]"))
    assert parameter["construction_time"].axes == ("tenure",)
    assert parameter["construction_time"].value.tolist() == [1.0, 2.0, 3.0]


def test_numbers_by_member_that_is_a_number(folder):
    parameter = loaded(folder, entry(value="{4: 0.4, 1: 0.1, 2: 0.2, 3: 0.3}", range="[0.5, 2]"))["construction_time"]
    assert parameter.axes == ("training_year",)
    assert parameter.value.tolist() == [0.1, 0.2, 0.3, 0.4]


def test_numbers_by_year(folder):
    parameter = loaded(folder, entry(value="{2040: 0.9, 2024: 1.0}", range="[0.5, 2]"))["construction_time"]
    assert (parameter.axes, parameter.years) == ((), (2024, 2040))
    assert parameter.value.tolist() == [1.0, 0.9]


def test_one_number_spread_over_axes_in_their_own_order(folder):
    parameter = loaded(folder, entry(axes="[tenure, district]", range="[0.5, 2]", fold="same"))["construction_time"]
    assert parameter.axes == ("district", "tenure")
    assert parameter.value.shape == (10, 3)
    assert set(parameter.value.ravel()) == {2.0}


def test_a_column_of_a_table(folder):
    parameter = loaded(folder, entry("total_area", **AREA))["total_area"]
    assert (parameter.axes, parameter.value.tolist()) == (("district",), [float(i) for i in range(1, 11)])


def test_every_problem_of_every_file_is_told_at_once_in_order(folder):
    (folder / "care.yaml").write_text(entry("a_time", spread="gausian", colour="red"), encoding="utf-8")
    (folder / "tables" / "broken.csv").write_text("district,area\nwest,1\n", encoding="utf-8")
    found = problems_of(
        folder,
        entry("b_time", without=["about"], year="'2023'"),
        entry("c_area", **{**AREA, "value": "{table: broken.csv, column: area}"}),
    )
    told = [(problem.file.removeprefix(str(folder)), problem.line, problem.code) for problem in found]
    assert told == [
        ("/care.yaml", 6, "E106"),
        ("/care.yaml", 10, "E101"),
        ("/housing.yaml", 1, "E102"),
        ("/housing.yaml", 6, "E103"),
        ("/tables/broken.csv", 1, "E306"),
    ]


@pytest.mark.parametrize("key", GOOD)
def test_every_key_is_required(folder, key):
    problem = the_problem(folder, entry(without=[key]))
    assert (problem.code, problem.line, problem.length) == ("E102", 1, len("construction_time"))
    assert f"'{key}'" in problem.message
    assert problem.hint


def test_an_unknown_key_names_the_nearest(folder):
    problem = the_problem(folder, entry(sources="[cbs_bag]"))
    assert (problem.code, problem.line, problem.column, problem.length) == ("E101", 10, 3, 7)
    assert "did you mean 'source'?" in problem.hint
    assert "standing" in problem.hint


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("about", "12", "E103"),
        ("about", "' '", "E106"),
        ("about", "", "E104"),
        ("unit", "", "E104"),
        ("unit", "[year]", "E103"),
        ("unit", "year per key", "E204"),
        ("unit", "year/", "E204"),
        ("unit", "€/year", "E204"),
        ("unit", "years", "E204"),
        ("unit", "euro", "E205"),
        ("value", "", "E104"),
        ("value", "'2.0'", "E103"),
        ("value", "2,0", "E103"),
        ("value", "two", "E103"),
        ("value", "true", "E103"),
        ("value", "[1, 2]", "E103"),
        ("value", "{}", "E103"),
        ("value", "1.4", "E207"),
        ("range", "null", "E207"),
        ("range", "2.0", "E103"),
        ("range", "[1.5]", "E207"),
        ("range", "[1,5, 3,0]", "E207"),
        ("range", "[3.0, 1.5]", "E207"),
        ("range", "[2.0, 2.0]", "E207"),
        ("range", "['1.5', 3.0]", "E103"),
        ("range", "[1,5 , x]", "E103"),
        ("spread", "gausian", "E106"),
        ("year", "2023.5", "E103"),
        ("year", "1023", "E106"),
        ("year", "'2023'", "E103"),
        ("source", "cbs_bag", "E103"),
        ("source", "[]", "E106"),
        ("source", "[cbs_bga]", "E203"),
        ("source", "[judgement]", "E217"),
        ("standing", "guessed", "E106"),
        ("fold", "sum", "E209"),
        ("axes", "[districts]", "E210"),
        ("axes", "[]", "E106"),
        ("axes", "tenure", "E103"),
    ],
)
def test_a_wrong_value_is_refused_on_its_line(folder, key, value, code):
    text = entry(**{key: value})
    line = next(number for number, text in enumerate(text.splitlines(), 1) if text.startswith(f"  {key}:"))
    problem = the_problem(folder, text)
    assert (problem.code, problem.line) == (code, line)
    assert problem.column >= 3


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("value", "2,0", "use a point as decimal mark: 2.0"),
        ("range", "[1,5, 3,0]", "use a point as decimal mark: [0.5, 1.5]"),
        ("spread", "triangle", "did you mean 'triangular'? allowed: uniform, triangular"),
        ("unit", "years", "did you mean 'year'?"),
        ("source", "[cbs_bga]", "did you mean 'cbs_bag'?"),
        ("standing", "measure", "did you mean 'measured'? allowed: measured, derived, calibrated, judged"),
        ("axes", "[tenures]", "did you mean 'tenure'?"),
    ],
)
def test_hints(folder, key, value, hint):
    assert the_problem(folder, entry(**{key: value})).hint.startswith(hint)


@pytest.mark.parametrize("number", [".nan", ".inf", "1e999", "012"])
def test_what_yaml_reads_wrongly_is_refused_in_parameters_too(folder, number):
    assert the_problem(folder, entry(value=number)).line == 4


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("loss_rate", "person/year"),
        ("stay_time", "1/year"),
        ("poor_share", "person"),
        ("poverty_effect", "1/year"),
        ("poverty_elasticity", "person"),
        ("outreach_effort", "person"),
        ("outreach_cost", "euro"),
    ],
)
def test_the_ending_of_a_name_promises_a_unit(folder, name, unit):
    problem = the_problem(folder, entry(name, unit=unit, value="1", range="null", spread="none"))
    assert (problem.code, problem.line) == ("E205", 3)


@pytest.mark.parametrize(
    "name", ["Construction_time", "construction-time", "2_times", "_time", "x.y", "lambda", "district", "2024"]
)
def test_a_name_that_no_law_could_read(folder, name):
    problem = the_problem(folder, entry(name))
    assert (problem.code, problem.line, problem.length) == ("E201", 1, len(name))


def test_a_name_in_two_files_is_told_with_both(folder):
    (folder / "zoning.yaml").write_text("\n" + entry(), encoding="utf-8")
    problem = the_problem(folder, entry())
    assert (problem.code, problem.file, problem.line) == ("E202", str(folder / "zoning.yaml"), 2)
    assert f"{folder / 'housing.yaml'}, line 1" in problem.hint


def test_a_name_twice_in_one_file(folder):
    assert the_problem(folder, entry(), entry()).code == "E011"


@pytest.mark.parametrize("value", ["3", "[1]", "text", ""])
def test_a_parameter_needs_keys(folder, value):
    problem = the_problem(folder, f"construction_time: {value}\n")
    assert (problem.code, problem.line, problem.column) == ("E103", 1, 1)
    assert "about" in problem.hint


def test_judgement_is_a_source_for_what_is_judged(folder):
    parameter = loaded(folder, entry(source="[judgement]", standing="judged"))["construction_time"]
    assert parameter.source == ("judgement",)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"value": "1.2", "range": "[1.1, 1.3]"}, "'poor_share' is 1.2; a share lies between 0 and 1"),
        ({"value": "{2024: 0.5, 2040: -0.1}", "range": "[0.9, 1.1]"}, "'poor_share' is -0.1 (2040)"),
        (
            {"value": "{male: 0.5, female: 1.5}", "range": "[0.9, 1.1]", "spread": "none"},
            "'poor_share' is 1.5 (female)",
        ),
    ],
)
def test_a_share_lies_between_0_and_1(folder, changes, told):
    found = problems_of(folder, entry("poor_share", **{"unit": "dimensionless", **changes}))
    assert found[0].code == "E208"
    assert found[0].message.startswith(told)


@pytest.mark.parametrize(
    ("changes", "reached"),
    [
        ({"value": "0.01", "range": "[0.0, 0.05]", "spread": "uniform"}, "-0.00275"),
        ({"value": "0.1", "range": "[0.02, 0.3]", "spread": "normal"}, "-0.12"),
        ({"value": "0.9", "range": "[0.8, 0.99]", "spread": "triangular"}, "1.03"),
        ({"value": "{male: 0.5, female: 0.95}", "range": "[0.9, 1.1]", "spread": "uniform"}, "1.06"),
    ],
)
def test_a_share_stays_between_0_and_1_in_every_draw(folder, changes, reached):
    problem = the_problem(folder, entry("poor_share", **{"unit": "dimensionless", **changes}))
    assert (problem.code, problem.line) == ("E208", 5)
    assert f"can reach {reached}" in problem.message


def test_a_time_is_more_than_0(folder):
    problem = the_problem(folder, entry(value="0", range="[0, 1]"))
    assert (problem.code, problem.line) == ("E208", 4)
    assert problem.message == "'construction_time' is 0; a time must be more than 0"


@pytest.mark.parametrize(
    ("spread", "value", "given"),
    [
        ("beta", "2.0", "[1.5, 3.0]"),
        ("beta", "0.5", "[0, 0.9]"),
        ("beta", "{male: 0.1, female: 0.2}", "[0.9, 1.1]"),
        ("lognormal", "0.5", "[0, 0.9]"),
        ("triangular", "{male: 0.1, female: 0.2}", "[1.1, 1.2]"),
    ],
)
def test_a_range_that_its_spread_cannot_have(folder, spread, value, given):
    problem = the_problem(folder, entry("loss", spread=spread, value=value, range=given))
    assert (problem.code, problem.line) == ("E207", 5)


def test_the_range_of_a_value_with_members_is_a_factor(folder):
    problem = the_problem(folder, entry(value="{male: 2, female: 2.5}"))
    assert (problem.code, problem.line) == ("E207", 5)
    assert "factor" in problem.hint


@pytest.mark.parametrize(
    ("value", "key", "code"),
    [
        ("{market: 3, social_rent: 1}", "value", "E215"),
        ("{market: 3, social_rent: 1, mid_rent: 2, midrent: 2}", "midrent", "E206"),
        ("{market: 3, social_rent: 1, mid_rent: '2'}", "mid_rent", "E103"),
        ("{red: 3, blue: 1}", "value", "E206"),
        ("{2024: 1, west: 2}", "west", "E206"),
        ("{2024: 1}", "value", "E216"),
        ("{table: districts.csv}", "value", "E102"),
        ("{table: districts.csv, column: aera}", "column", "E214"),
        ("{table: district.csv, column: area}", "table", "E214"),
        ("{table: ../sources.yaml, column: area}", "table", "E214"),
        ("{table: districts.csv, column: area, row: 1}", "row", "E101"),
        ("{table: [districts.csv], column: area}", "table", "E103"),
    ],
)
def test_a_wrong_form_of_value(folder, value, key, code):
    problem = the_problem(folder, entry(value=value, range="[0.9, 1.1]"))
    assert (problem.code, problem.line) == (code, 4)
    assert key == "value" or key in problem.message


def test_axes_spread_a_single_number_only(folder):
    problem = the_problem(folder, entry(value="{male: 2, female: 2.5}", range="[0.9, 1.1]", axes="[sex]"))
    assert (problem.code, problem.line) == ("E211", 10)


def test_an_axis_is_spread_over_once(folder):
    assert the_problem(folder, entry(range="[0.9, 1.1]", axes="[sex, sex]")).code == "E210"


def test_a_table_with_problems_is_told_of_once(folder):
    (folder / "tables" / "districts.csv").write_text(DISTRICTS.replace("west,1", "west,x", 1), encoding="utf-8")
    problem = the_problem(folder, entry("total_area", **AREA), entry("land_area", **AREA))
    assert (problem.code, problem.file) == ("E305", str(folder / "tables" / "districts.csv"))


@pytest.mark.parametrize(
    ("fold", "told"),
    [
        (None, "does not say how they fold"),
        ("same", "are not the same"),
        ("summ", "no way to fold"),
        ("total_area", "no way to fold"),
        ("construction_time", "no way to fold"),
        ("negative_area", "not above 0"),
    ],
)
def test_a_fold_that_cannot_be_done(folder, fold, told):
    area = {key: value for key, value in AREA.items() if key != "fold"} | ({"fold": fold} if fold else {})
    problem = the_problem(
        folder,
        entry("total_area", **area),
        entry(),
        entry(
            "trend_area", value="{2024: 1, 2030: 2}", axes="[district]", range="[0.9, 1.1]", fold="sum", unit="person"
        ),
        entry("negative_area", value="-1", axes="[district]", range="[0.9, 1.1]", fold="sum", unit="dimensionless"),
    )
    assert (problem.code, problem.line) == ("E209", 10 if fold else 1)
    assert told in problem.message


def test_a_fold_by_a_parameter_that_has_problems_is_not_blamed_as_well(folder):
    problem = the_problem(
        folder, entry("total_area", **{**AREA, "fold": "weight"}), entry("weight", **{**AREA, "value": "x"})
    )
    assert (problem.code, problem.line) == ("E103", 14)


def test_calibrated_values_take_the_place_of_those_in_yaml(folder):
    (folder / "calibrated.yaml").write_text(
        "about: x\nmade_from: abc\nvalues: {construction_time: 2.5, stay_time: 3}\n", encoding="utf-8"
    )
    stay = entry("stay_time", axes="[district]", range="[0.9, 1.1]", fold="same")
    parameters = loaded(folder, entry(), stay)
    assert float(parameters["construction_time"].value) == 2.5
    assert parameters["stay_time"].value.tolist() == [3.0] * 10
    assert float(loaded(folder, entry(), stay, calibrated=False)["construction_time"].value) == 2.0


@pytest.mark.parametrize(
    ("values", "code", "told"),
    [
        ("{construction_tim: 2.5}", "E212", "unknown parameter"),
        ("{construction_time: 9}", "E218", "outside its range"),
        ("{construction_time: -1}", "E218", "a time must be more than 0"),
        ("{total_area: 9}", "E218", "different numbers"),
        ("{construction_time: '2.5'}", "E103", "must be a number"),
        ("3", "E103", "'values' must be"),
    ],
)
def test_a_wrong_calibration(folder, values, code, told):
    (folder / "calibrated.yaml").write_text(f"about: x\nmade_from: abc\nvalues: {values}\n", encoding="utf-8")
    problem = the_problem(folder, entry(), entry("total_area", **AREA))
    assert (problem.code, problem.file, problem.line) == (code, str(folder / "calibrated.yaml"), 3)
    assert told in problem.message


def test_files_that_hold_something_else_are_left_alone(folder):
    for name in ("levers.yaml", "reality_checks.yaml"):
        (folder / name).write_text("anything: 1\n", encoding="utf-8")
    assert list(loaded(folder, entry())) == ["construction_time"]


def test_a_file_that_would_not_be_read_is_told_of(folder):
    (folder / "care.yml").write_text(entry(), encoding="utf-8")
    assert the_problem(folder, entry()).hint == "rename it to care.yaml"


@pytest.mark.parametrize(("place", "code"), [("nowhere", "E001"), ("sources.yaml", "E020")])
def test_a_folder_that_is_none(folder, place, code):
    with pytest.raises(InvalidInput) as caught:
        load(folder / place)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_folder_without_anything(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        load(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["E219", "E001"]


def test_an_unknown_name_says_the_nearest(folder):
    with pytest.raises(KeyError, match="did you mean construction_time"):
        loaded(folder, entry())["construction_times"]


def test_the_fingerprint_follows_every_name_and_content_but_the_calibration(folder):
    (folder / "housing.yaml").write_bytes(b"a: 1\n")
    before = fingerprint(folder)
    (folder / "calibrated.yaml").write_text("about: x\n", encoding="utf-8")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    (folder / "housing.yaml").write_bytes(b"a: 1\r\n")
    assert fingerprint(folder) == before
    (folder / "tables" / "districts.csv").write_text(DISTRICTS.replace("west,1", "west,2", 1), encoding="utf-8")
    changed = fingerprint(folder)
    assert changed != before
    (folder / "housing.yaml").rename(folder / "houses.yaml")
    assert fingerprint(folder) not in (before, changed)


def test_hundreds_of_parameters_and_a_large_table_are_read(folder):
    axes = [(d, a, s, y) for d in AXES["district"] for a in AXES["age"] for s in AXES["sex"] for y in range(2020, 2026)]
    rows = "".join(f"{d},{a},{s},{y},{0.001 * a:.4f},0.5\n" for d, a, s, y in axes)
    (folder / "tables" / "large.csv").write_text(f"district,age,sex,year,loss,gain\n{rows}", encoding="utf-8")
    large = {"unit": "1/year", "range": "[0.9, 1.1]", "fold": "sum"}
    entries = [entry(f"number_{i}_time") for i in range(250)]
    entries += [entry(f"{c}_rate", value=f"{{table: large.csv, column: {c}}}", **large) for c in ("loss", "gain")]
    assert loaded(folder, *entries)["loss_rate"].value.shape == (10, 100, 2, 6)


def test_a_parameter_that_stands_in_no_file_is_judged_and_not_drawn():
    value = np.broadcast_to(np.arange(3.0), (10, 3))
    made = Parameter.unwritten(
        "made_time", "year", value, ("district",), about="Made.", years=(2024, 2025, 2026), file="x"
    )
    assert (made.standing, made.source, made.spread, made.range) == ("judged", ("judgement",), "none", None)
    assert (made.file, made.line, made.years) == ("x", 1, (2024, 2025, 2026))
    np.testing.assert_array_equal(made.value, value)
    assert made.value.flags.c_contiguous  # sums along it are those of one that is read
    assert not made.value.flags.writeable


def test_the_shipped_parameters_have_no_problems():
    try:
        parameters = load(package_folder("parameters"))
    except InvalidInput as invalid:
        pytest.fail(str(invalid))
    assert len(parameters) > 100
    assert len(parameters.at("city")) == len(parameters)
