"""Jinja2 in a sandbox that only calls placeholders, joins texts and chooses between them."""

from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from care2040.reports.document.value_text import Wrong

FILTERS = ("capitalize", "lower", "upper", "join", "length")
"""What may be done to a text."""


class Environment(ImmutableSandboxedEnvironment):
    """Jinja2 that calls placeholders, joins texts and chooses between them, and nothing else: no sums, no files."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def __init__(self, finalize: Callable[[Any], Any]) -> None:
        super().__init__(undefined=StrictUndefined, finalize=finalize, keep_trailing_newline=True)
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.globals = {}

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse to calculate: a number in a memo comes from a result, as the run computed it."""
        raise Wrong("E715", f"a template does not calculate ('{operator}')", "ask for a difference or a range")
