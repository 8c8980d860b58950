"""``docs/model.md`` from the code: every equation with its unit, its sentence, its source and its law."""

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator, Mapping

from care2040.inputs.parameters.parameter_set import Parameter
from care2040.language.dependencies import readers
from care2040.language.equations import Equation
from care2040.language.model import Model
from care2040.sectors import SECTORS

HEAD = """# The model, equation by equation

Made from the code by `python -m tools.refresh`; do not edit. A flow is per year; what leaves one stock arrives in the
other, and a flow with one end is where the model stops and the world begins (listed at the end). A reference is
computed once, at the start, and held. `care2040 explain NAME` shows one quantity with its values and sources.
"""

OTHER = """Where the literature disagrees, an experiment may choose another law (`equations: {quantity: law}`). It has
the unit, the axes and the ends of the quantity whose place it takes, and gives the same at the start."""

OUTSIDE = "outside"


def model_page(model: Model, parameters: Mapping[str, Parameter]) -> str:
    """Return the text of ``docs/model.md``."""
    used = readers(model.equations)
    parts = [HEAD, *_contents(model)]
    for sector in SECTORS:
        parts += [f"\n## {_title(sector)}\n", _story(sector), *_diagrams(model, sector)]
        own = [equation for equation in model.equations.values() if equation.sector == sector]
        parts += [_section(equation, used, parameters) for equation in own]
    parts += ["\n## Other laws\n", OTHER]
    parts += [_other(name, law, parameters) for name, law in model.alternatives.items()]
    parts += ["\n## Boundary\n", *_boundary(model)]
    return "\n".join(parts).rstrip() + "\n"


def law_of(equation: Equation) -> str:
    """Return the statements of a law, without its declaration and its docstring."""
    source = textwrap.dedent(inspect.getsource(equation.law))
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    first = function.body[1] if ast.get_docstring(function) else function.body[0]
    lines = source.splitlines()[first.lineno - 1 :]
    return textwrap.dedent("\n".join(lines)).rstrip()


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _story(sector: str) -> str:
    return inspect.getdoc(importlib.import_module(f"care2040.sectors.{sector}")) or ""


def _diagrams(model: Model, sector: str) -> Iterator[str]:
    """Give the diagrams of a sector, as ``python -m tools.refresh`` draws them."""
    yield f"\n![What works on what in {sector}](diagrams/{sector}_causes.svg)"
    if any(stock.sector == sector for stock in model.stocks.values()):
        yield f"\n![Stocks and flows of {sector}](diagrams/{sector}_stocks.svg)"


def _contents(model: Model) -> Iterator[str]:
    yield "\n| sector | stocks | flows | variables | references | indicators |\n|---|---|---|---|---|---|"
    kinds = ("stock", "flow", "variable", "reference", "indicator")
    for sector in SECTORS:
        own: list[str] = [equation.kind for equation in model.equations.values() if equation.sector == sector]
        yield f"| [{_title(sector)}](#{sector}) | {' | '.join(str(own.count(kind)) for kind in kinds)} |"


def _section(equation: Equation, used: Mapping[str, tuple[str, ...]], parameters: Mapping[str, Parameter]) -> str:
    axes = ", ".join(equation.axes) or "the city"
    ends = f" · {equation.source or OUTSIDE} → {equation.sink or OUTSIDE}" if equation.kind == "flow" else ""
    lines = [f"\n### {equation.name}\n", f"{equation.kind} · {equation.unit} · {axes}{ends}\n", equation.about, ""]
    lines += ["```python", law_of(equation), "```", ""]
    if equation.over is not None:
        lines.append(f"Added up over {equation.over.replace('_', ' ')}.")
    if equation.reads:
        lines.append(f"Reads: {', '.join(_read(name, parameters) for name in equation.reads)}.")
    if equation.name in used:
        lines.append(f"Read by: {', '.join(_link(name) for name in used[equation.name])}.")
    return "\n".join(lines)


def _other(name: str, law: Equation, parameters: Mapping[str, Parameter]) -> str:
    lines = [f"\n### {name}\n", f"instead of {_link(law.name)} · {law.unit}\n", law.about, ""]
    lines += ["```python", law_of(law), "```", ""]
    lines.append(f"Reads: {', '.join(_read(one, parameters) for one in law.reads)}.")
    return "\n".join(lines)


def _read(name: str, parameters: Mapping[str, Parameter]) -> str:
    if name not in parameters:
        return _link(name)
    return f"`{name}` ({parameters[name].standing} parameter, {parameters[name].unit})"


def _link(name: str) -> str:
    return f"[{name}](#{name})"


def _boundary(model: Model) -> Iterator[str]:
    yield "Flows with one end.\n"
    yield "| flow | from | to | unit |\n|---|---|---|---|"
    for flow in model.boundary().values():
        yield f"| {_link(flow.name)} | {flow.source or OUTSIDE} | {flow.sink or OUTSIDE} | {flow.unit} |"
