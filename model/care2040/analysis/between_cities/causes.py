"""What makes cities differ: ``city_causes.yaml`` puts each parameter in one cause."""

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

FILE = "city_causes.yaml"
SIZE = "size"
"""The cause that holds the number of residents: what else is counted goes along with it."""
CODE, MANY = "E829", 8
"""The code of all that is wrong with the file, and the most causes: every set of them is run."""


class CauseInFile(Strict):
    """Parameters of a city that are told of as one cause."""

    title: Bilingual = Field(description="what it is called within a sentence")
    holds: Bilingual = Field(description="what is in it, within a sentence")
    caution: Bilingual | None = Field(None, description="a sentence on what it cannot tell, in tables and figures")
    files: Several[Text] = Field((), description="[files of parameters, without .yaml]")
    parameters: Several[Text] = Field((), description="[names or patterns, which go before files]")
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
    files = {name: one.sector for name, one in parameters.items()}
    problems += [*_of_all(document, causes), *_of_files(document, causes, files), *_of_names(document, causes, files)]
    if problems:
        raise InvalidInput(problems)
    of_file = {file: name for name, cause in causes.items() for file in cause.files}
    return Causes(causes, {name: (_naming(name, causes) or [of_file[file]])[0] for name, file in files.items()})


def _naming(name: str, causes: Mapping[str, CauseInFile]) -> list[str]:
    """Return the causes that name a parameter itself."""
    return [cause for cause, one in causes.items() if any(fnmatchcase(name, pattern) for pattern in one.parameters)]


def _of_all(document: Document, causes: Mapping[str, CauseInFile]) -> Iterator[Problem]:
    if SIZE not in causes:
        hint = "the number of residents goes there"
        yield document.problem(("causes",), CODE, f"there is no cause '{SIZE}'", hint, key=True)
    if len(causes) > MANY:
        message, hint = f"there are {len(causes)} causes", f"allowed: {MANY}, for every set of them is run"
        yield document.problem(("causes",), CODE, message, hint, key=True)


def _of_files(document: Document, causes: Mapping[str, CauseInFile], files: Mapping[str, str]) -> Iterator[Problem]:
    """Give each file that is not there, is in two causes, or is in none."""
    known, taken = sorted(set(files.values())), dict[str, str]()
    for name, cause in causes.items():
        for place, file in enumerate(cause.files):
            keys = ("causes", name, "files", place)
            if file not in known:
                yield document.problem(keys, CODE, f"no parameter stands in '{file}.yaml'", did_you_mean(file, known))
            elif file in taken:
                message = f"'{file}' is in the cause '{taken[file]}' already"
                yield document.problem(keys, CODE, message, "a file is in one cause")
            taken.setdefault(file, name)
    for file in known:
        alone = [name for name, where in files.items() if where == file and not _naming(name, causes)]
        if file not in taken and alone:
            message = f"'{alone[0]}' and what else stands in '{file}.yaml' is in no cause"
            yield document.problem(("causes",), CODE, message, "name the file under 'files' of one", key=True)


def _of_names(document: Document, causes: Mapping[str, CauseInFile], files: Mapping[str, str]) -> Iterator[Problem]:
    """Give each name or pattern that fits no parameter, and each parameter that two causes name."""
    for name, cause in causes.items():
        for place, pattern in enumerate(cause.parameters):
            keys = ("causes", name, "parameters", place)
            fitting = [one for one in files if fnmatchcase(one, pattern)]
            if not fitting:
                hint = did_you_mean(pattern, list(files), "'care2040 list parameters' shows them all")
                yield document.problem(keys, CODE, f"no parameter is called '{pattern}'", hint)
            for one in fitting:
                first = _naming(one, causes)[0]
                if first != name:
                    message = f"'{one}' is in the cause '{first}' already"
                    yield document.problem(keys, CODE, message, "a parameter is in one cause")
