"""Who reads whom: the order of computation, and what is refused by name before anything is computed."""

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care2040.language.dependencies import ModelError, check_names, order, readers
from care2040.language.equations import flow, indicator, stock, variable
from care2040.language.model import check_moved, collect
from care2040.sectors import load_model


def declare(name, reads, declaration=None):
    """Make an equation that reads names; it is never computed here."""
    space = {}
    exec(f"def {name}({', '.join(reads)}): return 0", space)
    law = space[name]
    law.__module__ = __name__
    return (declaration or variable("dimensionless"))(law)


def equations_of(**reads):
    return {name: declare(name, names).equation for name, names in reads.items()}


def model_of(*laws):
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in laws})
    return collect([module])


@stock("person")
def residents():
    return 0


@stock("person", ("age",), cohort="age", entering="newborns")
def pupils():
    return 0


@stock("person")
def newborns():
    return 0


def test_everything_comes_after_what_it_reads():
    found = order(["last"], equations_of(last=("middle", "first"), middle=("first", "given"), first=("given",)))
    assert found == ("first", "middle", "last")


def test_only_what_is_needed_is_computed():
    assert order(["wanted"], equations_of(wanted=("read",), read=(), other=("wanted",))) == ("read", "wanted")


def test_a_name_that_is_given_is_not_computed():
    assert order(["given"], equations_of(other=())) == ()


@given(st.data())
def test_the_order_holds_for_any_model_without_circles(data):
    count = data.draw(st.integers(1, 12))
    names = data.draw(st.permutations([f"name_{number}" for number in range(count)]))
    earlier = [data.draw(st.sets(st.sampled_from(names[:place]))) if place else set() for place in range(count)]
    equations = equations_of(**{name: sorted(reads) for name, reads in zip(names, earlier, strict=True)})
    found = order(names, equations)
    assert sorted(found) == sorted(names)
    assert all(found.index(read) < found.index(name) for name in names for read in equations[name].reads)


def test_a_circle_without_a_stock_is_refused_with_all_its_names_and_the_place():
    equations = equations_of(hen=("egg", "grain"), egg=("nest",), nest=("hen",), farm=("hen",), grain=())
    with pytest.raises(ModelError, match="in a circle with no stock in it") as caught:
        order(["farm"], equations)
    message = str(caught.value)
    assert all(name in message for name in ("hen", "egg", "nest"))
    assert "farm" not in message
    assert "grain" not in message
    assert message.endswith(":1)")
    assert [problem.code for problem in caught.value.problems] == ["E806"]


def test_an_equation_that_reads_itself_is_a_circle():
    with pytest.raises(ModelError, match="circle with no stock in it: echo <- echo"):
        order(["echo"], equations_of(echo=("echo",)))


def test_an_unknown_name_is_refused_with_reader_place_and_nearest_name():
    with pytest.raises(ModelError) as caught:
        check_names(equations_of(deaths=("residents", "mortalty_rate")), ["residents", "mortality_rate"])
    message = str(caught.value)
    assert (
        "'deaths' reads 'mortalty_rate', which nobody defines; did you mean 'mortality_rate'? (<string>:1)" in message
    )
    assert {problem.code for problem in caught.value.problems} == {"E802", "E804"}


def test_an_unknown_name_that_resembles_nothing_gets_no_hint():
    with pytest.raises(ModelError, match=r"'deaths' reads 'zzz', which nobody defines \("):
        check_names(equations_of(deaths=("zzz",)), [])


def test_an_unread_parameter_is_refused():
    with pytest.raises(ModelError, match=r"^nobody reads the parameter 'spare'$"):
        check_names(equations_of(deaths=("rate",)), ["rate", "spare"])


def test_a_name_that_is_both_parameter_and_equation_is_refused():
    with pytest.raises(ModelError, match="'rate' is both a parameter and an equation") as caught:
        check_names(equations_of(deaths=("rate",), rate=()), ["rate"])
    assert [problem.code for problem in caught.value.problems] == ["E805"]


def test_every_wrong_name_is_told_at_once():
    with pytest.raises(ModelError) as caught:
        check_names(equations_of(deaths=("first", "second"), births=("third",)), ["spare", "other"])
    message = str(caught.value)
    assert all(f"'{name}'" in message for name in ("first", "second", "third", "spare", "other"))
    assert len(message.splitlines()) == 5


def test_names_that_fit_are_accepted():
    check_names(equations_of(deaths=("rate",), total=("deaths",)), ["rate"])


def test_readers_are_found_for_every_name_that_is_read():
    found = readers(equations_of(deaths=("rate",), births=("rate", "deaths"), other=()))
    assert found == {"rate": ("deaths", "births"), "deaths": ("births",)}


def test_a_model_gathers_stocks_flows_variables_and_its_boundary():
    moves = declare("moves", (), flow("person/year", source="residents", sink="newborns"))
    leaves = declare("leaves", (), flow("person/year", source="residents"))
    model = model_of(residents, newborns, moves, leaves, declare("total", ()))
    assert list(model.stocks) == ["residents", "newborns"]
    assert list(model.flows) == ["moves", "leaves"]
    assert list(model.variables) == ["total"]
    assert list(model.boundary()) == ["leaves"]


def test_a_flow_without_ends_is_refused():
    with pytest.raises(ModelError, match="the flow 'wind' comes from nowhere and goes nowhere"):
        model_of(declare("wind", (), flow("person/year")))


@pytest.mark.parametrize("end", ["source", "sink"])
def test_a_flow_names_stocks_only(end):
    to_nothing = declare("wind", (), flow("person/year", **{end: "resident"}))
    with pytest.raises(ModelError, match="'wind' names 'resident', which is not a stock"):
        model_of(residents, to_nothing)
    to_variable = declare("wind", (), flow("person/year", **{end: "total"}))
    with pytest.raises(ModelError, match="'wind' names 'total', which is not a stock"):
        model_of(residents, to_variable, declare("total", ()))


def test_a_name_is_declared_once():
    first, second = ModuleType(__name__), ModuleType(__name__)
    first.residents, second.residents = residents, declare("residents", ())
    with pytest.raises(ModelError, match=r"'residents' is declared twice: .*test_dependencies.py:.*, <string>:1"):
        collect([first, second])


def test_what_a_module_imports_is_not_declared_again():
    importing = ModuleType("another_sector")
    importing.residents = residents
    assert collect([importing]).equations == {}


def test_a_cohort_with_its_entering_stock_is_accepted():
    assert model_of(pupils, newborns).stocks["pupils"].entering == "newborns"


@pytest.mark.parametrize(
    ("declaration", "complaint"),
    [
        (stock("person", ("age",), cohort="sex"), "grows older along 'sex', which it does not have"),
        (stock("person", ("age",), cohort="age", entering="nobody"), "names 'nobody', which is not a stock"),
        (stock("fte", ("age",), cohort="age", entering="newborns"), "a cohort, and fte with the axes none"),
        (stock("person", ("age", "sex"), cohort="age", entering="newborns"), "person with the axes sex"),
        (stock("person", entering="newborns"), "that takes a cohort"),
    ],
)
def test_a_cohort_that_cannot_move_up_is_refused(declaration, complaint):
    with pytest.raises(ModelError, match=complaint):
        model_of(newborns, declare("aging", (), declaration))


def test_the_real_model_has_no_circle_and_no_two_equations_of_one_name():
    model = load_model()
    assert set(order(model.equations, model.moving)) == set(model.moving)
    assert set(order([*model.stocks, *model.of("reference")], model.equations)) >= set(model.stocks)


def test_a_stock_that_no_flow_moves_is_told_with_the_next_thing_to_write():
    with pytest.raises(ModelError) as caught:
        check_moved(model_of(residents))
    (problem,) = caught.value.problems
    assert problem.message == "no flow moves the stock 'residents'"
    assert problem.hint == 'write a flow with source="residents" or sink="residents"'
    check_moved(load_model())


def test_an_unread_parameter_is_told_where_it_stands_and_where_to_read_it():
    with pytest.raises(ModelError) as caught:
        check_names({}, ["spare"], places={"spare": "parameters/national/housing.yaml:12"})
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("parameters/national/housing.yaml", 12)
    assert "a law in model/care2040/sectors" in problem.hint


def test_a_law_that_reads_an_indicator_is_told_to_read_a_variable():
    @indicator("person")
    def shown():
        """Shown, and read by nobody."""
        return 1

    equations = equations_of(deaths=("shown",)) | {"shown": shown.equation}
    with pytest.raises(ModelError, match="'deaths' reads 'shown', which is an indicator: nothing reads those"):
        check_names(equations, [])
