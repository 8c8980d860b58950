"""Paths on the page of tables and in the terminal, from tables that no model made."""

import pandas as pd
import pytest

from care2040.analysis.pathways.pathways_dataset import POLICIES, SIGNPOSTS, SWITCHES, WAITING
from care2040.cli.views import words
from care2040.cli.views.findings import LINES
from care2040.reports.tables.paths_page import paths, until_words

AIM = ["care_share_needed", "dimensionless", "at_most", 0.2, 2040]
TABLES = {
    "pathways": pd.DataFrame(
        [
            ["evidence", "as_is", *AIM, 0.47, 0.8, "2037", "2035", "2040", "never", 0.47, 0.0, 0.0, 400],
            ["evidence", "all_together", *AIM, 0.86, 0.8, "never", "2039", "never", "never", 0.86, 0.0, 5.3e9, 400],
        ],
        columns=POLICIES,
    ),
    "pathways_switches": pd.DataFrame(
        [
            ["evidence", "as_is", "all_together", 2028, 0.83, 4.6e9, True, "2029", "2027", "2030"],
            ["evidence", "as_is", "all_together", 2032, 0.73, 2.9e9, False, "2029", "2027", "2030"],
            ["evidence", "all_together", "as_is", 2028, 0.5, 1e8, False, "closed", "closed", "closed"],
            ["evidence", "all_together", "as_is", 2032, 0.6, 9e8, False, "closed", "closed", "closed"],
        ],
        columns=SWITCHES,
    ),
    "pathways_signposts": pd.DataFrame(
        [["evidence", "as_is", 2032, 1, "shortage_share", "above", 0.102, "dimensionless", 0.67, 0.39, True]],
        columns=SIGNPOSTS,
    ),
    "pathways_waiting": pd.DataFrame(
        [
            ["evidence", 2028, "nothing", "as_is", 0.47, 0.0, 0.0],
            ["evidence", 2028, "sure_enough", "all_together", 0.86, 5.3e9, 1.0],
            ["evidence", 2028, "surest", "all_together", 0.86, 5.3e9, 1.0],
            ["evidence", 2028, "later", "all_together", 0.83, 4.56e9, 1.0],
            ["evidence", 2028, "wait_and_look", "all_together", 0.67, 2.29e9, 0.51],
            ["evidence", 2028, "perfect_knowledge", "all_together", 0.83, 0.69e9, 0.36],
        ],
        columns=WAITING,
    ),
}


@pytest.fixture
def dutch():
    words.choose("nl")
    yield
    words.choose("en")


def page(language, **changed):
    return "\n".join(paths({**TABLES, **changed}, language))


def test_the_page_tells_every_part_in_both_languages():
    english = page("en")
    assert "Care workers needed at most 20.0% until 2040" in english
    assert "| Unchanged policy | 2037 | 2035 | 2040 | not before the end | 47% | 0 |" in english
    assert "| Unchanged policy | All together | 83% | 73% | 2029 (2027 \u2013 2030) |" in english
    assert "above 10.2% | yes | 67% | 39% |" in english
    assert "| 2028 | only when the best signpost warns | All together | 51% | 67% | 2,290 |" in english
    dutch = page("nl")
    assert "| Ongewijzigd beleid | 2037 | 2035 | 2040 | niet vóór het einde | 47% | 0 |" in dutch
    assert "| nu | niets anders | \u2013 | 0% | 47% | 0 |" in dutch
    assert "geen |" not in dutch  # what is not in time stands in the file alone


def test_where_nothing_is_in_time_or_tells_anything_the_page_says_so():
    none = {name: TABLES[name].iloc[:0] for name in ("pathways_signposts",)}
    closed = TABLES["pathways_switches"].assign(open_until="closed", open_low="closed", open_high="closed")
    told = page("en", **none, pathways_switches=closed)
    assert "No change-over keeps it with a chance of 80% in 2040." in told
    assert "Nothing that is counted or was asked for tells it better than chance." in told


def test_a_result_without_paths_has_no_part_of_them():
    assert list(paths({}, "en")) == []


def test_a_year_that_is_sure_stands_alone_and_a_doubtful_one_says_between_which_it_lies():
    sure = {"open_until": "the end", "open_low": "the end", "open_high": "the end"}
    assert until_words(sure, "en") == "the end"
    doubtful = {"open_until": "closed", "open_low": "closed", "open_high": "2029"}
    assert until_words(doubtful, "nl") == "geen (geen \u2013 2029)"


def test_the_terminal_tells_a_line_for_each_thing():
    told = [line for name, rows in TABLES.items() for line in LINES[name](rows)]
    assert told[0] == "paths: care_share_needed at most 20.0% until 2040, with a chance of 80%, over 400 draws"
    assert told[1].split(None, 1) == ["as_is", "chance too low from: 2037; 47% in 2040, 0.0 billion euros"]
    assert told[2].endswith("chance too low from: not before the end; 86% in 2040, 5.3 billion euros")
    assert told[4].split(None, 1)[0] == "all_together"
    assert "from as_is until 2029 (2027" in told[4]
    assert "warns of 67% of what fails, and in vain of 39%" in told[6]
    assert told[8].split(None, 1)[1].startswith("without looking 83% and 4.6, only on a warning 67% and 2.3")


def test_the_terminal_speaks_dutch(dutch):
    told = [line for name, rows in TABLES.items() for line in LINES[name](rows)]
    assert told[0].startswith("paden: ")
    assert "kans te klein vanaf: niet vóór het einde" in told[2]
    assert "waarschuwt bij 67% van wat misgaat" in told[6]
