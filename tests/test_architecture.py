"""The lines of the house: imports point one way, no number in a law, nothing too long to read."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "model" / "care2040"

LAYERS: dict[str, tuple[str, ...]] = {
    "ground": ("axes", "rooms", "problems", "yamlscalars", "yamlnodes", "yamlfile", "units"),
    "schema": ("schema_problems",),
    "language": ("equations", "graph"),
    "sectors": ("sectors.*",),
    "parameters": ("parameters", "parameter", "parameter_*", "tables", "spreads", "folding"),
    "experiments": ("experiments", "experiment_*", "lever", "levers", "lever_*", "changes", "policies", "policy_*"),
    "engine": (
        "symbols",
        "writer",
        "compiler",
        "model",
        "programs",
        "system",
        "solver",
        "integrate",
        "failures",
        "kernel",
        "kernel_*",
        "trajectories",
    ),
    "runs": (
        "simulate",
        "labels",
        "batches",
        "base_year",
        "targets",
        "designs",
        "ensembles",
        "ensemble_*",
        "calibration",
        "staleness",
        "documentation",
        "typeset",
        "typeset_*",
        "hindcast",
        "hindcast_*",
        "national_workforce",
        "variance",
        "validation",
        "validation_*",
        "loops",
        "loop_*",
        "moments",
        "reality",
        "reality_*",
    ),
    "exports": (
        "scalars",
        "unrolling",
        "flat_*",
        "flattening",
        "broken_lines",
        "new_year",
        "age_bands",
        "loops_that_matter",
        "xmile",
        "xmile_*",
    ),
    "figures": ("figures", "figures.*"),
    "numbers": ("series",),
    "analysis": ("analysis", "analysis.*"),
    "results": (
        "results",
        "longtable",
        "netcdf",
        "workbook",
        "figure_sheets",
        "reading_sheet",
        "files",
        "added_files",
        "manifest",
        "stored",
    ),
    "reporting": ("reporting", "reporting.*"),
    "pages": ("pages", "pages.*"),
    "front": ("__init__",),
    "commands": ("__main__", "cli", "commands.*"),
}
"""Layer to the modules in it; a star stands for any ending."""

MAY_READ: dict[str, tuple[str, ...]] = {
    "ground": (),
    "schema": ("ground",),
    "language": (),
    "sectors": ("language",),
    "parameters": ("ground", "schema"),
    "experiments": ("ground", "schema", "parameters"),
    "engine": ("ground", "language", "parameters", "experiments"),
    "runs": ("ground", "schema", "language", "parameters", "experiments", "engine"),
    "exports": ("ground", "language", "parameters", "experiments", "engine", "runs"),
    "figures": ("ground", "schema"),
    "numbers": ("ground",),
    "analysis": ("ground", "language", "parameters", "experiments", "engine", "runs", "exports", "figures", "numbers"),
    "results": ("ground", "experiments", "figures", "numbers", "analysis"),
    "reporting": ("ground", "experiments", "figures", "numbers", "analysis", "results"),
    "pages": ("ground", "language", "parameters", "experiments", "engine", "runs", "numbers"),
    "front": ("figures", "results"),
    "commands": (
        "ground",
        "language",
        "parameters",
        "experiments",
        "engine",
        "runs",
        "exports",
        "figures",
        "numbers",
        "analysis",
        "results",
        "reporting",
        "pages",
        "front",
    ),
}
"""Layer to the layers it may import from, besides its own."""

FOREIGN: dict[str, tuple[str, ...]] = {
    "matplotlib": ("figures",),
    "scipy": ("parameters", "engine", "runs", "figures", "analysis"),
    "pint": ("ground", "parameters", "engine"),
    "pydantic": ("schema", "parameters", "experiments", "runs", "figures"),
    "docx": ("reporting",),
    "jinja2": ("reporting", "pages"),
    "markdown_it": ("reporting",),
    "typst": ("reporting",),
    "typer": ("commands",),
    "rich": ("ground", "commands"),
    "xlsxwriter": ("results",),
    "SALib": ("runs", "analysis"),
    "zarr": ("runs",),
    "distributed": ("runs",),
    "llvmlite": ("engine",),
    "yaml": ("ground", "runs"),
}
"""A package of others to the layers that may import it."""

HEAVY = {
    "numpy",
    "scipy",
    "pandas",
    "xarray",
    "pint",
    "pydantic",
    "matplotlib",
    "netCDF4",
    "xlsxwriter",
    "docx",
    "jinja2",
    "markdown_it",
    "typst",
    "yaml",
    "rich",
    "SALib",
    "zarr",
    "distributed",
    "llvmlite",
}
"""What the command line may import only inside a command."""

LONGEST_FILE, LONGEST_SECTOR, LONGEST_FUNCTION, MOST_STATEMENTS = 250, 400, 50, 8
"""Lines; a sector stays one file, so that whoever knows one finds his way in all."""

PATHS = sorted(ROOT.rglob("*.py"))
TREES = {".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text("utf-8")) for path in PATHS}
MODULES = {name.removesuffix(".__init__") if name != "__init__" else name: tree for name, tree in TREES.items()}
SECTORS = {name: tree for name, tree in MODULES.items() if name.startswith("sectors.")}


def layer_of(module: str) -> str:
    """Return the layer a module stands in; a new module has to be given one."""
    for layer, patterns in LAYERS.items():
        for pattern in patterns:
            if module == pattern or (pattern.endswith("*") and module.startswith(pattern[:-1])):
                return layer
    if module in ("sectors", "commands"):
        return module
    pytest.fail(f"the module '{module}' has no layer: give it one in LAYERS")


def imports(tree: ast.AST, at_top_only: bool = False) -> set[str]:
    """Return every module that a module imports, but for type checking; ``from a import b`` gives ``a.b``."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        elif not (at_top_only and isinstance(node, ast.FunctionDef)):
            found |= imports(node, at_top_only)
    return found


def own_imports(tree: ast.AST, at_top_only: bool = False) -> set[str]:
    """Return the modules of the package that a module imports, by their name in `MODULES`."""
    names = {name.removeprefix("care2040.") for name in imports(tree, at_top_only) if name.startswith("care2040.")}
    return {name if name in MODULES else name.rpartition(".")[0] for name in names}


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    layer = layer_of(module)
    readable = {layer, *MAY_READ[layer]}
    wrong = {other: layer_of(other) for other in own_imports(MODULES[module]) if layer_of(other) not in readable}
    assert not wrong, f"{module} is in '{layer}', which may read {sorted(readable)}"


def test_no_two_modules_import_each_other_not_even_inside_a_function() -> None:
    # a package is the door to its modules, and reaches them when it is asked to
    doors = {name for name in MODULES if any(other.startswith(f"{name}.") for other in MODULES)}
    order = TopologicalSorter({name: own_imports(tree, name in doors) for name, tree in MODULES.items()})
    assert set(order.static_order()) == set(MODULES)


def test_the_layers_themselves_have_no_circle() -> None:
    assert list(TopologicalSorter(MAY_READ).static_order())[-1] == "commands"


@pytest.mark.parametrize("module", MODULES)
def test_packages_of_others_stay_in_their_layer(module: str) -> None:
    packages = {name.partition(".")[0] for name in imports(MODULES[module])}
    wrong = {package for package in packages & set(FOREIGN) if layer_of(module) not in FOREIGN[package]}
    assert not wrong


@pytest.mark.parametrize("module", SECTORS)
def test_a_sector_imports_nothing_but_equations_and_numpy(module: str) -> None:
    packages = {name for name in imports(SECTORS[module]) if name.partition(".")[0] != "numpy"}
    assert all(name.startswith("care2040.equations.") for name in packages), packages


def test_the_command_line_imports_nothing_heavy_before_a_command_runs() -> None:
    reached: set[str] = set()
    queue = ["cli"]
    while queue:
        name = queue.pop()
        reached.add(name)
        queue += own_imports(MODULES[name], at_top_only=True) - reached
    foreign = {package.partition(".")[0] for name in reached for package in imports(MODULES[name], at_top_only=True)}
    assert "commands.run" in reached
    assert not foreign & HEAVY


def numbers(tree: ast.AST) -> list[tuple[int, complex]]:
    """Return line and value of every number but 0 and 1 that is written in a module."""
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    written = [(node.lineno, node.value) for node in constants if type(node.value) in (int, float, complex)]
    return [(line, value) for line, value in written if value not in (0, 1)]


@pytest.mark.parametrize("module", SECTORS)
def test_no_number_stands_in_a_law(module: str) -> None:
    assert numbers(SECTORS[module]) == [], "a number is a parameter: give it a unit, a range and a source"


def test_a_number_in_a_law_would_be_seen() -> None:
    assert numbers(ast.parse("def law(a):\n    'Two, 2.'\n    return a * 1 + 0.5 * (a - -3)")) == [(3, 0.5), (3, 3)]


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    """Return every function in a module, also those inside others."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def body(function: ast.FunctionDef) -> list[ast.stmt]:
    """Return the statements of a function without its docstring."""
    return function.body[1:] if ast.get_docstring(function) else function.body


@pytest.mark.parametrize("module", SECTORS)
def test_an_equation_has_at_most_eight_statements_and_a_sentence_above_them(module: str) -> None:
    for function in functions(SECTORS[module]):
        statements = sum(isinstance(node, ast.stmt) for part in body(function) for node in ast.walk(part))
        assert statements <= MOST_STATEMENTS, function.name
        assert ast.get_docstring(function), f"{function.name} has no sentence that an adviser can read"


@pytest.mark.parametrize("module", MODULES)
def test_no_file_and_no_function_is_too_long_to_read(module: str) -> None:
    tree = MODULES[module]
    last = max((node.end_lineno for node in ast.walk(tree) if hasattr(node, "end_lineno")), default=0)
    assert last <= (LONGEST_SECTOR if module in SECTORS else LONGEST_FILE)
    for function in functions(tree):
        code = body(function)
        assert code[-1].end_lineno - code[0].lineno < LONGEST_FUNCTION, function.name


@pytest.mark.parametrize("module", MODULES)
def test_nothing_catches_every_exception(module: str) -> None:
    caught = [node.type for node in ast.walk(MODULES[module]) if isinstance(node, ast.ExceptHandler)]
    names = {ast.unparse(kind) if kind else "everything" for kind in caught}
    assert not names & {"everything", "Exception", "BaseException"}
