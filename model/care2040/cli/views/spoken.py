"""The help of the commands and what is said of wrong use, in the language that is asked for anywhere on the line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, get_args

import typer
from typer.core import TyperCommand, TyperGroup

from care2040.cli.views.words import choose, chosen
from care2040.wording.language import Language

if TYPE_CHECKING:
    from collections.abc import Callable

OPTION, VARIABLE = "--language", "CARE2040_LANGUAGE"
CITY = "--city"
HELP = ("-h", "--help")
WHOLE = "care2040"
"""What the words of the command without a subcommand stand below."""
UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""Wrong use, wherever the library keeps it."""


def help_words() -> Mapping[str, Any]:
    """Return the Dutch words of the help, by command."""
    from care2040.wording.texts import texts

    found: Mapping[str, Any] = texts("help")["nl"]
    return found


def language_of(args: Sequence[str], commands: Mapping[str, Any]) -> Language:
    """Return the language that a line asks for: before the command, behind it where it is not an option of its own."""
    known: dict[str, Language] = {one: one for one in get_args(Language)}
    place = command_at(args, commands)
    asks_help = any(one in HELP for one in args)
    own = place < len(args) and not asks_help and _has_own(commands[args[place]])
    said = [value for at, _, value in _said(args) if value in known and not (own and at > place)]
    return known[said[-1]] if said else known.get(os.environ.get(VARIABLE, ""), "en")


def to_the_front(args: Sequence[str], commands: Mapping[str, Any]) -> list[str]:
    """Return a line with language and city before the command, but for commands that have an option of that name."""
    place = command_at(args, commands)
    if place == len(args):
        return list(args)
    shared = [option for option in (OPTION, CITY) if not _takes(commands, args[place:], option)]
    behind = {
        at + more: None
        for option in shared
        for at, width, _ in _said(args, option)
        if at > place
        for more in range(width)
    }
    moved, rest = [args[at] for at in behind], [one for at, one in enumerate(args) if at not in behind]
    return [*rest[:place], *moved, *rest[place:]]


def command_at(args: Sequence[str], commands: Mapping[str, Any]) -> int:
    """Return where the command stands on a line; what an option before it is set to may be called as one is."""
    taken = {at + 1 for option in (OPTION, CITY) for at, width, _ in _said(args, option) if width == 2}
    return next((at for at, one in enumerate(args) if one in commands and at not in taken), len(args))


def _takes(commands: Mapping[str, Any], words: Sequence[str], option: str) -> bool:
    """Whether the command that a line begins with, or the one below it that it names, has an option of its own."""
    command = commands[words[0]]
    below = getattr(command, "commands", {})
    named = next((below[one] for one in words[1:] if one in below), None)
    return _has_own(command, option) or (named is not None and _has_own(named, option))


def _has_own(command: Any, option: str = OPTION) -> bool:
    return any(option in one.opts for one in command.params)


def _said(args: Sequence[str], option: str = OPTION) -> Iterator[tuple[int, int, str]]:
    """Give each language, or another option, on a line: where it stands, how many words it takes, and which it is."""
    for at, one in enumerate(args):
        if one == "--":
            return
        if one == option and at + 1 < len(args):
            yield at, 2, args[at + 1]
        elif one.startswith(f"{option}="):
            yield at, 1, one.partition("=")[2]


class SpokenCommand(TyperCommand):
    """A command with its help in the language chosen."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line that says how the command is written."""
        write_usage(self, ctx, formatter, super().format_usage)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        return in_language(super().get_help_option(ctx))


class SpokenGroup(TyperGroup):
    """Commands with their help, and what is said of wrong use, in the language chosen."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line that says how the commands are written."""
        write_usage(self, ctx, formatter, super().format_usage)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        return in_language(super().get_help_option(ctx))

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the line; wrong use is told in the language chosen."""
        with told():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; wrong use is told in the language chosen."""
        with told():
            return super().invoke(ctx)


class SpokenApp(SpokenGroup):
    """The whole command line: finds out which language is asked for before anything is said."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **named: Any) -> Any:
        """Run the line in the language that it asks for."""
        import sys

        line = list(sys.argv[1:] if args is None else args)
        choose(language_of(line, self.commands))
        try:
            if chosen() == "en":
                return super().main(to_the_front(line, self.commands), *more, **named)
            translate(self, WHOLE)
            with panels():
                return super().main(to_the_front(line, self.commands), *more, **named)
        finally:
            choose("en")  # a language holds for one command, also within one process

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the line; one that the Tab key completes, too, with its city before the command."""
        line = to_the_front(args, self.commands) if extra.get("resilient_parsing") else args
        return super().make_context(info_name, line, parent, **extra)


def write_usage(command: Any, ctx: Any, formatter: Any, in_english: Callable[[Any, Any], None]) -> None:
    """Write how a command is written."""
    if chosen() == "en":
        in_english(ctx, formatter)
    else:
        pieces = " ".join(command.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=help_words()["library"]["usage"])


def in_language(option: Any) -> Any:
    """Return the option for help, with what it says in the language chosen."""
    if option is not None and chosen() == "nl":
        option.help = help_words()["library"]["help"]
    return option


def translate(command: Any, path: str) -> None:
    """Put the Dutch words in the place of the English ones, in a command and those below it."""
    words, library = help_words().get(path, {}), help_words()["library"]
    command.help = command.short_help = words.get("about", command.help)
    command.epilog = words.get("end", command.epilog)
    command.options_metavar = library["options"]
    for one in command.params:
        said = words.get(name_of(one), one.help)
        own = said if isinstance(said, dict) else {"help": said}
        one.help = own["help"]
        for key in {"default", "metavar"} & own.keys():
            setattr(one, {"default": "show_default"}.get(key, key), own[key])
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = library["commands"]
        for name, below in command.commands.items():
            translate(below, name if path == WHOLE else f"{path} {name}")


def name_of(parameter: Any) -> str:
    """Return how the words of an argument or an option are found: its name, or the option as it is typed."""
    long = [one for one in parameter.opts if one.startswith("--")]
    return str(long[0] if long else parameter.name)


@contextmanager
def panels() -> Iterator[None]:
    """Let the library say Dutch around the help while this lasts."""
    from typer import rich_utils

    words = {key: text for key, text in help_words()["library"]["panels"].items() if hasattr(rich_utils, key)}
    before = {key: getattr(rich_utils, key) for key in words}
    vars(rich_utils).update(words)
    try:
        yield
    finally:
        vars(rich_utils).update(before)


@contextmanager
def told() -> Iterator[None]:
    """Let wrong use be told in the language chosen."""
    try:
        yield
    except UsageError as error:
        if chosen() == "nl":
            said = misuse(error.format_message())  # type: ignore[attr-defined]
            error.format_message = lambda: said  # type: ignore[attr-defined]
        raise


def misuse(text: str) -> str:
    """Return in Dutch what the library says of wrong use; as it is where that is not known."""
    from care2040.wording.texts import first_that_fits

    return first_that_fits(text, help_words()["misuse"])
