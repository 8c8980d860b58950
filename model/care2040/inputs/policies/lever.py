"""One lever and one package: what the city can do, when it works, what it promises and how sure that is."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field

from care2040.files.schema import Bilingual, Name, Named, Several, Strict, Text
from care2040.inputs.parameters.parameter import Standing
from care2040.inputs.policies.change import Change

BUDGET, EFFORT, PRICE, STAFF = "_budget", "_effort", "_price", "_staff"
"""Endings of the parameters of a lever: what is paid, what works, and what full effort costs, in money and hands."""
Direction = Literal["up", "down"]
Quality = Literal["A", "B", "C"]
Control = Literal["own", "shared", "assisted", "lobby"]
"""Who decides: the city alone, the city with others, or others whom the city can only ask."""


class Evidence(Strict):
    """What is known of the effect of a lever."""

    source: Several[Text] = Field(min_length=1, description="[keys of sources.yaml]")
    quality: Quality = Field(description="A randomised or quasi-experimental, B followed or matched, C the rest")
    says: Bilingual = Field(description="what was found, and how far it carries")


class Lever(Named):
    """Something the city can do, from not at all (effort 0) to as far as it can be taken (effort 1).

    Its effects are parameters of the sectors, its price is read with the parameters.
    """

    title: Bilingual = Field(description="what it is called in a figure")
    about: Bilingual = Field(description="what the city does at full effort")
    difference_maker: Name = Field(description="the package of the vision it belongs to")
    aimed: bool = Field(description="true when its effort can differ by district")
    need: Name | None = Field(default=None, description="parameter by district that says where it is needed most")
    control: Control = Field(
        description="who decides; own: the city, shared: it and others, assisted: others, lobby: others, if asked"
    )
    start: Annotated[int, Field(ge=2000, le=2100)] = Field(description="year in which it can begin")
    ramp: Annotated[float, Field(ge=0)] = Field(description="years until it is in full force")
    delay: Annotated[float, Field(ge=0)] = Field(description="years between paying and working")
    effects: Several[Name] = Field(min_length=1, description="[parameters: how strongly it works]")
    sign: Annotated[dict[Name, Direction], Field(min_length=1)] = Field(
        description="what it promises: {indicator: up or down}"
    )
    price: dict[str, Any] = Field(
        description="what full effort costs a year: {about: ..., value: by payer, source: []}"
    )
    staff: dict[str, Any] = Field(description="care staff it takes at full effort: {value: fte, source: []}")
    fades: Name | None = Field(
        default=None, description="parameter: years in which most of what it won is gone when it stops"
    )
    exception: Bilingual | None = Field(default=None, description="where it works against what one would hope")
    evidence: Evidence = Field(description="source, quality and what it says")
    standing: Standing = Field(description="measured, derived, calibrated or judged")

    @property
    def effort(self) -> str:
        """Name of the parameter that says how much of it is at work."""
        return f"{self.name}{EFFORT}"

    @property
    def budget(self) -> str:
        """Name of the parameter that says how much of it is paid."""
        return f"{self.name}{BUDGET}"

    @property
    def staff_parameter(self) -> str:
        """Name of the parameter that says how much care staff full effort takes, in fte."""
        return f"{self.name}{STAFF}"

    @property
    def price_parameter(self) -> str:
        """Name of the parameter that says what full effort costs, by payer."""
        return f"{self.name}{PRICE}"

    def changes(
        self, efforts: Iterable[tuple[dict[str, str], float]], start: float, full_by: float, until: float | None
    ) -> tuple[Change, ...]:
        """Return the budget over a period, and the effort it buys the delay later."""
        ends = None if until is None else until + self.delay
        found: list[Change] = []
        for members, effort in efforts:
            found.append(Change(self.budget, members, "set", effort, start, full_by, until))
            moments = (start + self.delay, full_by + self.delay, ends)
            found.append(Change(self.effort, members, "set", effort, *moments))
        return tuple(found)


class Package(Named):
    """Levers, and packages of levers, that are pulled together."""

    title: Bilingual = Field(description="what it is called in a figure")
    levers: Several[Name] = Field(min_length=1, description="[levers and packages]")


class LeversFile(Strict):
    """The file ``levers.yaml``; what must hang together in it is checked in ``lever_checks``."""

    levers: Annotated[dict[Name, Lever], Field(min_length=1)] = Field(description="levers by name")
    packages: dict[Name, Package] = Field(description="packages by name")
