"""What may stand in ``parameters/levers.yaml``; what must hang together is checked in ``lever_checks``."""

from typing import Annotated, Any, Literal

from pydantic import Field

from care2040.inputs.parameters.schema import Standing, Strict, Text

Direction = Literal["up", "down"]
Quality = Literal["A", "B", "C"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Bilingual(Strict):
    """One text in both languages."""

    en: Text = Field(description="in English")
    nl: Text = Field(description="in plain Dutch")


class EvidenceInFile(Strict):
    """What is known of the effect of a lever."""

    source: Annotated[list[Text], Field(min_length=1)] = Field(description="[keys of sources.yaml]")
    quality: Quality = Field(description="A randomised or quasi-experimental, B followed or matched, C the rest")
    says: Bilingual = Field(description="what was found, and how far it carries")


class LeverInFile(Strict):
    """One lever as it is written; its effects are parameters of the sectors, its price is read with the parameters."""

    title: Bilingual = Field(description="what it is called in a figure")
    about: Bilingual = Field(description="what the city does at full effort")
    difference_maker: Name = Field(description="the package of the vision it belongs to")
    aimed: bool = Field(description="true when its effort can differ by district")
    need: Name | None = Field(default=None, description="parameter by district that says where it is needed most")
    start: Annotated[int, Field(ge=2000, le=2100)] = Field(description="year in which it can begin")
    ramp: Annotated[float, Field(ge=0)] = Field(description="years until it is in full force")
    delay: Annotated[float, Field(ge=0)] = Field(description="years between paying and working")
    effects: Annotated[list[Name], Field(min_length=1)] = Field(description="[parameters: how strongly it works]")
    sign: Annotated[dict[Name, Direction], Field(min_length=1)] = Field(
        description="what it promises: {indicator: up or down}"
    )
    price: dict[str, Any] = Field(
        description="what full effort costs a year: {about: ..., value: by payer, source: []}"
    )
    exception: Bilingual | None = Field(default=None, description="where it works against what one would hope")
    evidence: EvidenceInFile = Field(description="source, quality and what it says")
    standing: Standing = Field(description="measured, derived, calibrated or judged")


class PackageInFile(Strict):
    """Levers, and packages of levers, that are pulled together."""

    title: Bilingual = Field(description="what it is called in a figure")
    levers: Annotated[list[Name], Field(min_length=1)] = Field(description="[levers and packages]")


class LeversInFile(Strict):
    """The file ``levers.yaml``."""

    levers: Annotated[dict[Name, LeverInFile], Field(min_length=1)] = Field(description="levers by name")
    packages: dict[Name, PackageInFile] = Field(description="packages by name")
