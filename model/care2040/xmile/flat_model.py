"""What a flat model is made of: stocks, flows and auxiliaries that are one number each, under names that fit a file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from care2040.files.problems import CareError
from care2040.xmile.scalars import Scalars


class NotInXmile(CareError):
    """Something that XMILE has no word for; the message names it and says why."""

    def __init__(self, message: str, quantity: str = "") -> None:
        super().__init__(message)
        self.quantity = quantity


RESERVED = frozenset(
    """
    abs and arccos arcsin arctan cos delay delay1 delay3 delayn derivn dt e else endval exp exprnd final_time forcst
    history if inf init initial_time int ln log10 lognormal lookup max mean min mod nan normal not npv or pi poisson
    previous pulse quantum ramp random rank round safediv saveper self sin size smth1 smth3 smthn sqrt starttime
    step stddev stoptime sum tan then time time_step trend uniform
    """.split()  # noqa: SIM905
)
"""Names that mean something to XMILE or to a tool that reads it; names are compared without capitals."""


@dataclass(frozen=True)
class FlatVariable:
    """A flow or an auxiliary of one number."""

    name: str
    unit: str
    about: str
    place: int


@dataclass(frozen=True)
class FlatStock:
    """A stock of one number."""

    name: str
    unit: str
    about: str
    start: float
    inflows: list[str] = field(default_factory=list)
    outflows: list[str] = field(default_factory=list)


@dataclass
class FlatModel:
    """A model without axes, for tools that know numbers only."""

    start: float
    end: float
    step: float
    scalars: Scalars = field(default_factory=Scalars)
    stocks: dict[str, FlatStock] = field(default_factory=dict)
    flows: dict[str, FlatVariable] = field(default_factory=dict)
    auxiliaries: dict[str, FlatVariable] = field(default_factory=dict)
    origin: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)

    @property
    def variables(self) -> Mapping[str, FlatVariable]:
        """Auxiliaries and flows."""
        return self.auxiliaries | self.flows

    def take(self, quantity: str, members: Iterable[str | int] = ()) -> str:
        """Return the flat name of a member of a quantity, which nobody else may have."""
        whole = (quantity, *map(str, members))
        name = "_".join(whole)
        if name.lower() in RESERVED:
            raise NotInXmile(
                f"'{quantity}' cannot be called '{name}' in XMILE, where that is a word of its own", quantity
            )
        if name in self.origin:
            raise NotInXmile(
                f"'{quantity}' would be called '{name}' in XMILE, as is {' '.join(self.origin[name])}", quantity
            )
        self.origin[name] = whole
        return name

    def add_flow(self, name: str, about: str, place: int, source: str | None, sink: str | None) -> None:
        """Add a flow between two stocks; None is outside the model."""
        unit = next(self.stocks[end].unit for end in (source, sink) if end)
        self.flows[self.take(name)] = FlatVariable(name, f"{unit}/year".replace("dimensionless/", "1/"), about, place)
        if source is not None:
            self.stocks[source].outflows.append(name)
        if sink is not None:
            self.stocks[sink].inflows.append(name)

    def give_names(self) -> dict[int, str]:
        """Make an auxiliary of every part that is used more than once; return the name of each place that has one."""
        names: dict[int, str] = {}
        for variable in self.variables.values():
            if self.composed(variable.place):
                names.setdefault(variable.place, variable.name)
        uses: Counter[int] = Counter()
        owner: dict[int, str] = {}
        for variable in self.variables.values():
            self._count(variable, uses, owner)
        number: Counter[str] = Counter()
        for place, times in sorted(uses.items()):
            if times > 1 and place not in names and not self._slight(place):
                number[owner[place]] += 1
                name = self.take(f"{owner[place]}_part", [number[owner[place]]])
                self.auxiliaries[name] = FlatVariable(name, "", "A part that several equations share.", place)
                names[place] = name
                self.parts.add(name)
        return names

    def composed(self, place: int) -> bool:
        """Tell whether something is worked out at a place, and does not just stand there: a number, a name."""
        return self.scalars.all[place].operation not in ("number", "name")

    def _slight(self, place: int) -> bool:
        """Tell whether a part is so short that writing it again is clearer: a name, turned round or times a number."""
        scalar = self.scalars.all[place]
        names = [one for one in scalar.arguments if self.scalars.value(one) is None]
        return len(names) == 1 and scalar.operation in ("negative", "multiply") and not self.composed(names[0])

    def _count(self, variable: FlatVariable, uses: Counter[int], owner: dict[int, str]) -> None:
        """Count how often each part is used; what was seen before is not gone into again."""
        queue = [variable.place]
        if variable.place in owner:
            return
        owner[variable.place] = variable.name
        while queue:
            for place in self.scalars.all[queue.pop()].arguments:
                uses[place] += self.composed(place)
                if place not in owner and self.composed(place):
                    owner[place] = variable.name
                    queue.append(place)
