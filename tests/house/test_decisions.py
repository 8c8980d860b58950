"""The decisions: numbered without a gap, dated, with a status, and each in the index."""

import re
from pathlib import Path

TEXT = (Path(__file__).parents[2] / "docs" / "decisions.md").read_text(encoding="utf-8")
TITLES = re.findall(r"^## (\d+)\. (.+)\n\n(\d{4}-\d\d-\d\d), (.+)\.$", TEXT, flags=re.MULTILINE)


def test_every_decision_has_a_number_a_date_and_a_status() -> None:
    assert len(TITLES) == len(re.findall(r"^## ", TEXT, flags=re.MULTILINE))
    assert [int(number) for number, *_ in TITLES] == list(range(1, len(TITLES) + 1))
    for number, _, _, status in TITLES:
        assert re.fullmatch(r"stands|withdrawn|replaced by (\d+)", status), (number, status)
        later = re.search(r"\d+", status)
        assert later is None or int(number) < int(later[0]) <= len(TITLES)


def test_the_index_names_each_decision_once() -> None:
    named = re.findall(r"^- (\d+)\. \[(.+)\]\(#", TEXT, flags=re.MULTILINE)
    assert named == [(number, title) for number, title, *_ in TITLES]
