"""Where the boxes of a diagram stand: in columns from cause to effect, with few crossings (after Sugiyama, 1981)."""

import itertools
from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Link = tuple[str, str]
Point = tuple[float, float]

SWEEPS = 24
"""How often the order within the columns is improved."""
THIN = 1.2
"""Room that a passing link takes in a column, in millimetres."""


@dataclass(frozen=True)
class Placed:
    """Where everything stands, in millimetres from the left and from the top."""

    centres: dict[str, Point]
    routes: dict[Link, tuple[Point, ...]]
    width: float
    height: float


@dataclass
class _Columns:
    """Boxes, and the places of links that pass, by column."""

    sizes: dict[str, Point]
    order: list[list[str]] = field(default_factory=list)
    steps: list[Link] = field(default_factory=list)
    passing: dict[Link, list[str]] = field(default_factory=dict)


def place(
    sizes: Mapping[str, Point], links: Iterable[Link], gap: Point = (11.0, 2.6), back: Collection[Link] = ()
) -> Placed:
    """Place boxes in columns so that causes stand to the left of their effects where that can be."""
    links = [link for link in dict.fromkeys(links) if link[0] != link[1]]
    ranks = _ranks(list(sizes), [link for link in links if link not in back])
    columns = _with_passing(dict(sizes), links, ranks)
    _order(columns)
    return _coordinates(columns, links, ranks, gap)


def _ranks(names: Sequence[str], links: Sequence[Link]) -> dict[str, int]:
    """Return the column of each box: one more than its last cause, where links that go back are left out."""
    effects: dict[str, list[str]] = {name: [] for name in names}
    for cause, effect in links:
        effects[cause].append(effect)
    state: dict[str, int] = {}
    forward: dict[str, list[str]] = {name: [] for name in names}
    finished: list[str] = []

    def visit(name: str) -> None:
        state[name] = 1
        for effect in effects[name]:
            if state.get(effect) != 1:
                forward[name].append(effect)
            if effect not in state:
                visit(effect)
        state[name] = 2
        finished.append(name)

    caused = {effect for _, effect in links}
    for name in sorted(names, key=lambda one: (one in caused, names.index(one))):
        if name not in state:
            visit(name)
    ranks = dict.fromkeys(names, 0)
    for name in reversed(finished):
        for effect in forward[name]:
            ranks[effect] = max(ranks[effect], ranks[name] + 1)
    for name in finished:  # a cause stands close before its first effect
        if forward[name]:
            ranks[name] = max(ranks[name], min(ranks[effect] for effect in forward[name]) - 1)
    return ranks


def _with_passing(sizes: dict[str, Point], links: Sequence[Link], ranks: Mapping[str, int]) -> _Columns:
    """Give a link that crosses a column a place in it."""
    columns = _Columns(sizes, [[] for _ in range(max(ranks.values()) + 1)])
    for name, rank in ranks.items():
        columns.order[rank].append(name)
    for cause, effect in links:
        first, last = sorted((cause, effect), key=lambda name: ranks[name])
        between = [f"{cause}>{effect}@{rank}" for rank in range(ranks[first] + 1, ranks[last])]
        for rank, name in enumerate(between, ranks[first] + 1):
            columns.sizes[name] = (0.0, THIN)
            columns.order[rank].append(name)
        chain = [first, *between, last]
        columns.steps += list(itertools.pairwise(chain))
        columns.passing[cause, effect] = between if first == cause else between[::-1]
    return columns


def _order(columns: _Columns) -> None:
    """Put each box in its column at the mean place of what it is linked to, from both sides in turn."""
    beside: dict[str, list[str]] = {name: [] for name in columns.sizes}
    for one, other in columns.steps:
        beside[one].append(other)
        beside[other].append(one)
    rank = {name: number for number, column in enumerate(columns.order) for name in column}
    best, fewest = [list(column) for column in columns.order], _crossings(columns)
    for sweep in range(SWEEPS):
        turn = range(len(columns.order)) if sweep % 2 == 0 else range(len(columns.order) - 1, -1, -1)
        for number in turn:
            side = number - 1 if sweep % 2 == 0 else number + 1
            place = {name: spot for column in columns.order for spot, name in enumerate(column)}
            means = {}
            for spot, name in enumerate(columns.order[number]):
                near = [place[other] for other in beside[name] if rank[other] == side]
                means[name] = sum(near) / len(near) if near else float(spot)
            columns.order[number].sort(key=lambda name: means[name])
        crossings = _crossings(columns)
        if crossings < fewest:
            best, fewest = [list(column) for column in columns.order], crossings
    columns.order = best


def _crossings(columns: _Columns) -> int:
    place = {name: spot for column in columns.order for spot, name in enumerate(column)}
    rank = {name: number for number, column in enumerate(columns.order) for name in column}
    between: dict[int, list[tuple[int, int]]] = {}
    for one, other in columns.steps:
        if abs(rank[one] - rank[other]) == 1:
            between.setdefault(min(rank[one], rank[other]), []).append((place[one], place[other]))
    crossings = 0
    for pairs in between.values():
        passed: list[int] = []
        for _, end in sorted(pairs):
            crossings += len(passed) - bisect_right(passed, end)
            insort(passed, end)
    return crossings


def _coordinates(columns: _Columns, links: Sequence[Link], ranks: Mapping[str, int], gap: Point) -> Placed:
    heights = _heights(columns, gap[1])
    x = 0.0
    places: dict[str, Point] = {}
    for column in columns.order:
        width = max(columns.sizes[name][0] for name in column)
        places |= {name: (x + width / 2, heights[name]) for name in column}
        x += width + gap[0]
    top = min(heights[name] - columns.sizes[name][1] / 2 for name in heights)
    bottom = max(heights[name] + columns.sizes[name][1] / 2 for name in heights)
    moved = {name: (at[0], at[1] - top) for name, at in places.items()}
    routes = {link: tuple(moved[name] for name in columns.passing[link]) for link in links}
    return Placed({name: moved[name] for name in ranks}, routes, x - gap[0], bottom - top)


def _heights(columns: _Columns, gap: float) -> dict[str, float]:
    """Return how far down each box stands: near the middle of what it is linked to, without overlap."""
    beside: dict[str, list[str]] = {name: [] for name in columns.sizes}
    for one, other in columns.steps:
        beside[one].append(other)
        beside[other].append(one)
    down: dict[str, float] = {}
    for column in columns.order:
        at = 0.0
        for name in column:
            down[name] = at + columns.sizes[name][1] / 2
            at += columns.sizes[name][1] + gap
    for _ in range(SWEEPS):
        for column in columns.order:
            wanted = [_mean([down[other] for other in beside[name]], down[name]) for name in column]
            down |= dict(zip(column, _apart(wanted, [columns.sizes[name][1] for name in column], gap), strict=True))
    return down


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _apart(wanted: list[float], tall: list[float], gap: float) -> list[float]:
    """Return places as near as can be to the wanted ones, in the same order and without overlap (least squares)."""
    offsets = [0.0]
    for before, after in itertools.pairwise(tall):
        offsets.append(offsets[-1] + (before + after) / 2 + gap)
    blocks: list[list[float]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        blocks.append([want - offset, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            blocks[-1] = [
                (blocks[-1][0] * blocks[-1][1] + mean * count) / (blocks[-1][1] + count),
                blocks[-1][1] + count,
            ]
    level = [mean for mean, count in blocks for _ in range(int(count))]
    return [at + offset for at, offset in zip(level, offsets, strict=True)]
