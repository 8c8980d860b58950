"""Documents that cannot go stale: what is written by hand holds no number that a run of the model gives."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE = ("model", "api", "error_codes", "validation", "hindcast", "changes_of_the_answer", "vision", "amersfoort")
"""Pages that `python -m tools.refresh` makes, and that a test holds to the code."""
DATED = ("decisions", "performance", "releases", "coverage")
"""Pages that tell of a day: what was decided, measured or released then."""
PAGES = [
    *(path for path in sorted((ROOT / "docs").glob("*.md")) if path.stem not in (*MADE, *DATED)),
    ROOT / "README.md",
    ROOT / "experiments" / "README.md",
    ROOT / "outputs" / "README.md",
    ROOT / "CONTRIBUTING.md",
]
RESULT = re.compile(r"\d+(?:[.,]\d+)? ?%|(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}\b")
"""A percentage, or a number of thousands."""
ALLOWED = (
    (r"\b9[05] ?%|\b100 ?%", "bands and intervals that the program always tells, and all of something"),
    (r"CBS.*", "a figure of somebody else, with who gives it"),
    (r"10,000 turns", "a bound of the program"),
    (r"2,000 (?:damaged|inputs)|--inputs.*", "a setting"),
    (r"`[^`]*`", "what one types"),
)
"""What may stand there, and why."""


def results_in(text: str) -> list[str]:
    """Return what looks like a result of the model; blocks of code are what one types."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    for pattern, _ in ALLOWED:
        text = re.sub(pattern, "", text)
    return RESULT.findall(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_written_by_hand_holds_no_result(page: Path) -> None:
    found = results_in(page.read_text(encoding="utf-8"))
    assert not found, "name the command that tells it, or let python -m tools.refresh make the page"


def test_a_result_would_be_seen() -> None:
    assert results_in("The need is 25.2 % of workers, 20,700 people.") == ["25.2 %", "20,700"]
    assert results_in("90 % of the draws; CBS counts 13 %; `--draws 2,000`") == []
