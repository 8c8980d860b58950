"""Which assumptions belong together when the spread of an answer is told of: ``groups.yaml``."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from care2040.files.problems import InvalidInput
from care2040.files.schema import Bilingual, Strict, Text
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import read
from care2040.inputs.parameter_parts import Part, Sorting
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.cities.layers import path_of
from care2040.language.equations import LAW_OF

FILE = "groups.yaml"
LAWS = "laws"
"""The group of the choices of laws."""
CODE = "E828"
"""Of all that is wrong with the file."""


class Groups(Strict):
    """The file ``groups.yaml``."""

    about: Text = Field(description="what this file is for")
    groups: dict[str, Part] = Field(description="groups by name")


@dataclass(frozen=True)
class AssumptionGroups:
    """The groups in their order, and in which of them each parameter is.

    Parameters
    ----------
    titles : dict of str to Bilingual
        Group to what it is called within a sentence.
    of : dict of str to str
        Parameter to its group.
    """

    titles: dict[str, Bilingual]
    of: dict[str, str]

    def told_of(self, parameters: Parameters, names: Iterable[str]) -> dict[str, str]:
        """Return the group of each name; those that are drawn together are told of with the first of their groups."""
        found = {name: LAWS if name.startswith(LAW_OF) else self.of[name.partition(".")[0]] for name in names}
        for together in parameters.groups:
            members = [name for name in together.signs if name in found]
            if members:
                found |= dict.fromkeys(members, min((found[name] for name in members), key=[*self.titles].index))
        return found


def load(folder: Path, parameters: Parameters) -> AssumptionGroups | None:
    """Return the groups of a folder of parameters; None where it has no such file.

    Raises
    ------
    InvalidInput
        With every unknown name, and every file of parameters that stands in no group or in two.
    """
    if not path_of(folder, FILE).is_file():
        return None
    document = read(path_of(folder, FILE))
    problems = list(schema_problems(document, Groups))
    if problems:
        raise InvalidInput(problems)
    groups = Groups.model_validate(document.data).groups
    if LAWS not in groups:
        hint = "the choices of laws go there"
        problems.append(document.problem(("groups",), CODE, f"there is no group '{LAWS}'", hint, key=True))
    of = Sorting(document, "groups", "group", CODE, groups).part_of_each(parameters, problems)
    return AssumptionGroups({name: group.title for name, group in groups.items()}, of)
