"""When a run fails: which stock went wrong, when, in which run, and which flow is to blame."""

from collections.abc import Mapping, Sequence

import numpy as np

from care2040.compiler import Array
from care2040.system import System

ROUNDING = 1e-9
"""How far below zero a stock may be (in its unit) by rounding alone."""


class RunFailed(Exception):
    """A stock went negative or stopped being a number; the message names it, the time and the flow to blame."""


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
    return f"'{name}' {what} {when} (run {_worst_run(values) + 1} of {values.shape[-1]}){to_blame}"


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
