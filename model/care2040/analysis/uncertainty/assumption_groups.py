"""Which assumptions belong together when the spread of an answer is told of: ``groups.yaml``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import Field

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.schema import Bilingual, Several, Strict, Text
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.cities.layers import path_of
from care2040.language.equations import LAW_OF

FILE = "groups.yaml"
LAWS = "laws"
"""The group of the choices of laws."""


class Group(Strict):
    """Assumptions that are told of as one."""

    title: Bilingual = Field(description="what they are called within a sentence")
    files: Several[Text] = Field((), description="[files of parameters, without .yaml]")
    parameters: Several[Text] = Field((), description="[names or patterns, which go before files]")


class Groups(Strict):
    """The file ``groups.yaml``."""

    about: Text = Field(description="what this file is for")
    groups: dict[str, Group] = Field(description="groups by name")


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
    files = {name: one.sector for name, one in parameters.items()}
    problems += _cross_checks(document, groups, files)
    if problems:
        raise InvalidInput(problems)
    of_file = {file: name for name, group in groups.items() for file in group.files}
    of = {name: _named_in(name, groups) or of_file[file] for name, file in files.items()}
    return AssumptionGroups({name: group.title for name, group in groups.items()}, of)


def _named_in(name: str, groups: Mapping[str, Group]) -> str:
    named = (group for group, one in groups.items() if any(fnmatchcase(name, pattern) for pattern in one.parameters))
    return next(named, "")


def _cross_checks(document: Document, groups: Mapping[str, Group], files: Mapping[str, str]) -> Iterator[Problem]:
    known, taken = sorted(set(files.values())), dict[str, str]()
    if LAWS not in groups:
        yield document.problem(
            ("groups",), "E828", f"there is no group '{LAWS}'", "the choices of laws go there", key=True
        )
    for name, group in groups.items():
        for place, file in enumerate(group.files):
            keys = ("groups", name, "files", place)
            if file not in known:
                yield document.problem(keys, "E828", f"no parameter stands in '{file}.yaml'", did_you_mean(file, known))
            elif file in taken:
                message = f"'{file}' is in the group '{taken[file]}' already"
                yield document.problem(keys, "E828", message, "a file is in one group")
            taken.setdefault(file, name)
        for place, pattern in enumerate(group.parameters):
            if not any(fnmatchcase(one, pattern) for one in files):
                hint = did_you_mean(pattern, list(files), "'care2040 list parameters' shows them all")
                keys = ("groups", name, "parameters", place)
                yield document.problem(keys, "E828", f"no parameter is called '{pattern}'", hint)
    for file in known:
        if file not in taken and not all(_named_in(one, groups) for one, where in files.items() if where == file):
            message = f"the parameters of '{file}.yaml' are in no group"
            yield document.problem(("groups",), "E828", message, "name the file under 'files' of one", key=True)
