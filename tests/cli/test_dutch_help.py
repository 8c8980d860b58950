"""The command line in Dutch: every command, option and error code has its words, wherever the language is asked for."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import Result

from care2040.cli.app import app
from care2040.cli.views.spoken import WHOLE, help_words, language_of, misuse, name_of, to_the_front
from care2040.cli.views.words import chosen
from care2040.files.codes import CODES, EXITS, GROUPS
from care2040.files.package_files import package
from care2040.wording.texts import texts

PLACE = "model/care2040/wording/texts/help.yaml: nl"
WORDS_OF_THE_LIBRARY = re.compile(r"Usage|Options|Arguments|Commands|default:|required|Show this|Try '")
ENGLISH = re.compile(r"\b(the|with|which|folder|write|draws|what)\b", re.IGNORECASE)


def commands(command: Any, path: str = WHOLE) -> Iterator[tuple[str, Any]]:
    """Give every command with the name that its words stand below."""
    yield path, command
    for name, below in command.commands.items() if isinstance(command, TyperGroup) else ():
        yield from commands(below, name if path == WHOLE else f"{path} {name}")


EVERY = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", EVERY)
def test_every_command_and_every_option_has_words_in_both_languages(path: str) -> None:
    command, words = EVERY[path], help_words().get(path, {})
    assert command.help, f"{path}: write what it does, in English"
    assert words.get("about"), f"{PLACE}: {path}: about: write what it does"
    names = {name_of(one): one for one in command.params}
    for name, one in names.items():
        said = words.get(name)
        assert one.help, f"{path} {name}: write its help, in English"
        assert said, f"{PLACE}: {path}: {name}: write what it is for"
        own = said if isinstance(said, dict) else {"help": said}
        assert own["help"] != one.help, f"{PLACE}: {path}: {name}: write it in Dutch"
        if isinstance(one.show_default, str) and " " in one.show_default:
            assert own.get("default"), f"{PLACE}: {path}: {name}: default: write '{one.show_default}' in Dutch"
    assert set(words) - {"about", "end"} <= set(names), f"{PLACE}: {path}: what is no option any more"


def test_no_command_that_is_gone_keeps_words() -> None:
    assert set(help_words()) - {"library", "misuse"} == set(EVERY)


@pytest.mark.parametrize("path", EVERY)
def test_the_help_is_dutch_in_either_order(path: str, call: Callable[..., Result]) -> None:
    words = path.split() if path != WHOLE else []
    before, after = call("--language", "nl", *words, "--help"), call(*words, "-h", "--language=nl")
    assert before.stdout == after.stdout
    assert "Gebruik:" in before.stdout
    assert not WORDS_OF_THE_LIBRARY.search(before.stdout)
    assert "Usage:" in call(*words, "--help").stdout, "a language holds for one command"


def test_the_language_of_the_environment_counts_for_help_too(
    call: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARE2040_LANGUAGE", "nl")
    assert "Gebruik:" in call("run", "--help").stdout
    assert "Usage:" in call("--language", "en", "run", "--help").stdout


def test_the_language_may_follow_the_command_but_not_where_it_is_an_option_of_its_own() -> None:
    known = EVERY[WHOLE].commands
    assert to_the_front(["run", "x", "--language", "nl", "--force"], known) == [
        "--language",
        "nl",
        "run",
        "x",
        "--force",
    ]
    assert to_the_front(["figures", "x", "--language", "nl"], known) == ["figures", "x", "--language", "nl"]
    assert language_of(["figures", "x", "--language", "nl"], known) == "en"
    assert language_of(["--language", "nl", "figures", "x", "--language", "en"], known) == "nl"
    assert language_of(["figures", "--help", "--language", "nl"], known) == "nl"
    assert language_of(["run", "--", "--language", "nl"], known) == "en"
    assert language_of(["--language", "de", "run"], known) == "en"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("run",), "Het argument 'file' ontbreekt."),
        (("run", "x", "--drawz", "3"), "Bedoelde je"),
        (("ruun",), "Er is geen commando 'ruun'."),
        (("run", "x", "--draws", "0"), "Bij '--draws' hoort 1 of meer."),
        (("list", "kettles"), "toegestaan:"),
        (("check", "--draws", "3"), "--draws hoort bij --reality"),
        (("list", "loops", "--kind", "sad"), "toegestaan: balancing"),
    ],
)
def test_wrong_use_is_told_in_dutch(line: tuple[str, ...], told: str, call: Callable[..., Result]) -> None:
    said = call("--language", "nl", *line)
    assert said.exit_code == 2
    assert told in " ".join(said.stderr.replace("│", " ").split())
    assert chosen() == "en"


def test_what_is_not_known_of_wrong_use_is_told_as_it_is() -> None:
    assert misuse("The moon is full.") == "The moon is full."


def test_every_error_code_and_exit_code_means_something_in_dutch() -> None:
    known = texts("codes")["nl"]
    place = "model/care2040/wording/texts/codes.yaml: nl"
    assert set(CODES) - set(known) == set(), f"{place}: write what these mean, and what to do"
    assert set(known) - set(CODES) == {"groups", "exits"}, f"{place}: what is no code any more"
    assert set(known["groups"]) == set(GROUPS)
    assert set(known["exits"]) == {int(code) for code in EXITS}
    for code in CODES:
        means, remedy = known[code]
        assert re.fullmatch(r"[A-Z`].*\.", means), f"{place}: {code}: a sentence"
        assert re.fullmatch(r"[A-Z`].*\.", remedy), f"{place}: {code}: a sentence"
        assert not ENGLISH.search(re.sub(r"`[^`]*`", "", means)), code


def test_no_two_codes_mean_the_same_in_dutch() -> None:
    known = texts("codes")["nl"]
    for begin in GROUPS:
        means = [known[code][0] for code in CODES if code.startswith(begin)]
        assert len(means) == len({*means}), begin


def test_a_problem_is_told_by_its_meaning_then_exactly(call: Callable[..., Result], small: Path) -> None:
    small.write_text(small.read_text("utf-8").replace("end:", "eind:"), encoding="utf-8")
    told = call("run", small, "--language", "nl").stderr.splitlines()
    assert told[0] == "fout[E101]: Een sleutel is hier onbekend."
    assert told[1].endswith("small.yaml:3:1 (regel 3)")
    assert "  = precies, in het Engels: unknown key 'eind'" in told
    assert any(line.startswith("  = tip: bedoelde je 'end'? toegestaan: title, ") for line in told)
    assert any(line.startswith("  = wat je kunt doen: Neem de naam") for line in told)
    assert '"message": "unknown key \'eind\'"' in call("--language", "nl", "run", small, "--format", "json").stdout


def test_what_belongs_to_no_file_is_told_by_its_meaning_too(call: Callable[..., Result]) -> None:
    told = call("explain", "nonsense_here", "--language", "nl").stderr
    assert told.startswith("fout: De invoer klopt niet.\n = precies, in het Engels: nothing is called")


def test_the_words_of_the_terminal_are_the_same_in_both_languages() -> None:
    english, dutch = texts("terminal")["en"], texts("terminal")["nl"]
    assert english.keys() == dutch.keys()
    for group in (
        "cache",
        "calibrate",
        "reality",
        "explain",
        "explorer",
        "district",
        "serve",
        "export",
        "drawn",
        "loops",
        "why",
        "times",
        "files",
    ):
        assert english[group].keys() == dutch[group].keys(), group


@pytest.mark.parametrize("pattern", [one for group in ("notes", "labels") for one, _ in texts("terminal")["nl"][group]])
def test_what_is_said_in_other_words_is_still_said_in_english_somewhere(pattern: str) -> None:
    """A note or a hint that is worded otherwise would be told in English, and nobody would see why."""
    said = max(re.findall(r"[A-Za-z][A-Za-z ,'-]+", re.sub(r"\\[a-zA-Z]|\(\?\W?", "·", pattern)), key=len)
    files = [
        path for path in package().rglob("*.*") if path.suffix in (".py", ".yaml") and path.name != "terminal.yaml"
    ]
    assert any(said.strip() in path.read_text(encoding="utf-8") for path in files), said
