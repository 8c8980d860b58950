"""Fill in the placeholders of a template: Jinja2 in a sandbox, with every problem at once and its place."""

import inspect
import re
import sys
import typing
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from care2040.files.problems import InvalidInput, Problem, allowed, did_you_mean
from care2040.reports.document.value_text import Unfillable, ValueText

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the number of what a placeholder became, in the text that Jinja gives back."""
LINE_KEY = "_line"
RESERVED = "as"
"""What a template may write as a name and Python may not."""
FILTERS = ("capitalize", "lower", "upper", "join", "length")
"""What may be done to a text."""
NAME = "memo template"
MARKED = re.compile(f"{OPEN}(\\d+){CLOSE}")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold."""

Spot = tuple[int, int]
"""Line of the template from 1, and how many calls of the same name stand before it in that line."""
Place = Callable[[int, str, str, str, str, int], Problem]
"""Line, the word to point at, code, message, hint, and how often the word comes before it in the line."""


@dataclass
class FilledTemplate:
    """What a template became."""

    text: str = ""
    made: list[Any] = field(default_factory=list)


class Environment(ImmutableSandboxedEnvironment):
    """Jinja2 that calls placeholders, joins texts and chooses between them, and nothing else: no sums, no files."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def __init__(self, finalize: Callable[[Any], Any]) -> None:
        super().__init__(undefined=StrictUndefined, finalize=finalize, keep_trailing_newline=True)
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.globals = {}

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse to calculate: a number in a memo comes from a result, as the run computed it."""
        raise Unfillable("E715", f"a template does not calculate ('{operator}')", "ask for a difference or a range")


@dataclass
class Filler:
    """Fills in one template."""

    functions: Mapping[str, Callable[..., Any]]
    place: Place
    problems: list[Problem] = field(default_factory=list)
    made: list[Any] = field(default_factory=list)

    def fill(self, source: str) -> FilledTemplate:
        """Return a template with its placeholders filled in."""
        if self.problems:
            raise InvalidInput(self.problems)
        environment = Environment(self._keep)
        tree = self._parsed(environment, source)
        self._look(environment, tree)
        if self.problems:
            # What can be asked is asked all the same, so that every problem is told at once.
            self._try_calls(tree)
            raise InvalidInput(self.problems)
        for call, spot in _spots(tree):
            call.kwargs.append(nodes.Keyword(LINE_KEY, nodes.Const(spot)))
        template = environment.template_class.from_code(
            environment, environment.compile(tree, NAME, NAME), self._callables(), None
        )
        text = self._rendered(template)
        if self.problems:
            raise InvalidInput(self.problems)
        return FilledTemplate(text, self.made)

    def _parsed(self, environment: Environment, source: str) -> nodes.Template:
        try:
            return environment.parse(source, NAME, NAME)
        except TemplateSyntaxError as error:
            # Jinja stops at the first fault; lines that are wrong by themselves are told together.
            faults = {error.lineno: str(error.message)}
            for number, line in enumerate(source.split("\n"), 1):
                faults |= self._fault_of(environment, number, line)
            hint = "an opening {{ or {% needs its }} or %}, an {% if %} its {% endif %}, a {% for %} its {% endfor %}"
            problems = [self.place(number, "{", "E711", fault, hint, 0) for number, fault in faults.items()]
            raise InvalidInput(problems) from None

    @staticmethod
    def _fault_of(environment: Environment, number: int, line: str) -> dict[int, str]:
        if "{%" in line or line.count("{{") != line.count("}}"):
            return {}  # may well go on in another line
        try:
            environment.parse(line)
        except TemplateSyntaxError as error:
            return {number: str(error.message)}
        return {}

    def _look(self, environment: Environment, tree: nodes.Template) -> None:
        """Find unknown names, and what a template may not do, before anything is filled in."""
        self._look_at_filters(environment, tree)
        unknown = meta.find_undeclared_variables(tree) - set(self.functions)
        for name in tree.find_all(nodes.Name):
            if name.name in unknown:
                hint = did_you_mean(name.name, list(self.functions))
                self._add(name.lineno, name.name, "E710", f"there is no placeholder '{name.name}'", hint)
        for other in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
            self._add(other.lineno, "{%", "E715", "a template cannot read another file", "put its text here")
        for output in tree.find_all(nodes.Output):
            for bare in output.nodes:
                if isinstance(bare, nodes.Const) and not isinstance(bare.value, str):
                    self._bare(bare.lineno, bare.value)
                if isinstance(bare, nodes.Name) and bare.name in self.functions:
                    message = f"'{bare.name}' needs its brackets: what is asked stands between them"
                    self._add(bare.lineno, bare.name, "E712", message, f"{{{{ {bare.name}(...) }}}}")

    def _look_at_filters(self, environment: Environment, tree: nodes.Template) -> None:
        """Find unknown filters and tests; each gives way to a known one, for Jinja stops at the first."""
        for each in tree.find_all((nodes.Filter, nodes.Test)):
            kind, known = ("filter", FILTERS) if isinstance(each, nodes.Filter) else ("test", tuple(environment.tests))
            if each.name not in known:
                hint = did_you_mean(each.name, known)
                self._add(each.lineno, each.name, "E710", f"there is no {kind} '{each.name}'", hint)
                each.name = known[0]

    def _bare(self, line: int, value: object) -> None:
        message = f"{value!r} is no text: a number never stands without the words that carry it"
        self._add(line, str(value), "E715", message, "ask for it with value(...), or write it outside the braces")

    def _try_calls(self, tree: nodes.Template) -> None:
        """Ask what a template that is wrong elsewhere asks with plain values, to find what is wrong with that too."""
        maybe = {id(call) for choice in tree.find_all(nodes.If) for call in choice.find_all(nodes.Call)}
        for call, spot in _spots(tree):
            name = _name_of(call)
            if id(call) in maybe or name not in self.functions:
                continue
            try:
                given = [one.as_const() for one in call.args]
                named = {one.key: one.value.as_const() for one in call.kwargs}
            except nodes.Impossible:
                continue
            self._call(name, *given, **named, **{LINE_KEY: spot})

    def _callables(self) -> dict[str, Callable[..., Any]]:
        return {name: partial(self._call, name) for name in self.functions}

    def _call(self, called: str, /, *given: Any, **named: Any) -> Any:
        """Call a placeholder; what is wrong with it is noted, and an empty text takes its place."""
        line, before = named.pop(LINE_KEY, (1, 0))
        if RESERVED in named:
            named[f"{RESERVED}_"] = named.pop(RESERVED)
        function = self.functions[called]
        takes = inspect.signature(function)
        try:
            _check_names(called, takes, named)
            takes.bind(*given, **named)
            return function(*given, **named)
        except TypeError as error:
            self._add(line, called, "E712", f"{called}: {error}", allowed(_names(takes)), before)
        except Unfillable as wrong:
            self._add(line, called, wrong.code, wrong.message, wrong.hint, before)
        return ValueText("")

    def _rendered(self, template: Any) -> str:
        try:
            return str(template.render())
        except Unfillable as wrong:
            self._add(_line_of_error(), "{{", wrong.code, wrong.message, wrong.hint)
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError) as error:
            self._add(_line_of_error(), "{{", "E711", f"this cannot be filled in: {error}")
        return ""

    def _keep(self, became: Any) -> str:
        """Keep what a placeholder became, and return the mark that stands for it."""
        if isinstance(became, str):
            became = ValueText(became)
        if isinstance(became, (int, float)) or became is None:
            message = f"{became!r} is no text: a number never stands without the words that carry it"
            raise Unfillable("E715", message, "ask for it with value(...)")
        broken = CONTROL.search(str(became)) if isinstance(became, ValueText) else None
        if broken:
            raise Unfillable("E718", f"the text holds the letter U+{ord(broken[0]):04X}, which cannot stand in a memo")
        if not isinstance(became, StrictUndefined) and not callable(became):
            self.made.append(became)
            return f"{OPEN}{len(self.made) - 1}{CLOSE}"
        return str(became)

    def _add(self, line: int, word: str, code: str, message: str, hint: str = "", before: int = 0) -> None:
        self.problems.append(self.place(line, word, code, message, hint, before))


def _name_of(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else ""


def _spots(tree: nodes.Template) -> Iterator[tuple[nodes.Call, Spot]]:
    """Give every call with its place."""
    seen: Counter[tuple[int, str]] = Counter()
    for call in list(tree.find_all(nodes.Call)):
        key = call.lineno, _name_of(call)
        yield call, (call.lineno, seen[key])
        seen[key] += 1


def _check_names(name: str, takes: inspect.Signature, named: Collection[str]) -> None:
    for each in named:
        if each.rstrip("_") not in _names(takes):
            raise Unfillable("E712", f"{name} takes no '{each}'", did_you_mean(each, _names(takes)))


def _names(takes: inspect.Signature) -> list[str]:
    """Return what a placeholder takes by name, as a template writes it."""
    found: list[str] = []
    for each, one in takes.parameters.items():
        if one.kind is inspect.Parameter.VAR_KEYWORD:
            found += typing.get_args(one.annotation)[0].__annotations__
        elif one.kind is not inspect.Parameter.VAR_POSITIONAL:
            found.append(each.rstrip("_"))
    return found


def _line_of_error() -> int:
    """Return the line of the template in which the error that is being handled came up."""
    trace, line = sys.exc_info()[2], 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
