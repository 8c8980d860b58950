"""Parameters sorted into named parts, by their files or by their names: every one of them in one part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pydantic import Field

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.schema import Bilingual, Several, Strict, Text
from care2040.files.yaml_document import Document
from care2040.inputs.parameters.parameter_set import Parameters


class Part(Strict):
    """Parameters that are told of as one."""

    title: Bilingual = Field(description="what they are called within a sentence")
    files: Several[Text] = Field((), description="[files of parameters, without .yaml]")
    parameters: Several[Text] = Field((), description="[names or patterns, which go before files]")


@dataclass(frozen=True)
class Sorting:
    """What a file sorts parameters into.

    Parameters
    ----------
    document : Document
        The file.
    key : str
        The key under which the parts stand.
    word : str
        What one of them is called.
    code : str
        The code of whatever is wrong with them.
    parts : dict of str to Part
        The parts by name.
    """

    document: Document
    key: str
    word: str
    code: str
    parts: Mapping[str, Part]

    def part_of_each(self, parameters: Parameters, problems: Iterable[Problem] = ()) -> dict[str, str]:
        """Return the part of every parameter.

        Raises
        ------
        InvalidInput
            With the `problems` that are known already, every unknown name, and every file or parameter that stands in
            no part or in two.
        """
        files = {name: one.sector for name, one in parameters.items()}
        found = [*problems, *self._of_files(files), *self._of_names(files)]
        if found:
            raise InvalidInput(found)
        of_file = {file: name for name, part in self.parts.items() for file in part.files}
        return {name: (self._naming(name) or [of_file[file]])[0] for name, file in files.items()}

    def _naming(self, name: str) -> list[str]:
        """Return the parts that name a parameter itself."""
        return [part for part, one in self.parts.items() if any(fnmatchcase(name, way) for way in one.parameters)]

    def _of_files(self, files: Mapping[str, str]) -> Iterator[Problem]:
        """Give each file that is not there, is in two parts, or is in none."""
        known, taken = sorted(set(files.values())), dict[str, str]()
        for name, part in self.parts.items():
            for place, file in enumerate(part.files):
                keys = (self.key, name, "files", place)
                if file not in known:
                    hint = did_you_mean(file, known)
                    yield self.document.problem(keys, self.code, f"no parameter stands in '{file}.yaml'", hint)
                elif file in taken:
                    message = f"'{file}' is in the {self.word} '{taken[file]}' already"
                    yield self.document.problem(keys, self.code, message, f"a file is in one {self.word}")
                taken.setdefault(file, name)
        for file in known:
            alone = [name for name, where in files.items() if where == file and not self._naming(name)]
            if file not in taken and alone:
                message = f"'{alone[0]}' and what else stands in '{file}.yaml' is in no {self.word}"
                yield self.document.problem((self.key,), self.code, message, "name the file under 'files'", key=True)

    def _of_names(self, files: Mapping[str, str]) -> Iterator[Problem]:
        """Give each name or pattern that fits no parameter, and each parameter that two parts name."""
        for name, part in self.parts.items():
            for place, pattern in enumerate(part.parameters):
                keys = (self.key, name, "parameters", place)
                fitting = [one for one in files if fnmatchcase(one, pattern)]
                if not fitting:
                    hint = did_you_mean(pattern, list(files), "'care2040 list parameters' shows them all")
                    yield self.document.problem(keys, self.code, f"no parameter is called '{pattern}'", hint)
                for one in fitting:
                    first = self._naming(one)[0]
                    if first != name:
                        message = f"'{one}' is in the {self.word} '{first}' already"
                        yield self.document.problem(keys, self.code, message, f"a parameter is in one {self.word}")
