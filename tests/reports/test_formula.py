"""Laws as mathematics: what stands above a line, what is raised, and brackets just where they are needed."""

import ast
from html.parser import HTMLParser
from inspect import signature

import pytest

from care2040.language.equations import variable
from care2040.reports.site.formula import Drawing, Markup, TypesetError, formulas, mathml, tightness_of
from care2040.reports.site.formula_text import Letters, typeset
from care2040.sectors import load_model

MODEL = load_model()


def drawn(text: str) -> str:
    return str(Drawing(Letters()).of(ast.parse(text, mode="eval").body))


@pytest.mark.parametrize(
    ("law", "told"),
    [
        ("a * b + c", "a · b + c"),
        ("a * (b + c)", "a · (b + c)"),
        ("a - (b - c)", "a − (b − c)"),
        ("a - b - c", "a − b − c"),
        ("-a * b", "(−a) · b"),
        ("a.sum('age') * b", "(Σ[age] a) · b"),
        ("(a * b).sum(('age', 'sex')) - c", "Σ[age, sex] a · b − c"),
        ("(a + b).sum('age')", "Σ[age] (a + b)"),
        ("np.minimum(a, b + 1)", "min(a, b + 1)"),
        ("a.sel(sex='female') * b", "a[female] · b"),
        ("a.shift(age=1, fill_value=0)", "a[age − 1]"),
        ("a.cumsum('age')", "Σ[age up to here] a"),
        ("a.max('district') - 1", "max[district] a − 1"),
        ("where(a > 0, b, 1)", "where(a > 0, b, 1)"),
        ("a ** b", " b\na"),
        ("(a + b) ** c", "       c\n(a + b)"),
        ("a / (b + 1)", "   a\n───────\n b + 1"),
        ("a * b / c", " a · b\n───────\n   c"),
    ],
)
def test_a_law_is_drawn(law: str, told: str) -> None:
    assert drawn(law) == told


def test_brackets_are_as_tall_as_what_is_in_them() -> None:
    assert drawn("(a / b) ** c").splitlines() == ["     c", "⎛ a ⎞", "⎜───⎟", "⎝ b ⎠"]


def test_what_has_no_sign_is_refused_by_name() -> None:
    with pytest.raises(TypesetError, match="a if b else c"):
        drawn("a if b else c")


@variable("dimensionless")
def with_a_loop(a):
    """A law that mathematics has no sign for."""
    for _ in (1,):
        pass
    return a


def test_a_statement_that_is_no_formula_is_refused() -> None:
    with pytest.raises(TypesetError, match="with_a_loop"):
        formulas(with_a_loop.equation)


class Balanced(HTMLParser):
    """Reads markup and notes every tag that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.counted = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.counted += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", {**MODEL.equations, **MODEL.alternatives})
def test_every_law_of_the_model_can_be_drawn_and_written(name: str) -> None:
    equation = {**MODEL.equations, **MODEL.alternatives}[name]
    text = typeset(equation)
    names = {one.name for one in formulas(equation)}
    assert equation.kind not in ("stock", "reference") or f"{equation.name} at the start" in names
    assert all(read in text for read in signature(equation.law).parameters)
    assert all(f"{one} = " in text for one in names)
    assert max(map(len, text.splitlines())) < 175
    page = Balanced()
    page.feed(mathml(equation))
    assert page.open == []
    assert page.counted > 3


def test_fractions_and_powers_have_two_parts_in_mathml() -> None:
    law = ast.parse("(a_b / c) ** d", mode="eval").body
    assert tightness_of(law) > tightness_of(ast.parse("a * b", mode="eval").body)
    found = Drawing(Markup()).of(law)
    assert "<mfrac><mtext>a b</mtext><mtext>c</mtext></mfrac>" in found
    assert found.startswith("<msup>")


def test_a_stock_has_its_start_and_its_change() -> None:
    moved = MODEL.moving_stock("neighbour_helpers")
    told = typeset(MODEL.equations["neighbour_helpers"], moved=moved)
    assert "neighbour_helpers at the start = adults · helping_share_at_start" in told
    assert "yearly change of neighbour_helpers = activation − stopping − helpers_leaving" in told
    assert "activation − stopping − helpers leaving" in mathml(MODEL.equations["neighbour_helpers"], moved)
