"""Files and columns that nobody asked for: a name that was misspelt is told, for it would vanish without a word."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from care2040.analysis.new_city.given.wanted import ALIASES, TABLES, Wanted
from care2040.files.problems import Problem, did_you_mean, nearest

GROUPS_FILE, SOURCES = "groups.csv", "sources.yaml"
READ = (*(f"{name}.csv" for name in TABLES), GROUPS_FILE, SOURCES)
"""Files of a folder of tables that are read."""
TABLE = ".csv"


def unasked_files(folder: Path, groups: Path | None) -> tuple[list[Problem], tuple[str, ...]]:
    """Return a warning for each file that looks like one that is read, and the names of others that are not.

    Parameters
    ----------
    folder : Path
        Folder with tables.
    groups : Path, optional
        Table of districts that was named, which may lie in the folder.
    """
    problems, foreign = [], []
    for path in sorted(folder.iterdir()):
        if path.name in READ or path.name.startswith(".") or (groups and groups.resolve() == path.resolve()):
            continue
        stem = path.stem.strip()
        near = nearest(stem, (Path(name).stem for name in READ))
        if path.suffix == TABLE:
            message, hint = f"no table of a city is called '{stem}'", did_you_mean(stem, (*TABLES, "groups"))
        elif near is not None and path.is_file():
            meant = next(name for name in READ if Path(name).stem == near)
            message, hint = f"'{path.name}' is not read", f"did you mean '{meant}'? only that name is read"
        else:
            foreign.append(path.name)
            continue
        problems.append(Problem(str(path), 0, 0, "E321", message, hint, severity="warning"))
    return problems, tuple(foreign)


def unasked_columns(path: Path, line: int, written: str, header: Sequence[str], wanted: Wanted) -> Iterator[Problem]:
    """Give a warning for each column that looks like one that is read, and one for all others.

    Parameters
    ----------
    path : Path
        The table.
    line : int
        Where its header stands.
    written : str
        That line, as it is written.
    header : sequence of str
        Its columns, without blanks around them.
    wanted : Wanted
        What the table may hold.
    """
    known = {*wanted.texts, *wanted.numbers, *wanted.may, *wanted.may_texts}
    there = {ALIASES.get(name, name) for name in header}
    open_still = [name for name in known if name not in there]
    open_still += [alias for alias, name in ALIASES.items() if name in open_still]
    foreign = []
    for name in header:
        if ALIASES.get(name, name) in known:
            continue
        near = nearest(name, open_still) if name else None
        if near is None:
            foreign.append(name)
            continue
        place = max(written.find(name), 0) + 1
        message = f"the column '{name}' is not known, and not read"
        yield Problem(str(path), line, place, "E322", message, f"did you mean '{near}'?", len(name), "warning")
    if foreign:
        names = ", ".join(repr(name) for name in foreign)
        known_not = "the column {} is" if len(foreign) == 1 else "the columns {} are"
        message = f"{known_not.format(names)} not known, and not read"
        hint = f"columns that are read: {', '.join(sorted(known))}"
        place = max(written.find(foreign[0]), 0) + 1
        yield Problem(str(path), line, place, "E322", message, hint, max(len(foreign[0]), 1), "warning")
