"""The lines of the house: imports point one way, no number in a law, nothing too long to read."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "model" / "care2040"

ROOMS = (
    "files",
    "language",
    "sectors",
    "inputs",
    "engine",
    "results",
    "wording",
    "figures",
    "xmile",
    "analysis",
    "reports",
    "study",
    "cli",
)
"""The rooms of the house from left to right; each imports only from rooms to its left, and from itself."""

DOORS = ("__init__", "__main__")
"""The two files beside the rooms: they may reach everything."""

FOREIGN: dict[str, tuple[str, ...]] = {
    "matplotlib": ("figures",),
    "scipy": ("inputs", "engine", "figures", "analysis"),
    "pint": ("language", "inputs", "engine", "xmile"),
    "pydantic": ("files", "inputs", "figures", "analysis"),
    "docx": ("reports",),
    "jinja2": ("reports",),
    "markdown_it": ("reports",),
    "typst": ("reports",),
    "typer": ("cli",),
    "rich": ("cli",),
    "xlsxwriter": ("reports",),
    "SALib": ("engine", "analysis"),
    "zarr": ("engine",),
    "distributed": ("engine",),
    "llvmlite": ("engine",),
    "yaml": ("files", "analysis"),
}
"""A package of others to the rooms that may import it."""

MOST_FILES, CROWDED = 12, ("cli", "sectors")
"""Python files in a folder, but for the two where each file is one of a long list."""

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

LONGEST_FILE, LONGEST_FUNCTION, MOST_STATEMENTS = 400, 50, 8
"""Lines; a file holds one concept."""

PATHS = sorted(ROOT.rglob("*.py"))
TREES = {".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text("utf-8")) for path in PATHS}
MODULES = {name.removesuffix(".__init__") if name != "__init__" else name: tree for name, tree in TREES.items()}
SECTORS = {name: tree for name, tree in MODULES.items() if name.startswith("sectors.")}


def room_of(module: str) -> str:
    """Return the room a module stands in: the first folder."""
    return module.partition(".")[0]


def chamber_of(module: str) -> str:
    """Return the innermost folder a module stands in, such as ``engine.compiler``."""
    name = module if any(other.startswith(f"{module}.") for other in MODULES) else module.rpartition(".")[0]
    return name or module


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


def test_every_folder_is_a_room_and_every_file_stands_in_one() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - {"parameters", "experiments", "memos"} == {*ROOMS}, "a new room is given its place in ROOMS"
    assert {path.stem for path in ROOT.glob("*.py")} == {*DOORS}


@pytest.mark.parametrize("module", sorted({*MODULES} - {*DOORS}))
def test_imports_point_one_way(module: str) -> None:
    room = room_of(module)
    left = {*ROOMS[: ROOMS.index(room) + 1]}
    wrong = {other for other in own_imports(MODULES[module]) if room_of(other) not in left}
    assert not wrong, f"{module} stands in '{room}', which may import from {sorted(left)}"


def test_no_two_modules_import_each_other_not_even_inside_a_function() -> None:
    # a package is the door to its modules, and reaches them when it is asked to
    doors = {name for name in MODULES if any(other.startswith(f"{name}.") for other in MODULES)}
    order = TopologicalSorter({name: own_imports(tree, name in doors) for name, tree in MODULES.items()})
    assert set(order.static_order()) == set(MODULES)


def test_the_folders_inside_a_room_have_no_circle() -> None:
    reads: dict[str, set[str]] = {}
    for name, tree in MODULES.items():
        here = chamber_of(name)
        doors = here == name  # a door reaches what is behind it
        reads.setdefault(here, set())
        reads[here] |= set() if doors else {chamber_of(other) for other in own_imports(tree)} - {here, ""}
    assert set(TopologicalSorter(reads).static_order()) >= set(reads)


@pytest.mark.parametrize("folder", sorted({path.parent for path in PATHS} - {ROOT}), ids=lambda path: path.name)
def test_a_folder_holds_no_more_than_one_can_look_over(folder: Path) -> None:
    files = [path for path in folder.glob("*.py") if path.stem != "__init__"]
    assert len(files) <= MOST_FILES or folder.name in CROWDED, sorted(path.name for path in files)


@pytest.mark.parametrize("module", MODULES)
def test_packages_of_others_stay_in_their_rooms(module: str) -> None:
    packages = {name.partition(".")[0] for name in imports(MODULES[module])}
    wrong = {package for package in packages & set(FOREIGN) if room_of(module) not in FOREIGN[package]}
    assert not wrong


@pytest.mark.parametrize("module", SECTORS)
def test_a_sector_imports_nothing_but_equations_and_numpy(module: str) -> None:
    packages = {name for name in imports(SECTORS[module]) if name.partition(".")[0] != "numpy"}
    assert all(name.startswith("care2040.language.equations.") for name in packages), packages


def test_the_command_line_imports_nothing_heavy_before_a_command_runs() -> None:
    reached: set[str] = set()
    queue = ["cli.app"]
    while queue:
        name = queue.pop()
        reached.add(name)
        queue += own_imports(MODULES[name], at_top_only=True) - reached
    foreign = {package.partition(".")[0] for name in reached for package in imports(MODULES[name], at_top_only=True)}
    assert "cli.run" in reached
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
    assert last <= LONGEST_FILE
    for function in functions(tree):
        code = body(function)
        assert code[-1].end_lineno - code[0].lineno < LONGEST_FUNCTION, function.name


@pytest.mark.parametrize("module", MODULES)
def test_nothing_catches_every_exception(module: str) -> None:
    caught = [node.type for node in ast.walk(MODULES[module]) if isinstance(node, ast.ExceptHandler)]
    names = {ast.unparse(kind) if kind else "everything" for kind in caught}
    assert not names & {"everything", "Exception", "BaseException"}
