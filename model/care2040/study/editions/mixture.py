"""A mix of two editions in a folder of its own: laws of one, parameters of one, data of one."""

import csv
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isclose
from pathlib import Path

from care2040.analysis.editions.comparison import CAUSES
from care2040.analysis.editions.split import Mix
from care2040.files.yaml_document import as_text, read
from care2040.language.axes import AXES
from care2040.study.editions.edition import BESIDE, CALIBRATED, DATA, TARGETS, Edition
from care2040.study.editions.lending import Lending, entries, files

NESTED = frozenset({"levers.yaml", "futures.yaml", "correlations.yaml"})
"""Files whose numbers stand deeper than those of parameters."""
NO_ENTRIES = NESTED | BESIDE | {TARGETS}
OBSERVED, TABLES = DATA
"""Tables that others are made from, and those that are read."""
BY_YEAR = ("year",)
SAME = 1e-9
"""Part by which two calibrations may differ and be one."""


@dataclass(frozen=True)
class Pair:
    """Two editions, and what is read of both only once."""

    old: Edition
    new: Edition

    @cached_property
    def entries(self) -> Mapping[str, dict[object, object]]:
        """The parameters of the old and of the new edition, by name."""
        return {side: entries(one.numbers, NO_ENTRIES) for side, one in (("old", self.old), ("new", self.new))}

    @cached_property
    def recalibrates(self) -> bool:
        """Whether the calibration of the two differs, so that every mix has one of its own."""
        first, second = (_calibration(one.numbers / CALIBRATED) for one in (self.old, self.new))
        return first.keys() != second.keys() or any(
            not isclose(first[name], second[name], rel_tol=SAME) for name in first
        )

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """What differs between the two; a calibration alone counts as parameters."""
        found = tuple(one for one in CAUSES if self.old.causes[one] != self.new.causes[one])
        return found or (("parameters",) if self.recalibrates else ())

    @cached_property
    def acting(self) -> tuple[str, ...]:
        """What differs, without data that no run and no calibration reads while something else differs too."""
        old, new = self.old.causes["data"], self.new.causes["data"]
        read = any(old.get(name) != new.get(name) for name in {*old, *new} if not name.startswith(f"{OBSERVED}/"))
        return self.causes if read or self.causes == ("data",) else tuple(one for one in self.causes if one != "data")

    def is_whole(self, mix: Mix) -> bool:
        """Whether a mix is one of the two editions."""
        return mix in (frozenset(), frozenset(self.acting))

    def source(self, cause: str, mix: Mix) -> Edition:
        """Return the edition from which a cause comes in a mix; what does not differ goes with the laws."""
        if self.is_whole(mix):
            return self.new if mix else self.old
        own = cause if cause in self.acting else "laws"
        return self.new if own in mix else self.old


def _calibration(path: Path) -> dict[str, float]:
    return dict(read(path).data["values"]) if path.is_file() else {}


def stage(pair: Pair, mix: Mix, place: Path) -> tuple[str, ...]:
    """Write a mix as a checkout, and return what was lent by the edition whose laws it has.

    Parameters
    ----------
    pair : Pair
        The editions.
    mix : Mix
        Causes that come from the new edition.
    place : Path
        A new folder.
    """
    laws, parameters, data = (pair.source(cause, mix) for cause in ("laws", "parameters", "data"))
    shutil.copytree(laws.code, place / "model" / "care2040", ignore=_not_of_the_package(laws))
    whole = laws is parameters is data
    numbers = laws.parameters if whole else laws.numbers
    shutil.copytree(numbers, place / "parameters", ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    (place / "experiments").mkdir()
    (place / "memos").mkdir()
    if whole:
        return ()
    own = place / "parameters"
    lent = _data(own, data)
    lending = Lending({path.name: {*_columns(path)} for path in (own / "tables").glob("*.csv")}, lent)
    if data is not laws and (data.numbers / TARGETS).is_file() and (own / TARGETS).is_file():
        held = lending.mapping(read(own / TARGETS).data, read(data.numbers / TARGETS).data)
        _write(own / TARGETS, held)
    if parameters is not laws:
        _numbers(own, parameters, pair.entries["old" if parameters is pair.old else "new"], lending)
    return tuple(sorted(lending.lent))


def _numbers(own: Path, parameters: Edition, other: Mapping[object, object], lending: Lending) -> None:
    for name, held in files(own, NO_ENTRIES):
        _write(own / name, lending.parameters(held, other))
    for name in NESTED:
        theirs = parameters.numbers / name
        if (own / name).is_file() and theirs.is_file():
            _write(own / name, lending.mapping(read(own / name).data, read(theirs).data))


def _data(own: Path, data: Edition) -> set[str]:
    """Put the tables of an edition in place where they have the columns that are read; return those that do not."""
    lent = set()
    for path in (data.numbers / OBSERVED).glob("*.csv"):
        shutil.copyfile(path, own / OBSERVED / path.name)
    for path in (data.numbers / TABLES).glob("*.csv"):
        there = own / TABLES / path.name
        if not there.is_file():
            continue  # these laws read no such table, and may not know its axes
        held, theirs = {*_columns(there)}, {*_columns(path)}
        if held - theirs or (theirs - held) & {*AXES, *BY_YEAR}:
            lent.add(path.name)
        else:
            _narrowed(path, there, _columns(there))
    return lent


def _narrowed(path: Path, to: Path, columns: Sequence[str]) -> None:
    """Copy a table with some of its columns: a reader takes one that nobody names for an axis it does not know."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _columns(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file), [])


def _write(path: Path, data: Mapping[str, object]) -> None:
    path.write_text(as_text(data, path), encoding="utf-8")


def _not_of_the_package(edition: Edition) -> Callable[[str, list[str]], set[str]]:
    """Return what leaves out data that a wheel keeps inside the package; compiled files stay, which saves time."""
    inside = {"parameters", "experiments", "memos"}

    def ignored(folder: str, names: list[str]) -> set[str]:
        return inside & set(names) if Path(folder) == edition.code else set()

    return ignored
