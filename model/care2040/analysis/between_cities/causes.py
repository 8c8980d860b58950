"""What makes cities differ: ``city_causes.yaml`` puts each parameter in one cause."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from care2040.files.problems import InvalidInput, Problem
from care2040.files.schema import Bilingual, Strict, Text
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.inputs.parameter_parts import Part, Sorting
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.cities.layers import path_of

FILE = "city_causes.yaml"
SIZE = "size"
"""The cause that holds the number of residents: what else is counted goes along with it."""
CODE, MANY = "E829", 8
"""The code of all that is wrong with the file, and the most causes: every set of them is run."""


class CauseInFile(Part):
    """Parameters of a city that are told of as one cause."""

    holds: Bilingual = Field(description="what is in it, within a sentence")
    caution: Bilingual | None = Field(None, description="a sentence on what it cannot tell, in tables and figures")
    together: bool = Field(False, description="true: its parameters mean nothing apart")


class CausesInFile(Strict):
    """The file ``city_causes.yaml``."""

    about: Text = Field(description="what this file is for")
    causes: dict[str, CauseInFile] = Field(description="causes by name")


@dataclass(frozen=True)
class Causes:
    """The causes in their order, and in which of them each parameter is.

    Parameters
    ----------
    written : dict of str to CauseInFile
        What each is called and holds.
    of : dict of str to str
        Parameter to its cause.
    """

    written: dict[str, CauseInFile]
    of: dict[str, str]

    def resting_on(self, borrowed: frozenset[str], differing: Iterable[str]) -> frozenset[str]:
        """Return what is borrowed, and what means nothing without it."""
        bound = {self.of[name] for name in borrowed if self.written[self.of[name]].together}
        return borrowed | {name for name in differing if self.of[name] in bound}


def load(folder: Path, parameters: Parameters) -> Causes | None:
    """Return the causes of a folder of parameters; None where it has no such file.

    Raises
    ------
    InvalidInput
        With every unknown name, and every file or parameter that stands in no cause or in two.
    """
    if not path_of(folder, FILE).is_file():
        return None
    document = read(path_of(folder, FILE))
    problems = list(schema_problems(document, CausesInFile))
    if problems:
        raise InvalidInput(problems)
    causes = CausesInFile.model_validate(document.data).causes
    sorting = Sorting(document, "causes", "cause", CODE, causes)
    return Causes(causes, sorting.part_of_each(parameters, _of_all(document, causes)))


def _of_all(document: Document, causes: Mapping[str, CauseInFile]) -> Iterator[Problem]:
    if SIZE not in causes:
        hint = "the number of residents goes there"
        yield document.problem(("causes",), CODE, f"there is no cause '{SIZE}'", hint, key=True)
    if len(causes) > MANY:
        message, hint = f"there are {len(causes)} causes", f"allowed: {MANY}, for every set of them is run"
        yield document.problem(("causes",), CODE, message, hint, key=True)
