"""Parameters that are drawn together, because what makes one of them high makes the others high, or low, too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from care2040.files.problems import Problem, did_you_mean
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document
from care2040.inputs.parameters.distributions import Floats, stream
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.schema import Standing, Strict, Text

GROUPS = "correlations.yaml"
SMALLEST = 2.0**-53
"""What stands for a draw of exactly 0, which has no normal quantile."""


class GroupEntry(Strict):
    """One group as it is written."""

    about: Text = Field(description="why these are drawn together, in a sentence")
    correlation: Annotated[float, Field(gt=0, lt=1)] = Field(description="rank correlation, above 0 and below 1")
    parameters: Annotated[list[Text], Field(min_length=2)] = Field(description="[names of two parameters or more]")
    opposite: list[Text] = Field(default_factory=list, description="[those of them that are low when others are high]")
    source: Annotated[list[Text], Field(min_length=1)] = Field(description="[keys of sources.yaml]")
    standing: Standing = Field(description="measured, derived, calibrated or judged")


class GroupsEntry(Strict):
    """The file ``correlations.yaml``."""

    about: Text = Field(description="what this file is for")
    groups: dict[str, GroupEntry] = Field(description="groups by name")


@dataclass(frozen=True)
class Group:
    """Parameters that share a part of their luck."""

    name: str
    correlation: float
    signs: dict[str, int]

    def shares(self, parameter: str, seed: int, count: int) -> Floats:
        """Return the cumulative probabilities of a member: a Gaussian copula with one factor.

        A member added to the group moves no draw of the others.
        """
        from scipy.special import ndtr, ndtri

        own, common = (
            ndtri(np.maximum(stream(name, seed, count), SMALLEST)) for name in (parameter, f"group {self.name}")
        )
        weight = self.signs[parameter] * np.sqrt(self.correlation)
        shares: Floats = ndtr(weight * common + np.sqrt(1 - self.correlation) * own)
        return shares


def read_groups(
    document: Document, parameters: Mapping[str, Parameter], sources: Document | None, problems: list[Problem]
) -> tuple[Group, ...]:
    """Read the groups, and note what is wrong with them."""
    found = list(schema_problems(document, GroupsEntry))
    if not found:
        entry = GroupsEntry.model_validate(document.data)
        found = list(_cross_checks(document, entry, parameters, sources))
    problems += found
    if found:
        return ()
    return tuple(
        Group(name, group.correlation, {one: -1 if one in group.opposite else 1 for one in group.parameters})
        for name, group in entry.groups.items()
    )


def _cross_checks(
    document: Document, entry: GroupsEntry, parameters: Mapping[str, Parameter], sources: Document | None
) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for name, group in entry.groups.items():
        for place, member in enumerate(group.parameters):
            keys = ("groups", name, "parameters", place)
            if member not in parameters:
                hint = did_you_mean(member, list(parameters))
                yield document.problem(keys, "E820", f"unknown parameter '{member}'", hint)
            elif parameters[member].spread == "none":
                hint = "give it a range and a spread, or take it out of the group"
                yield document.problem(keys, "E821", f"'{member}' is not drawn", hint)
            elif member in taken:
                message = f"'{member}' is in the group '{taken[member]}' already"
                yield document.problem(keys, "E822", message, "a parameter can be in one group")
            taken.setdefault(member, name)
        for place, member in enumerate(group.opposite):
            if member not in group.parameters:
                message = f"'{member}' is opposite, but not one of the parameters of the group"
                hint = did_you_mean(member, group.parameters)
                yield document.problem(("groups", name, "opposite", place), "E823", message, hint)
        for place, source in enumerate(group.source):
            if sources is not None and source not in sources.data:
                hint = did_you_mean(source, [str(key) for key in sources.data])
                yield document.problem(("groups", name, "source", place), "E203", f"unknown source '{source}'", hint)
