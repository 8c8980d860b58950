"""The registry of error codes: each is for one thing, and each is used."""

import re

from tools.refresh.error_codes import raised_in

from care2040.files.codes import CODES, EXITS, GROUPS, Exit
from care2040.files.package_files import package


def test_every_code_that_is_used_has_a_meaning_and_every_meaning_is_used():
    assert raised_in(package()).keys() == CODES.keys()


def test_a_code_stands_in_the_registry_once_and_in_order():
    written = re.findall(r'^    "(E[0-9]{3})"', (package() / "files" / "codes.py").read_text("utf-8"), re.MULTILINE)
    assert written == sorted({*written})
    assert written == [*CODES]


def test_no_two_codes_mean_the_same_in_a_group():
    for begin in GROUPS:
        meanings = [one.means for code, one in CODES.items() if code.startswith(begin)]
        assert len({*meanings}) == len(meanings)


def test_every_code_says_what_it_means_and_what_to_do_as_sentences():
    for code, one in CODES.items():
        assert re.fullmatch(r"[A-Z`].*\.", one.means), code
        assert re.fullmatch(r"[A-Z`].*\.", one.remedy), code
        assert any(code.startswith(begin) for begin in GROUPS), code


def test_every_exit_code_is_explained():
    assert [*EXITS] == [*Exit]
