"""A new city: its folder, made of public tables, with a report of what was found and what is borrowed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from care2040.analysis.new_city.written.entries import Told
    from care2040.files.problems import Problem
    from care2040.wording.language import Language

REPORT = "report.md"


@dataclass(frozen=True)
class NewCity:
    """A city that was made.

    Attributes
    ----------
    folder : Path
        Where it stands.
    report : str
        What was found, what is borrowed and how well it fits, in Markdown; also in ``report.md``.
    told : tuple of Told
        Each value of the city, and whether it was borrowed.
    warnings : tuple of str
        What is wrong with the tables, and does not stop it.
    foreign : tuple of str
        Names of what lies among the tables, was not read, and looks like no table either.
    """

    folder: Path
    report: str
    told: tuple[Told, ...]
    warnings: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


def new_city(
    name: str,
    tables: Path,
    *,
    groups: Path | None = None,
    municipality: str = "",
    to: Path | None = None,
    language: Language = "en",
    known: bool = False,
) -> NewCity:
    """Make the folder of a city from public tables.

    Parameters
    ----------
    name : str
        Name of the city: small letters, digits and ``_``.
    tables : Path
        Folder with the tables; ``docs/een_andere_stad.md`` says which.
    groups : Path, optional
        Table that says in which district each wijk is; ``groups.csv`` among the tables, or a proposal, when left out.
    municipality : str
        Name or code of the municipality, where it is not the name of the city.
    to : Path, optional
        Folder to write; among the cities that are shipped in a checkout, else a folder of that name here.
    language : {"nl", "en"}
        Of the report.
    known : bool
        Whether a city that is shipped may be made again, in another folder.

    Returns
    -------
    NewCity

    Raises
    ------
    InvalidInput
        With everything that is wrong with the name, the tables or the districts; nothing is written then.
    """
    from care2040.analysis.new_city.build import Lenders, build
    from care2040.analysis.new_city.written.folder import write_folder
    from care2040.analysis.new_city.written.report import report
    from care2040.files.package_files import from_here, package_folder
    from care2040.files.problems import InvalidInput, in_order
    from care2040.files.result_folder import added
    from care2040.inputs.parameters.parameter_set import load
    from care2040.language.cities.city_file import load_city
    from care2040.language.cities.here import in_city

    lenders = Lenders(package_folder("parameters"))
    folder = to or _place(name)
    problems = _wrong_name(name, folder, known)
    with in_city(load_city(lenders.donor)):
        try:
            made = build(name, tables, lenders, municipality, groups)
        except InvalidInput as invalid:
            raise InvalidInput([*problems, *invalid.problems]) from None
        if problems:
            raise InvalidInput(problems)
        shipped = folder.parent.resolve() == lenders.donor.parent.resolve()
        with added(folder) as fresh:
            told = write_folder(made, fresh, lenders, load(lenders.parameters))
            text = report(
                made, told, _unchecked(lenders.donor, fresh), name if shipped else from_here(folder), language
            )
            (fresh / REPORT).write_text(text, encoding="utf-8", newline="\n")
    return NewCity(folder, text, tuple(told), tuple(map(str, in_order(made.found.problems))), made.found.foreign)


def _place(name: str) -> Path:
    from care2040.files.package_files import checkout, package_folder
    from care2040.language.cities.city_file import CITIES

    return package_folder("parameters") / CITIES / name if checkout() else Path(name)


def _wrong_name(name: str, folder: Path, known: bool) -> list[Problem]:
    """Return what is wrong with the name of a city, or with its folder."""
    from care2040.files.package_files import from_here
    from care2040.files.problems import Problem
    from care2040.language.cities.city_file import shipped_cities

    if re.fullmatch(r"[a-z][a-z0-9_]*", name) is None:
        hint = "small letters, digits and _, a letter first, such as den_haag"
        return [Problem(name, 0, 0, "E105", f"'{name}' cannot be the name of a city", hint)]
    if (name in shipped_cities() and not known) or (folder.is_dir() and any(folder.iterdir())):
        message = f"there is a city '{name}' already: {from_here(shipped_cities().get(name, folder))}"
        return [Problem(name, 0, 0, "E327", message, "take another name, or another folder with --to")]
    if folder.name != name:
        message = f"the folder is called '{folder.name}', the city '{name}'"
        return [Problem(str(folder), 0, 0, "E327", message, f"end --to in /{name}")]
    return []


def lacking() -> tuple[list[str], list[str]]:
    """Return what the present city has no target for, and what the first city fits and this one borrows."""
    from care2040.files.package_files import package_folder
    from care2040.files.yaml_document import read
    from care2040.language.cities.city_file import CITIES
    from care2040.language.cities.here import DEFAULT, the_city

    donor, city = package_folder("parameters") / CITIES / DEFAULT, the_city()
    if city.folder is None or city.name == DEFAULT:
        return [], []
    free: list[list[str]] = [[*read(folder / "targets.yaml").data["free"]] for folder in (donor, city.folder)]
    return _unchecked(donor, city.folder), [name for name in free[0] if name not in free[1]]


def _unchecked(donor: Path, own: Path) -> list[str]:
    """Return the quantities that the city that lends is held against, and this one is not."""
    from care2040.files.yaml_document import read

    quantities = [
        {str(one["quantity"]): None for one in read(folder / "targets.yaml").data["targets"].values()}
        for folder in (donor, own)
    ]
    return [name for name in quantities[0] if name not in quantities[1]]
