"""When a run fails: which stock went wrong, when, in which run, and which flow is to blame."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from care2040.engine.compiler.system import System
from care2040.engine.compiler.trace import Array
from care2040.files.problems import CareError

ROUNDING = 1e-9
"""How far below zero a stock may be (in its unit) by rounding alone."""


class RunFailed(CareError):
    """A stock went negative or stopped being a number; the message names it, the time and the flow to blame."""


@dataclass
class Failures:
    """The runs of a batch that went wrong."""

    system: System
    forgiving: bool
    reasons: dict[int, str] = field(default_factory=dict)

    def check(self, state: Array, when: str, flows: Callable[[], Mapping[str, Array]]) -> None:
        """Look for runs that have just gone wrong.

        Parameters
        ----------
        state : ndarray, shape (places, runs)
            Stocks and counts at a moment.
        when : str
            The moment, as the message says it.
        flows : callable
            Gives the flows just before, (axes..., runs or 1).

        Raises
        ------
        RunFailed
            When one has and nothing is forgiven, or when all have at the start.
        """
        wrong = wrong_stocks(self.system, state)
        if wrong and not self.forgiving:
            raise RunFailed(blame(self.system, wrong, when, state, flows()))
        if wrong:
            self._note(state, when, flows)

    def _note(self, state: Array, when: str, flows: Callable[[], Mapping[str, Array]]) -> None:
        amounts: Mapping[str, Array] | None = None
        for run in range(state.shape[1]):
            alone = state[:, run : run + 1]
            wrong = [] if run in self.reasons else wrong_stocks(self.system, alone)
            if wrong:
                amounts = flows() if amounts is None else amounts
                own = {n: a[..., run : run + 1] if a.shape[-1] > 1 else a for n, a in amounts.items()}
                self.reasons[run] = blame(self.system, wrong, when, alone, own)

    def put_back(self, state: Array, before: Array) -> None:
        """Give the runs that went wrong the state they had before, so that the solver can go on with the others."""
        failed = list(self.reasons)
        state[:, failed] = before[:, failed]

    def borrow_sound_state(self, state: Array) -> None:
        """Let the runs that went wrong at the start borrow the state of one that did not."""
        sound = next((run for run in range(state.shape[1]) if run not in self.reasons), None)
        if sound is None:
            raise RunFailed(self.reasons[0])
        state[:, list(self.reasons)] = state[:, [sound]]

    def blank(self, values: Array) -> Array:
        """Return what was kept, (..., run), without the runs that went wrong: not a number in all of their years."""
        values[..., list(self.reasons)] = np.nan
        return values


def wrong_stocks(system: System, state: Array) -> list[str]:
    """Return the stocks that are below zero and may not be, or are not a number; `state` has shape (places, runs)."""
    # NaN and infinity survive a sum; a look at the whole state spares one at every stock
    if np.isfinite(state.sum()) and state.min(initial=0.0) >= -ROUNDING:
        return []
    wrong = []
    for name, slot in system.stocks.items():
        values = slot.view(state)
        below = not system.model.stocks[name].signed and values.min(initial=0.0) < -ROUNDING
        if below or not np.isfinite(values).all():
            wrong.append(name)
    return wrong


def blame(system: System, wrong: Sequence[str], when: str, state: Array, flows: Mapping[str, Array]) -> str:
    """Say which stock went wrong and which of its flows pushed it there hardest.

    Parameters
    ----------
    system : System
        The compiled model.
    wrong : sequence of str
        The stocks that went wrong at this moment; at least one.
    when : str
        The moment, as the message says it.
    state : ndarray, shape (places, runs)
        The state in which they are wrong.
    flows : mapping of str to ndarray, shape (axes..., runs or 1)
        The flows just before, per year; empty at the start.
    """
    pushes = {name: _pushes(system, name, flows, system.stocks[name].view(state)) for name in wrong}
    # a stock with a flow that is not finite infects the others, so it is named before them
    name = max(wrong, key=lambda one: np.inf in pushes[one].values())
    values = system.stocks[name].view(state)
    what = f"is {values.min():.4g}" if np.isfinite(values).all() else "is not a number"
    hardest = max(pushes[name], key=lambda flow: pushes[name][flow], default="")
    to_blame = f"; the flow to blame is '{hardest}'" if hardest else ""
    runs = values.shape[-1]
    which = f" (run {_worst_run(values) + 1} of {runs})" if runs > 1 else ""
    return f"'{name}' {what} {when}{which}{to_blame}"


def _pushes(system: System, name: str, flows: Mapping[str, Array], values: Array) -> dict[str, float]:
    """Return how hard each flow of a stock pushes it down, or to either side when it is no longer a number."""
    found = {}
    for flow in system.model.flows.values():
        if name in (flow.source, flow.sink) and flow.name in flows:
            amounts = flows[flow.name]
            amount = amounts[..., _worst_run(values) if amounts.shape[-1] > 1 else 0]
            down = amount if flow.source == name else -amount
            size = down if np.isfinite(values).all() else np.abs(down)
            found[flow.name] = float(size.max()) if np.isfinite(amount).all() else np.inf
    return found


def _worst_run(values: Array) -> int:
    """Return the run in which a stock is lowest, or the first in which it is not a number."""
    lowest = np.where(np.isfinite(values), values, -np.inf).reshape(-1, values.shape[-1]).min(axis=0)
    return int(np.argmin(lowest))
