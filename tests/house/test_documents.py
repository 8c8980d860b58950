"""What is made from the code is what the code makes of it."""

from itertools import zip_longest
from pathlib import Path

import pytest
from tools.refresh.refresh import GENERATED, SLOW, is_there

ROOT = Path(__file__).parents[2]


def test_the_pages_that_are_made_from_the_code_are_known() -> None:
    assert {"docs/model.md", "docs/hindcast.md", "experiments/experiment.schema.json"} <= set(GENERATED)


@pytest.mark.slow
@pytest.mark.parametrize("name", GENERATED)
def test_a_file_made_from_the_code_is_not_stale(name: str) -> None:
    made = GENERATED[name]()
    if isinstance(made, bytes):
        assert is_there(ROOT / name, made), "run: python -m tools.refresh"
        return
    written = (ROOT / name).read_text(encoding="utf-8")
    pairs = zip_longest(written.splitlines(), made.splitlines())
    stale = [f"line {number}: {was!r} is now {now!r}" for number, (was, now) in enumerate(pairs, 1) if was != now]
    same = written == made  # apart, so that pytest does not print both files
    assert same, "\n".join(["run: python -m tools.refresh", *stale[:5]])


@pytest.mark.parametrize("name", SLOW)
def test_a_file_that_takes_long_to_make_was_made_from_what_is_there_now(name: str) -> None:
    is_fresh, _ = SLOW[name]
    assert is_fresh((ROOT / name).read_text(encoding="utf-8")), "run: python -m tools.refresh"
    assert not is_fresh("anything else")
