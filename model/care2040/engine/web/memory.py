"""Where in the one memory of a web page each region of a plan begins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from care2040.engine.plan.nests import Load, Nest, Region
from care2040.engine.plan.run_plan import RunPlan


@dataclass(frozen=True)
class Flat:
    """The regions of a plan one after the other, as numbers of eight bytes.

    Attributes
    ----------
    begins : mapping of str to int
        The first number of each region.
    size : int
        How many numbers there are.
    """

    begins: Mapping[Region, int]
    size: int

    def of(self, load: Load) -> int:
        """Return where a number is when every loop is at its first place."""
        return self.begins[load.region] + load.base


def flat(plan: RunPlan) -> Flat:
    """Return the memory of a plan; before it is room for what is read one place too early, and thrown away."""
    size = plan.layout.size
    begin = _before(nest for nests in plan.programs.values() for nest in nests)
    begins: dict[Region, int] = {}
    for region in ("own", "scratch", "shared"):
        begins[region], begin = begin, begin + size[region] + size[region] % 2
    return Flat(begins, begin)


def _before(nests: Iterable[Nest]) -> int:
    shifts = (load for nest in nests for load in nest.loads if load.shift)
    far = max((dict(load.strides).get(load.shift or "", 0) for load in shifts), default=0)
    return far + far % 2
