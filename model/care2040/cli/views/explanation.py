"""An explanation on the terminal: facts, the law, and the trees of what a name is made from and used by."""

import inspect
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from care2040.cli.views.console import screen, show
from care2040.cli.views.words import say, translated
from care2040.files.package_files import from_here
from care2040.reports.site.formula_text import typeset
from care2040.study.explain.explain import Explanation
from care2040.study.explain.neighbours import Neighbours, causes_of, uses_of
from care2040.study.project import Project

WIDEST = 110
"""Letters in a line of a formula."""
MARKS = {"stock": "stock", "flow": "flow", "indicator": "indicator", "reference": "at the start"}


def show_explanation(found: Explanation) -> None:
    """Print what there is to know of a name."""
    console: Any = screen()
    console.print(Text(found.title, "bold"))
    console.print(Text(" ".join(found.about.split())))
    table = Table.grid(padding=(0, 2))
    for label, text in found.facts:
        table.add_row(Text(translated("explain.labels", label), "cyan"), Text(translated("explain.values", text)))
    show(console, table)
    if found.law is not None:
        console.print()
        formula = typeset(found.law, min(console.width, WIDEST), found.moved)
        console.print(formula, markup=False, soft_wrap=True)
        console.print()
        law = textwrap.dedent(inspect.getsource(found.law.law))
        as_code = console.is_terminal
        console.print(Syntax(law, "python", theme="ansi_dark", background_color="default") if as_code else law)


def show_trees(project: Project, name: str, depth: int) -> None:
    """Print the tree of causes of a name, and the tree of its uses, each `depth` levels deep."""
    trees = []
    for title, follow in ((say("explain", "made_from"), causes_of), (say("explain", "used_by"), uses_of)):
        tree = Tree(Text(title, "cyan"))
        _grow(tree, project, name, depth, follow, {name})
        if tree.children:
            trees.append(tree)
    show(screen(), *trees)


def _grow(
    tree: Tree,
    project: Project,
    name: str,
    depth: int,
    follow: Callable[[Project, str], Neighbours],
    shown: set[str],
) -> None:
    for other, how in follow(project, name):
        known = other in shown
        below = tree.add(_label(project, other, how, known))
        shown.add(other)
        if not known and depth > 1:
            _grow(below, project, other, depth - 1, follow, shown)


def _label(project: Project, name: str, how: str, known: bool) -> Text:
    """Return a name with what it is, its unit and where it is written."""
    equation = project.model.equations.get(name)
    if equation is not None:
        kind, unit, place = MARKS.get(equation.kind, ""), equation.unit, equation.place
    else:
        parameter = project.parameters[name]
        kind, unit, place = f"{parameter.standing} parameter", parameter.unit, f"{parameter.file}:{parameter.line}"
    said = ", ".join(translated("explain.kinds", part) for part in (how, kind, unit) if part)
    text = Text.assemble((name, "bold" if equation is not None else ""), (f"  {said}", "dim"))
    if known:
        text.append(f"  ({say('explain', 'above')})", "dim")
    else:
        text.append(f"  {_short(place)}", "blue")
    return text


def _short(place: str) -> str:
    """Return a place as it is typed from here, else from the folder that holds the package."""
    here = from_here(Path(place))
    parts = Path(here).parts
    for folder in ("model", "parameters", "care2040"):
        if Path(here).is_absolute() and folder in parts:
            return str(Path(*parts[parts.index(folder) :]))
    return here
