"""Parameters that are drawn together, because what makes one of them high makes the others high, or low, too."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

import numpy as np
from pydantic import Field

from care2040.files.problems import Problem, did_you_mean
from care2040.files.schema import Named, Several, Strict, Text, named
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document
from care2040.inputs.parameters.distributions import Floats, stream
from care2040.inputs.parameters.parameter import Parameter, Standing, drawn_parts

GROUPS = "correlations.yaml"
SMALLEST = 2.0**-53
"""What stands for a draw of exactly 0, which has no normal quantile."""


class Group(Named):
    """Parameters that share a part of their chance."""

    about: Text = Field(description="why these are drawn together, in a sentence")
    correlation: Annotated[float, Field(gt=0, lt=1)] = Field(description="rank correlation, above 0 and below 1")
    parameters: Several[Text] = Field(min_length=2, description="[names of two parameters or more]")
    opposite: Several[Text] = Field((), description="[those of them that are low when others are high]")
    source: Several[Text] = Field(min_length=1, description="[keys of sources.yaml]")
    standing: Standing = Field(description="measured, derived, calibrated or judged")

    @property
    def signs(self) -> dict[str, int]:
        """Member to 1, or -1 where it is low when the others are high."""
        return {name: -1 if name in self.opposite else 1 for name in self.parameters}

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


class Groups(Strict):
    """The file ``correlations.yaml``."""

    about: Text = Field(description="what this file is for")
    groups: dict[str, Group] = Field(description="groups by name")


def read_groups(
    document: Document, parameters: Mapping[str, Parameter], sources: Collection[str] | None, problems: list[Problem]
) -> tuple[Group, ...]:
    """Read the groups, and note what is wrong with them."""
    found = list(schema_problems(document, Groups))
    if not found:
        written = Groups.model_validate(document.data)
        found = list(_cross_checks(document, written, parameters, sources))
    problems += found
    return () if found else tuple(named(written.groups, document, "groups").values())


def _cross_checks(
    document: Document, written: Groups, parameters: Mapping[str, Parameter], sources: Collection[str] | None
) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    drawn = drawn_parts(parameters.values())
    for name, group in written.groups.items():
        for place, member in enumerate(group.parameters):
            keys = ("groups", name, "parameters", place)
            if member not in parameters and member not in drawn:
                hint = did_you_mean(member, [*parameters, *drawn])
                yield document.problem(keys, "E820", f"unknown parameter '{member}'", hint)
            elif member in parameters and parameters[member].per_member:
                hint = f"name the members that are: {', '.join(parameters[member].parts())}"
                yield document.problem(keys, "E821", f"'{member}' is not drawn as a whole", hint)
            elif member not in drawn:
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
            if sources is not None and source not in sources:
                hint = did_you_mean(source, sources)
                yield document.problem(("groups", name, "source", place), "E203", f"unknown source '{source}'", hint)
