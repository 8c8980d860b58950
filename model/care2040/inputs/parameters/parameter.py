"""One parameter: a number, or numbers by axis and year, with all that makes it worth believing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field

from care2040.files.schema import Several, Strict, Text
from care2040.inputs.parameters.distributions import Chosen, Floats, Spread, quantile
from care2040.language.axes import AXES, BASE_YEAR
from care2040.language.equations import LAW_OF

Standing = Literal["measured", "derived", "calibrated", "judged", "borrowed"]
Drawn = Literal["whole", "per_member"]
After = Literal["held", "trend"]


class ParameterInFile(Strict):
    """A parameter as it is written; apart from `Parameter`, whose value is an array that may come from a table."""

    about: Text = Field(description="what it is, in a sentence")
    unit: Text = Field(description="its unit, such as person/year, euro/year or dimensionless")
    value: Any = Field(description="a number, numbers by member or by year, or a column of a table")
    # Required, but `null` is a value of its own here: both are seen to in `checks`.
    range: Several[float] | None = Field(default=None, description="[low, high]: 9 times in 10 it lies between these")
    spread: Spread = Field(description="uniform, triangular, normal, lognormal, beta or none")
    year: Annotated[int, Field(ge=1900, le=2100)] = Field(description="the year the value is of")
    source: Several[Text] = Field(min_length=1, description="[keys of sources.yaml]")
    standing: Standing = Field(description="measured, derived, calibrated, judged, or borrowed from another city")
    fold: Text | None = Field(default=None, description="sum, same, or the parameter that weighs the districts")
    axes: Annotated[Several[str], Field(min_length=1)] | None = Field(
        default=None, description="the axes over which one number is spread"
    )
    drawn: Drawn = Field(
        default="whole", description="whole (one factor on all of it) or per_member (the range is of each member)"
    )
    after: After = Field(
        default="held", description="after the last year of a value by year: held, or trend (as in its last ten years)"
    )


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter.

    Parameters
    ----------
    name, about, unit : str
        What it is called, what it is, and in what it is counted.
    axes : tuple of str
        Axes of the value, in canonical order; empty for one number.
    years : tuple of int
        Years of the value, increasing; empty when it is constant in time.
    value : ndarray
        Shape (axes..., [years]), in `unit`; read-only.
    range : tuple of float, or None
        5th and 95th percentile: of the value, of each member that is drawn by itself, or else of a factor on all of it
        where it has axes or years.
    spread : {"uniform", "triangular", "normal", "lognormal", "beta", "none"}
        Distribution of the value or of the factor.
    year : int
        Year the value is of.
    source : tuple of str
        Keys of ``sources.yaml``.
    standing : {"measured", "derived", "calibrated", "judged", "borrowed"}
        What the number rests on.
    fold : str or None
        How the districts fold into the city: "sum", "same", or the name of the parameter that weighs them.
    file, line
        Where it is written.
    per_member : bool
        Whether each member is drawn by itself, as a number in the unit of the parameter, and not one factor for all.
    instead_of : str
        The national file whose entry it takes the place of; empty for what is not a city's own.
    """

    name: str
    about: str
    unit: str
    axes: tuple[str, ...]
    years: tuple[int, ...]
    value: Floats
    range: tuple[float, float] | None
    spread: Spread | Chosen
    year: int
    source: tuple[str, ...]
    standing: Standing
    fold: str | None
    file: str
    line: int
    per_member: bool = False
    instead_of: str = ""

    def __post_init__(self) -> None:
        # A law, a run or a caller that wrote into a parameter would change every run after it.
        self.value.setflags(write=False)

    @classmethod
    def unwritten(
        cls, name: str, unit: str, value: Floats | float, axes: tuple[str, ...] = (), /, *, file: str, **more: Any
    ) -> Self:
        """Return a parameter that stands in no file: judged, constant and not drawn, but for what is said of it.

        Parameters
        ----------
        name, unit, value, axes
            As of any parameter; the value is copied.
        file : str
            Where it comes from.
        **more
            What else is said of it, by the names of its attributes; `about` at least.
        """
        plain: dict[str, Any] = {"years": (), "range": None, "spread": "none", "fold": None, "line": 1}
        plain |= {"year": BASE_YEAR, "source": ("judgement",), "standing": "judged"}
        own = np.array(value, dtype=float, order="C")  # as one that is read, also of a value that was spread out
        return cls(name=name, unit=unit, axes=axes, value=own, file=file, **plain | more)

    @property
    def sector(self) -> str:
        """Name of the file it belongs to: that of the entry whose place it takes, else that it is written in."""
        return Path(self.instead_of or self.file).stem

    @property
    def is_factor(self) -> bool:
        """Whether draws (and the range) are a factor on all of the value, because it has axes or years."""
        return self.value.ndim > 0 and not self.per_member

    @property
    def centre(self) -> float:
        """What a draw is when nothing is drawn: the value itself, or 1 for a factor."""
        return 1.0 if self.is_factor else float(self.value)

    def parts(self) -> dict[str, "Parameter"]:
        """Return what is drawn of it by name: itself, or each member that is drawn by itself as one number.

        A member is called ``parameter.member``, as in a scenario or a policy.
        """
        if not self.per_member:
            return {self.name: self}
        names = {member_name(self.name, member): place for place, member in enumerate(AXES[self.axes[0]])}
        return {
            name: replace(self, name=name, axes=(), value=np.array(self.value[place]), per_member=False)
            for name, place in names.items()
        }

    @property
    def latest(self) -> Floats:
        """The value in the last of its years, or the one it always has: shape (axes...)."""
        return self.value[..., -1] if self.years else self.value

    def quantiles(self, shares: Floats) -> Floats:
        """Return quantiles of the value, or of the factor on it.

        Parameters
        ----------
        shares : ndarray
            Cumulative probabilities from 0 to 1.

        Returns
        -------
        ndarray
            Of the shape of `shares`; the centre everywhere when the parameter has no spread.
        """
        if self.spread == "none" or self.range is None:
            return np.full(np.shape(shares), self.centre)
        return quantile(self.spread, *self.range, self.centre, shares)


def member_name(parameter: str, member: str | int) -> str:
    """Return how a member that is drawn by itself is called."""
    return f"{parameter}.{member}"


def drawn_parts(parameters: Iterable[Parameter]) -> dict[str, Parameter]:
    """Return all that is drawn of some parameters by name: each that has a spread, or its members where these are drawn
    by themselves.
    """
    return {name: part for one in parameters if one.spread != "none" for name, part in one.parts().items()}


@dataclass(frozen=True, eq=False)
class LawChoice(Parameter):
    """Which law of a quantity a run takes: 0 is the model's own, then the others, in the order of `laws`.

    Parameters
    ----------
    laws : tuple of str
        What they are called.
    chances : tuple of float
        How often each is drawn, against the others.
    """

    laws: tuple[str, ...] = ()
    chances: tuple[float, ...] = ()

    def quantiles(self, shares: Floats) -> Floats:
        """Return the place of the law that stands for each cumulative probability."""
        bounds = np.cumsum(self.chances) / sum(self.chances)
        # what lies on a bound belongs to the next law, and the last law that is drawn at all has what is left
        last = int(np.flatnonzero(self.chances)[-1])
        return np.minimum(np.searchsorted(bounds, np.asarray(shares), side="right"), last).astype(np.float64)


def law_choice(quantity: str, chances: Mapping[str, float]) -> LawChoice:
    """Return the parameter that says which law of a quantity a run takes.

    Parameters
    ----------
    quantity : str
        A flow or variable with other laws.
    chances : mapping of str to float
        Law to how often it is drawn, against the others; the model's own law first.
    """
    return LawChoice.unwritten(
        f"{LAW_OF}{quantity}",
        "dimensionless",
        0.0,
        about=f"Which law '{quantity}' follows: {legend(chances)}.",
        file="equations",
        range=(0.0, len(chances) - 1.0),
        spread="laws",
        laws=tuple(chances),
        chances=tuple(map(float, chances.values())),
    )


def legend(laws: Iterable[str]) -> str:
    """Return which number stands for which law, in words: ``0 quit_effect, 1 quit_effect_threshold``."""
    return ", ".join(f"{place} {law}" for place, law in enumerate(laws))
