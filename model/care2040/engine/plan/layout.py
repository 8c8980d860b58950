"""Where everything of a run lies in memory: all that one has to know to run a plan that was printed before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from care2040.engine.plan.nests import Place, Region


@dataclass(frozen=True)
class Layout:
    """Places in memory.

    Attributes
    ----------
    places : dict of str to dict of str to Place
        By kind and name: ``given`` (parameters and references), ``before`` and ``after`` (parameters that move, at the
        ends of a segment), ``held`` (what is computed before the rates), ``state``, ``there`` and ``change`` (stocks
        and counts), ``seen`` (readings), ``again`` (stocks that are computed afresh), ``lowest`` and ``total`` (of each
        stock), ``length`` (plain numbers that whoever runs a plan fills in: which part of the segment is over, and a
        half, the whole and a sixth of a step).
    size : dict of str to int
        Numbers in each region of memory.
    """

    places: dict[str, dict[str, Place]]
    size: dict[Region, int]

    def written(self) -> str:
        """Return it as text."""
        rows = {
            kind: {name: (one.region, one.base, one.axes, one.shape) for name, one in own.items()}
            for kind, own in self.places.items()
        }
        return json.dumps({"places": rows, "size": self.size})

    @classmethod
    def read(cls, text: str) -> Layout:
        """Return what `written` wrote."""
        read: dict[str, Any] = json.loads(text)
        places = {
            kind: {name: Place(row[0], row[1], tuple(row[2]), tuple(row[3])) for name, row in own.items()}
            for kind, own in read["places"].items()
        }
        return cls(places, read["size"])
