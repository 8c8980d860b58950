"""Fill in the placeholders of a template: Jinja2 in a sandbox, with every problem at once and its place."""

import inspect
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from care2040.files.problems import InvalidInput, Problem, allowed, did_you_mean
from care2040.reports.document.blocks import Figure, Pair, Paragraph, Table
from care2040.reports.document.value_text import Deferred, Unfillable, ValueText
from care2040.reports.templates import bounds
from care2040.reports.templates.arguments import check_arguments, names_of

OPEN, CLOSE = "\x01", "\x02"
"""Around the number of what a placeholder became, in the text that Jinja gives back: letters that no text can have."""
LINE_KEY = "_line"
RESERVED = "as"
"""What a template may write as a name and Python may not."""
FILTERS = ("capitalize", "lower", "upper", "join", "length")
"""What may be done to a text."""
NAME = "memo template"
BLOCKS = (Figure, Pair, Table, Paragraph)
MARKED = re.compile(f"{OPEN}(\\d+){CLOSE}")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold."""

LONGEST_MESSAGE = 500
LIBRARY_ERRORS = (TemplateError, TypeError, ValueError, LookupError, AttributeError, NameError, ArithmeticError)
TOO_DEEP = (RecursionError, MemoryError, SyntaxError)
"""What Jinja and Python raise for a template that is wrong, and for one that is too deep."""
TOO_DEEP_TOLD = f"more than {bounds.DEEPEST} brackets or choices stand inside one another"

Spot = tuple[int, str, int]
"""Line of the template from 1, the name of what is called, and how many such calls stand before it in that line."""
Place = Callable[[int, str, str, str, str, int], Problem]
"""Line, the word to point at, code, message, hint, and how often the word comes before it in the line."""


@dataclass
class FilledTemplate:
    """What a template became."""

    text: str = ""
    made: list[Any] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)


class Environment(ImmutableSandboxedEnvironment):
    """Jinja2 that calls placeholders, joins texts and chooses between them, and nothing else: no sums, no files."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def __init__(self, finalize: Callable[[Any], Any], meter: bounds.Meter) -> None:
        super().__init__(undefined=StrictUndefined, finalize=finalize, keep_trailing_newline=True)
        self.filters = {name: _of_texts(self.filters[name], meter) for name in FILTERS}
        self.filters |= {"join": partial(_joined, meter), "length": len}
        self.globals = {"_each": meter.each, "_joined": meter.joined}

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Take a member out of a list, and look into nothing else."""
        if not isinstance(obj, list | tuple) or not isinstance(argument, int | slice):
            raise Unfillable("E715", "a template does not look inside what it names", "name it itself")
        return obj[argument]

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
    spots: list[Spot] = field(default_factory=list)
    _called: dict[int, tuple[Any, Spot]] = field(default_factory=dict)

    def fill(self, source: str) -> FilledTemplate:
        """Return a template with its placeholders filled in."""
        for line, message in bounds.faults_of_size(source):
            self._add(line, "{", "E719", message, bounds.HINT)
        self._stop()
        meter = bounds.Meter()
        environment = Environment(self._keep, meter)
        tree = self._parsed(environment, source)
        for line, code, message in bounds.faults_of_tree(tree):
            self._add(line, "{", code, message)
        if any(problem.code == "E719" for problem in self.problems):
            self._stop()
        self._look(environment, tree)
        if self.problems:
            # What can be asked is asked all the same, so that every problem is told at once.
            self._try_calls(tree)
            self._stop()
        for call, spot in _spots(tree):
            call.kwargs.append(nodes.Keyword(LINE_KEY, nodes.Const(spot)))
        bounds.metered(tree)
        text = self._rendered(environment, tree)
        self._stop()
        made = [one.tell() if isinstance(one, Deferred) else one for one in self.made]
        return FilledTemplate(text, made, self.spots)

    def _stop(self) -> None:
        if self.problems:
            raise InvalidInput(self.problems)

    def _parsed(self, environment: Environment, source: str) -> nodes.Template:
        hint = "an opening {{ or {% needs its }} or %}, an {% if %} its {% endif %}, a {% for %} its {% endfor %}"
        faults: dict[int, str] = {}
        try:
            return environment.parse(source, NAME, NAME)
        except TemplateSyntaxError as error:
            faults[error.lineno] = str(error.message)
        except (*TOO_DEEP, ValueError):
            pass  # says no line; the lines by themselves do
        # Jinja stops at the first fault; lines that are wrong by themselves are told together.
        for number, line in enumerate(source.split("\n"), 1):
            faults |= self._fault_of(environment, number, line)
        for number, fault in (faults or {1: TOO_DEEP_TOLD}).items():
            self._add(number, "{", "E719" if fault == TOO_DEEP_TOLD else "E711", fault, hint)
        raise InvalidInput(self.problems)

    @staticmethod
    def _fault_of(environment: Environment, number: int, line: str) -> dict[int, str]:
        if "{%" in line or line.count("{{") != line.count("}}"):
            return {}  # may well go on in another line
        try:
            environment.parse(line)
        except TemplateSyntaxError as error:
            return {number: str(error.message)}
        except TOO_DEEP:
            return {number: TOO_DEEP_TOLD}
        except ValueError:
            return {number: "a number with far too many digits"}
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
        called = {id(call.node) for call in tree.find_all(nodes.Call)}
        for name in tree.find_all(nodes.Name):
            if name.name in self.functions and id(name) not in called:
                message = f"'{name.name}' needs its brackets: what is asked stands between them"
                self._add(name.lineno, name.name, "E712", message, f"{{{{ {name.name}(...) }}}}")

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
            self._call(name, *given, **{**named, LINE_KEY: spot})

    def _callables(self) -> dict[str, Callable[..., Any]]:
        return {name: partial(self._call, name) for name in self.functions}

    def _call(self, called: str, /, *given: Any, **named: Any) -> Any:
        """Call a placeholder; what is wrong with it is noted, and an empty text takes its place."""
        spot: Spot = named.pop(LINE_KEY, (1, called, 0))
        line, _, before = spot
        if RESERVED in named:
            named[f"{RESERVED}_"] = named.pop(RESERVED)
        function = self.functions[called]
        try:
            check_arguments(called, function, given, named)
            became = function(*given, **named)
        except TypeError:
            message = f"{called}: something between its brackets is of another kind than it takes"
            self._add(line, called, "E712", message, allowed(names_of(inspect.signature(function))), before)
        except Unfillable as wrong:
            self._add(line, called, wrong.code, wrong.message, wrong.hint, before)
        else:
            if not isinstance(became, bool):
                self._called[id(became)] = became, spot
            return became
        return ValueText("")

    def _rendered(self, environment: Environment, tree: nodes.Template) -> str:
        parts: list[str] = []
        with self._told():
            code = environment.compile(tree, NAME, NAME)
            template = environment.template_class.from_code(
                environment, code, {**environment.globals, **self._callables()}
            )
            letters = 0
            for part in template.generate():
                letters += len(part)
                if letters > bounds.LONGEST_MEMO:
                    message = f"the memo becomes longer than {bounds.LONGEST_MEMO:,} letters"
                    raise Unfillable("E719", message, bounds.HINT)
                parts.append(part)
        return "".join(parts)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Make a problem, with its line, of what Jinja and Python raise; Python's own words are not for a reader."""
        try:
            yield
        except Unfillable as wrong:
            self._add(_line_of_error(), "{{", wrong.code, wrong.message, wrong.hint)
        except TOO_DEEP:
            self._add(_line_of_error(), "{{", "E719", TOO_DEEP_TOLD)
        except TemplateError as error:
            self._add(_line_of_error(), "{{", "E711", f"this cannot be filled in: {error}")
        except ArithmeticError:
            self._add(_line_of_error(), "{{", "E715", "this divides by nought, and a template does not calculate")
        except LIBRARY_ERRORS:
            message = "this cannot be filled in: something in it is of another kind than it should be"
            self._add(_line_of_error(), "{{", "E711", message)

    def _keep(self, became: Any) -> str:
        """Keep what a placeholder became, and return the mark that stands for it."""
        if isinstance(became, StrictUndefined):
            return str(became)
        spot = self._called.get(id(became), (became, (1, "", 0)))[1]
        if isinstance(became, str):
            became = ValueText(became)
        if isinstance(became, int | float) or became is None:
            message = f"{became!r} is no text: a number never stands without the words that carry it"
            raise Unfillable("E715", message, "ask for it with value(...)")
        if not isinstance(became, ValueText | Deferred) and not _is_blocks(became):
            raise Unfillable("E715", "this is no text: a list is told one by one", "{% for ... %}, or |join(', ')")
        broken = CONTROL.search(str(became)) if isinstance(became, ValueText) else None
        if broken:
            raise Unfillable("E718", f"the text holds the letter U+{ord(broken[0]):04X}, which cannot stand in a memo")
        self.made.append(became)
        self.spots.append(spot)
        return f"{OPEN}{len(self.made) - 1}{CLOSE}"

    def _add(self, line: int, word: str, code: str, message: str, hint: str = "", before: int = 0) -> None:
        told = message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]}…"
        self.problems.append(self.place(line, word, code, told, hint, before))


def _name_of(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else ""


def _spots(tree: nodes.Template) -> Iterator[tuple[nodes.Call, Spot]]:
    """Give every call with its place."""
    seen: Counter[tuple[int, str]] = Counter()
    for call in list(tree.find_all(nodes.Call)):
        key = call.lineno, _name_of(call)
        yield call, (*key, seen[key])
        seen[key] += 1


def _is_blocks(became: Any) -> bool:
    """Whether a placeholder became blocks of a memo: figures, tables, a list; a tuple of a template is none."""
    return isinstance(became, tuple) and bool(became) and all(isinstance(each, BLOCKS) for each in became)


def _of_texts(function: Callable[[str], str], meter: bounds.Meter) -> Callable[[Any], str]:
    return lambda given: function(meter.text(given))


def _joined(meter: bounds.Meter, members: Any, between: str = "") -> str:
    """Return texts behind one another, with something between them."""
    return meter.text(str(between).join(map(meter.text, meter.each(members))))


def _line_of_error() -> int:
    """Return the line of the template in which the error that is being handled came up."""
    trace, line = sys.exc_info()[2], 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
