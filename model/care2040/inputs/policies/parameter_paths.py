"""The value of every parameter over the horizon for a batch of runs; several batches beside each other, or part of one.

Most parameters are the same in every policy. Whoever makes paths lets them share such arrays, so that putting
thousands of policies beside each other only costs what differs between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from care2040.inputs.policies.change import Floats


@dataclass(frozen=True)
class ParameterPaths:
    """The value of every parameter over the horizon, for a number of runs; the run axis is last.

    Parameters
    ----------
    runs : int
        How many runs there are.
    breaks : ndarray, shape (segments + 1,)
        Years, strictly increasing, from the start of the horizon to its end.
    constant : dict of str to ndarray, shape (axes..., runs or 1)
        Parameters that keep one value over the whole horizon.
    varying : dict of str to ndarray, shape (segments, 2, axes..., runs or 1)
        The other ones: value just after break k and just before break k + 1, a straight line between them.
    """

    runs: int
    breaks: Floats
    constant: dict[str, Floats]
    varying: dict[str, Floats]


def join(parts: Sequence[ParameterPaths]) -> ParameterPaths:
    """Put the runs of several paths beside each other in one batch."""
    _check_alike(parts)
    runs = [part.runs for part in parts]
    moments = (len(parts[0].breaks) - 1, 2)
    varies = {name for part in parts for name in part.varying}
    constant: dict[str, Floats] = {}
    varying: dict[str, Floats] = {}
    for name in [*parts[0].constant, *parts[0].varying]:
        arrays = [part.varying[name] if name in part.varying else part.constant[name] for part in parts]
        if name not in varies:
            constant[name] = _beside(arrays, runs)
            continue
        spread = {id(array): array for array in arrays}
        for part in parts:
            if name in part.constant:
                values = part.constant[name]
                spread[id(values)] = np.broadcast_to(values, (*moments, *values.shape))
        varying[name] = _beside([spread[id(array)] for array in arrays], runs)
    return ParameterPaths(sum(runs), parts[0].breaks, constant, varying)


def select(whole: ParameterPaths, runs: npt.NDArray[np.intp]) -> ParameterPaths:
    """Take some of the runs."""

    def taken(array: Floats) -> Floats:
        return array if array.shape[-1] == 1 else read_only(np.take(array, runs, axis=-1))

    constant = {name: taken(array) for name, array in whole.constant.items()}
    varying = {name: taken(array) for name, array in whole.varying.items()}
    return ParameterPaths(len(runs), whole.breaks, constant, varying)


def read_only(array: Floats) -> Floats:
    """Give a view that nobody can write to, so that no run leaks into the next."""
    view = array.view()
    view.flags.writeable = False
    return view


def _check_alike(parts: Sequence[ParameterPaths]) -> None:
    if not parts:
        raise ValueError("there are no paths to join")
    first = parts[0]
    names = first.constant.keys() | first.varying.keys()
    for part in parts[1:]:
        if part.breaks is not first.breaks and not np.array_equal(part.breaks, first.breaks):
            raise ValueError("only paths with the same breaks can be joined")
        if part.constant.keys() | part.varying.keys() != names:
            raise ValueError("only paths of the same parameters can be joined")


def _beside(arrays: Sequence[Floats], runs: Sequence[int]) -> Floats:
    """Concatenate along the run axis, or keep one value where all runs share it; arrays that are one are read once."""
    places: dict[int, int] = {}
    which = [places.setdefault(id(array), len(places)) for array in arrays]
    distinct = [arrays[which.index(place)] for place in places.values()]
    single = all(array.shape[-1] == 1 for array in distinct)
    if single and all(np.array_equal(array, distinct[0]) for array in distinct[1:]):
        return read_only(distinct[0])
    if single:
        return read_only(np.take(np.concatenate(distinct, axis=-1), np.repeat(which, runs), axis=-1))
    widened = [np.broadcast_to(array, (*array.shape[:-1], count)) for array, count in zip(arrays, runs, strict=True)]
    return read_only(np.concatenate(widened, axis=-1))
