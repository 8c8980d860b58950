"""No traceback for anything a user can cause: the place, the reason, and nothing is written."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

SMALL = """\
title: {en: Small, nl: Klein}
question: {en: Does it run?, nl: Loopt het?}
end: 2027
resolution: city
indicators: [care_share_needed, shortage, minors]
"""


LAUGHS = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


BAD: dict[str, tuple[str | bytes, int, str]] = {
    "an unknown key": (SMALL + "colour: blue\n", 6, "colour"),
    "an unknown key, nearly right": (SMALL.replace("end:", "eind:"), 3, "did you mean 'end'?"),
    "a key twice": (SMALL + "end: 2030\n", 6, "end"),
    "a wrong type": (SMALL + "draws: many\n", 6, "draws"),
    "no draws at all": (SMALL + "draws: 0\n", 6, "draws"),
    "an unknown resolution": (SMALL.replace("city", "street"), 4, "district"),
    "a missing key": (SMALL.replace("indicators", "figures"), 1, "indicators"),
    "a share over one": (SMALL + "policies: {more: {absorbed_share: {set: 1.5}}}\n", 6, "1.5"),
    "an effort over one": (SMALL + "policies: {more: {carer_respite: {effort: 2}}}\n", 6, "effort"),
    "a negative factor": (SMALL + "policies: {more: {absorbed_share: {multiply: -1}}}\n", 6, "multiply"),
    "an end before the start": (SMALL.replace("2027", "2020"), 3, "2020"),
    "a ramp that is full before it begins": (
        SMALL + "policies: {more: {carer_respite: {effort: 1, from: 2026, full_by: 2025}}}\n",
        6,
        "full_by",
    ),
    "an unknown parameter": (SMALL + "policies: {more: {absorbed_shar: {set: 0.5}}}\n", 6, "'absorbed_share'"),
    "an unknown lever": (SMALL + "policies: {more: {carer_respit: {effort: 0.5}}}\n", 6, "'carer_respite'"),
    "an unknown package": (SMALL + "policies: {more: {all_togethr: {effort: 0.5}}}\n", 6, "'all_together'"),
    "a lever twice": (
        SMALL + "policies: {more: {care_and_digital: {effort: 1}, all_together: {effort: 1}}}\n",
        6,
        "at the same time",
    ),
    "a lever for free": (SMALL + "policies: {more: {carer_respite_effort: {set: 1}}}\n", 6, "must be paid for"),
    "a spread without districts": (
        SMALL + "policies: {more: {carer_respite: {effort: 0.5, spread: by_need}}}\n",
        6,
        "no districts to spread over",
    ),
    "an unknown indicator": (SMALL.replace("minors", "minor"), 5, "'minors'"),
    "an unknown figure": (SMALL + "figures: [one_in_five]\n", 6, "'one_in_four'"),
    "not a number": (SMALL + "policies: {more: {absorbed_share: {set: .nan}}}\n", 6, "nan"),
    "infinity": (SMALL + "policies: {more: {absorbed_share: {set: .inf}}}\n", 6, "inf"),
    "a decimal comma": (SMALL + "policies:\n  more:\n    absorbed_share:\n      set: 0,12\n", 9, "0.12"),
    "an empty file": ("", 1, "empty"),
    "no YAML": ("title: [\n", 1, "YAML"),
    "a list": ("- one\n- two\n", 1, "list"),
    "a billion laughs": (LAUGHS, 1, "&"),
    "bytes that are no text": (b"\xff\xfe\x00title", 1, "UTF-8"),
}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", BAD)
def test_bad_input_is_told_with_its_place_and_nothing_is_written(
    call: Callable[..., Result], tmp_path: Path, wrong: str
) -> None:
    content, line, told = BAD[wrong]
    file = tmp_path / "bad.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    for command in ("run", "check"):
        result = call(command, "bad.yaml")
        assert result.exit_code == 3, result.output
        assert f"bad.yaml:{line}:" in result.stderr or line == 1
        assert "bad.yaml:" in result.stderr
        assert told in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_every_problem_is_told_at_once(call: Callable[..., Result], tmp_path: Path) -> None:
    text = SMALL.replace("end: 2027", "eind: 2027").replace("city", "street") + "figures: [one_in_five]\n"
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    problems = json.loads(call("run", "bad.yaml", "--format", "json").stdout)
    assert [problem["line"] for problem in problems] == [3, 4, 6]


@pytest.mark.parametrize("missing", ["nowhere.yaml", "nowhere/at_all.yaml", "."])
def test_a_missing_file_or_a_folder_is_told(call: Callable[..., Result], missing: str) -> None:
    for command in ("run", "check"):
        result = call(command, missing)
        assert result.exit_code == 3
        assert f"{missing}:1:1" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("run", "small.yaml", "--draws", "0"),
        ("run", "small.yaml", "--draws", "few"),
        ("run", "small.yaml", "--resolution", "street"),
        ("run", "small.yaml", "--format", "xml"),
        ("run", "small.yaml", "--colour", "blue"),
        ("list",),
        ("list", "colours"),
        ("explain",),
        ("fly",),
    ],
)
def test_wrong_use_is_told_with_exit_code_two(call: Callable[..., Result], small: Path, words: tuple[str, ...]) -> None:
    result = call(*words)
    assert result.exit_code == 2
    assert result.stderr.strip()
