"""A 1 January on the way of a batch: its stocks, what is held from the start, and who went wrong before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from care2040.engine.compiler.trace import Array


@dataclass(frozen=True)
class Moment:
    """What a run needs to go on from a 1 January.

    Attributes
    ----------
    year : int
        Of the 1 January.
    stocks : dict of str to ndarray, shape (axes..., runs)
        All stocks.
    references : dict of str to ndarray, shape (axes..., runs or 1)
        What was computed at the start of the run, and is held.
    failed : dict of int to str
        Runs that went wrong before, and why; their stocks are those of before that.
    """

    year: int
    stocks: dict[str, Array]
    references: dict[str, Array]
    failed: dict[int, str] = field(default_factory=dict)

    def of(self, runs: Sequence[int] | np.ndarray) -> "Moment":
        """Return some of the runs; one may stand there more than once."""

        def taken(arrays: Mapping[str, Array]) -> dict[str, Array]:
            return {n: a if a.shape[-1] == 1 else np.take(a, runs, axis=-1) for n, a in arrays.items()}

        failed = {new: self.failed[int(old)] for new, old in enumerate(runs) if int(old) in self.failed}
        stocks = {name: np.take(array, runs, axis=-1) for name, array in self.stocks.items()}
        return Moment(self.year, stocks, taken(self.references), failed)

    @property
    def values(self) -> dict[str, Array]:
        """Stocks and references by name."""
        return {**self.stocks, **self.references}


def beside(moments: Sequence[Moment]) -> Moment:
    """Put the runs of several moments of one year beside each other."""
    if len(moments) == 1:
        return moments[0]
    runs = [next(iter(one.stocks.values())).shape[-1] for one in moments]
    firsts = np.cumsum([0, *runs])

    def together(arrays: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
        return {
            name: np.concatenate(
                [np.broadcast_to(own[name], (*own[name].shape[:-1], n)) for own, n in zip(arrays, runs, strict=True)],
                axis=-1,
            )
            for name in arrays[0]
        }

    failed = {
        int(first) + run: why for first, one in zip(firsts, moments, strict=False) for run, why in one.failed.items()
    }
    return Moment(
        moments[0].year,
        together([one.stocks for one in moments]),
        together([one.references for one in moments]),
        failed,
    )
