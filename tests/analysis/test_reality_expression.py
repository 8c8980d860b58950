"""The language of the reality checks: what it says, and what it refuses."""

from typing import Any

import pytest

from care2040.analysis.reality.reality_expression import FUNCTIONS, LONGEST, evaluate, parse
from care2040.files.problems import Fault

VALUES = {"homes": 10.0, "residents": 24.0}


def value(text: str) -> Any:
    """Return what the left side of a claim is worth; unchanged policy has twice as much of everything."""

    def look_up(name: str, member: str | None, unchanged: bool) -> float:
        return VALUES[name] * (2 if unchanged else 1) * (0.5 if member else 1)

    functions = {"larger": max, "smaller": min, "total": lambda x: x, "start": lambda x: x}
    return evaluate(parse(f"{text} == homes").sides[0], look_up, functions)


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("residents / homes - 0.4", 2.0),
        ("-homes + residents * 2", 38.0),
        ("homes.social_rent", 5.0),
        ("unchanged(homes + residents) - homes", 58.0),
        ("larger(homes, residents) - smaller(homes, 3)", 21.0),
        ("total(homes) * (1 + 1.5)", 25.0),
    ],
)
def test_an_expression_is_worth_what_it_says(text: str, worth: float) -> None:
    assert value(text) == pytest.approx(worth)


@pytest.mark.parametrize("sign", ["<=", "<", ">=", ">", "=="])
def test_a_claim_compares(sign: str) -> None:
    claim = parse(f"change(homes) {sign} unchanged(residents)")
    assert (claim.says, claim.quantities) == (sign, {"homes", "residents"})
    assert claim.uses("change")
    assert not claim.uses("total")


def test_a_claim_over_time_has_one_side() -> None:
    assert [parse(f"{never}(homes)").says for never in ("never_rises", "never_falls")] == ["never_rises", "never_falls"]


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ("homes <", "'homes <' is no claim: invalid syntax", "write 'left <= right'"),
        ("homes", "says nothing that can be true or false", "write 'left <= right'"),
        ("homes != 2", "a claim compares two expressions", "one of <= < >= > =="),
        ("0 < homes < 2", "a claim compares two expressions", "one of <= < >= > =="),
        ("1 < 2", "names no quantity of the model", "write 'left <= right'"),
        ("totl(homes) > 1", "there is no function 'totl'", "did you mean 'total'?"),
        ("larger(homes) > 1", "'larger' takes 2 expressions: 'larger(homes)'", ""),
        ("never_rises(homes, 2)", "'never_rises' takes 1 expression: 'never_rises(homes, 2)'", ""),
        ("homes ** 2 > 1", "'homes ** 2' is not in the language", "allowed: total, change"),
        ("never_rises(homes) > 1", "there is no function 'never_rises'", "did you mean"),
        ("homes[0] > 1", "'homes[0]' is not in the language", "use quantities, numbers"),
        ("'homes' > 1", "is not in the language", "use quantities"),
        ("True > homes", "'True' is not in the language", "use quantities"),
        ("homes.a.b > 1", "'homes.a.b' is not in the language", "use quantities"),
        ("(homes if 1 else 2) > 1", "is not in the language", "use quantities"),
        ("__import__('os').system('true') > homes", "is not in the language", "use quantities"),
        ("(lambda: homes)() > 1", "is not in the language", "use quantities"),
        ("homes" + " + homes" * 60 + " > 1", f"a claim has at most {LONGEST} characters", ""),
        ("(" * 199 + "homes" + ")" * 190, "is no claim", "write 'left <= right'"),
    ],
)
def test_what_is_not_in_the_language_is_refused(text: str, told: str, hint: str) -> None:
    with pytest.raises(Fault) as refused:
        parse(text)
    assert told in refused.value.message
    assert hint in refused.value.hint


def test_every_function_says_what_it_gives() -> None:
    assert all(what for _, what in FUNCTIONS.values())
