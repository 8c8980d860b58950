"""A diagram as SVG: boxes, valves, clouds and arrows with a sign, as large as a page of A4 takes it."""

import itertools
from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import Literal

from care2040.reports.site.layered_layout import Link, Placed, Point, place

Shape = Literal["stock", "flow", "variable", "cloud", "outside"]

Pages = tuple[Point, Point]
A4: Pages = ((277.0, 180.0), (180.0, 257.0))
A3: Pages = ((400.0, 257.0), (257.0, 380.0))
"""Room on a page, lying and standing, in millimetres."""
HEAD, FOOT = 7.0, 6.0
"""Room for the title and for the legend, in millimetres."""
SMALL, NARROW = 2.5, 0.52
"""Size of the letters of the legend, and their width against it."""
LETTERS = 2.75
"""Size of the letters in millimetres when the diagram is as large as it is laid out."""
SMALLEST = 2.12
"""Letters smaller than this (6 points) are hard to read in print."""
ROOM = (1.0, 0.85, 0.7, 0.55)
"""How much of the room between boxes is kept: the first with which the letters can be read."""
LINE = 1.2
"""Distance between lines of text, in letters."""
AVERAGE, BOLD = 0.56, 0.61
"""Width of a letter against its size."""
PORT = 2.3
"""Room that an arrow takes where it arrives, in millimetres."""
MOST_LETTERS = 17
"""Letters on a line of a label, if a blank allows it."""
BLUE, ORANGE, TEAL, GREY, DARK = "#12436D", "#B84A10", "#1B7A72", "#8C8C8C", "#222222"


@dataclass(frozen=True)
class Box:
    """Something in a diagram: its name, what it looks like, and where a click leads."""

    name: str
    shape: Shape
    label: str
    link: str = ""


@dataclass(frozen=True)
class Arrow:
    """A link of a diagram; sign 1, -1 or 0; a pipe is what flows, not what is known."""

    link: Link
    sign: int = 0
    pipe: bool = False
    back: bool = False


@dataclass(frozen=True)
class Diagram:
    """A diagram that was drawn."""

    svg: str
    width: float
    height: float
    letters: float


def wrapped(label: str) -> list[str]:
    """Break a name with underscores into lines."""
    lines = [""]
    for word in label.replace("_", " ").split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > MOST_LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def size_of(box: Box, arrivals: int = 0) -> Point:
    """Return width and height of a box that some arrows arrive at on one side, in millimetres."""
    if box.shape == "cloud":
        return 5.0, 4.0
    lines = wrapped(box.label)
    wide = max(map(len, lines)) * (BOLD if box.shape == "stock" else AVERAGE) * LETTERS + 2.4
    tall = len(lines) * LETTERS * LINE + 1.4
    return wide, max(tall + (3.2 if box.shape == "flow" else 0.0), arrivals * PORT)


def draw(
    boxes: list[Box],
    arrows: list[Arrow],
    title: str,
    description: str,
    legend: str = "",
    gap: Point = (11.0, 2.6),
    pages: Pages = A4,
) -> Diagram:
    """Draw a diagram, with the boxes nearer to each other where its letters would be too small on a page."""
    for room in ROOM:
        drawn = _laid_out(boxes, arrows, title, description, legend, (gap[0] * room, gap[1] * room), pages)
        if drawn.letters >= SMALLEST:
            break
    return drawn


def _laid_out(
    boxes: list[Box], arrows: list[Arrow], title: str, description: str, legend: str, gap: Point, pages: Pages
) -> Diagram:
    """Draw a diagram with this much between its boxes."""
    arriving = Counter(arrow.link[1] for arrow in arrows if arrow.sign)
    sizes = {box.name: size_of(box, arriving[box.name]) for box in boxes}
    ordered = sorted(arrows, key=lambda arrow: not arrow.pipe)
    back = {arrow.link for arrow in arrows if arrow.back}
    placed = place(sizes, [arrow.link for arrow in ordered], gap, back)
    ports = _ports(arrows, placed)
    body = [_arrow(arrow, placed, sizes, ports) for arrow in arrows]
    body += [_box(box, placed.centres[box.name], sizes[box.name]) for box in boxes]
    return on_page("\n".join(body), placed.width, placed.height, title, description, legend, pages=pages)


def on_page(
    body: str,
    width: float,
    height: float,
    title: str,
    description: str,
    legend: str,
    margin: float = 3.0,
    pages: Pages = A4,
) -> Diagram:
    """Make a picture that fits on a page, lying or standing, and is no larger than it was laid out."""
    wide = max(width, len(legend) * SMALL * NARROW) + 2 * margin
    tall = height + 2 * margin + HEAD + FOOT
    scale = min(1.0, max(min(page[0] / wide, page[1] / tall) for page in pages))
    size = f'width="{wide * scale:.1f}mm" height="{tall * scale:.1f}mm"'
    view = f'viewBox="{-margin:.1f} {-margin - HEAD:.1f} {wide:.1f} {tall:.1f}"'
    svg = "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" lang="en" '
            f'font-family="\'Noto Sans\', sans-serif" font-size="{LETTERS}">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(description)}</desc>",
            f'<rect x="{-margin:.1f}" y="{-margin - HEAD:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="white"/>',
            f'<text x="0" y="{2.5 - HEAD:.1f}" font-size="3.8" font-weight="bold" fill="{BLUE}">{escape(title)}</text>',
            body,
            f'<text x="0" y="{height + FOOT:.1f}" font-size="{SMALL}" fill="#555555">{escape(legend)}</text>',
            "</svg>",
        ]
    )
    return Diagram(svg + "\n", wide * scale, tall * scale, LETTERS * scale)


def _box(box: Box, centre: Point, size: Point) -> str:
    (x, y), (wide, tall) = centre, size
    if box.shape == "cloud":
        return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="2.2" ry="1.5" fill="white" stroke="{GREY}" stroke-width="0.3"/>'
    parts = []
    if box.shape == "stock":
        frame = f'width="{wide:.1f}" height="{tall:.1f}" fill="#E3ECF4" stroke="{BLUE}" stroke-width="0.45"'
        parts.append(f'<rect x="{x - wide / 2:.1f}" y="{y - tall / 2:.1f}" {frame}/>')
    elif box.shape != "flow":
        frame = f'width="{wide:.1f}" height="{tall:.1f}" rx="1.2" fill="white"'
        parts.append(f'<rect x="{x - wide / 2:.1f}" y="{y - tall / 2:.1f}" {frame}/>')
    middle = y
    if box.shape == "flow":
        top = y - tall / 2 + 1.6
        points = f"{x - 1.7:.1f},{top - 1.3:.1f} {x - 1.7:.1f},{top + 1.3:.1f} {x + 1.7:.1f},{top - 1.3:.1f} "
        points += f"{x + 1.7:.1f},{top + 1.3:.1f}"
        parts.append(f'<polygon points="{points}" fill="white" stroke="{BLUE}" stroke-width="0.35"/>')
        middle = y + 1.6
    colour = GREY if box.shape == "outside" else DARK
    slant = ' font-style="italic"' if box.shape == "outside" else ""
    weight = ' font-weight="bold"' if box.shape == "stock" else ""
    lines = wrapped(box.label)
    start = middle - (len(lines) - 1) * LETTERS * LINE / 2 + LETTERS * 0.35
    if box.shape == "flow":
        wide, tall = wide - 2.4, len(lines) * LETTERS * LINE
        frame = f'width="{wide:.1f}" height="{tall:.1f}" fill="white"'
        parts.append(f'<rect x="{x - wide / 2:.1f}" y="{middle - tall / 2:.1f}" {frame}/>')
    rows = [
        f'<tspan x="{x:.1f}" y="{start + number * LETTERS * LINE:.1f}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    ]
    text = f'<text text-anchor="middle" fill="{colour}"{slant}{weight}>{"".join(rows)}</text>'
    parts.append(f'<a href="{escape(box.link)}">{text}</a>' if box.link else text)
    return "\n".join(parts)


def _ports(arrows: list[Arrow], placed: Placed) -> dict[Link, float]:
    """Return how far above or below its middle each arrow arrives at a box: beside one another, as they come."""
    sides: dict[tuple[str, bool], list[tuple[float, Link]]] = {}
    for arrow in arrows:
        end = placed.centres[arrow.link[1]]
        last = [placed.centres[arrow.link[0]], *placed.routes[arrow.link]][-1]
        sides.setdefault((arrow.link[1], last[0] < end[0]), []).append((last[1], arrow.link))
    found: dict[Link, float] = {}
    for coming in sides.values():
        for number, (_, link) in enumerate(sorted(coming)):
            found[link] = (number - (len(coming) - 1) / 2) * PORT
    return found


def _arrow(arrow: Arrow, placed: Placed, sizes: dict[str, Point], ports: dict[Link, float]) -> str:
    cause, effect = arrow.link
    target = placed.centres[effect]
    port = min(max(ports[arrow.link], -sizes[effect][1] / 2), sizes[effect][1] / 2)
    points = [placed.centres[cause], *placed.routes[arrow.link], (target[0], target[1] + port)]
    forward = 1.0 if points[1][0] >= points[0][0] else -1.0
    start = (points[0][0] + forward * sizes[cause][0] / 2, points[0][1])
    onward = 1.0 if points[-1][0] >= points[-2][0] else -1.0
    end = (points[-1][0] - onward * sizes[effect][0] / 2, points[-1][1])
    if points[0][0] == points[-1][0] and len(points) == 2:
        end = (points[-1][0] + sizes[effect][0] / 2, points[-1][1])
        onward = -1.0
    colour = {1: TEAL, -1: ORANGE}.get(arrow.sign, BLUE if arrow.pipe else GREY)
    thick = 0.8 if arrow.pipe else 0.28
    dash = ' stroke-dasharray="1.4 0.8"' if arrow.sign < 0 else ""
    path = _smooth([start, *points[1:-1], (end[0] - onward * 1.5, end[1])], forward, onward)
    drawn = [f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thick}"{dash}/>']
    tip = f"{end[0]:.1f},{end[1]:.1f}"
    back = end[0] - onward * (2.4 if arrow.pipe else 1.8)
    wing = 1.1 if arrow.pipe else 0.7
    drawn.append(
        f'<polygon points="{tip} {back:.1f},{end[1] - wing:.1f} {back:.1f},{end[1] + wing:.1f}" fill="{colour}"/>'
    )
    if arrow.sign:
        sign = "+" if arrow.sign > 0 else "−"
        at = f'x="{end[0] - onward * 3.0:.1f}" y="{end[1] - 0.7:.1f}"'
        drawn.append(
            f'<text {at} text-anchor="middle" font-size="2.4" font-weight="bold" fill="{colour}">{sign}</text>'
        )
    return "\n".join(drawn)


def _smooth(points: list[Point], forward: float, onward: float) -> str:
    """Return a path through points that leaves and arrives level."""
    path = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for number, (one, other) in enumerate(itertools.pairwise(points)):
        reach = max(abs(other[0] - one[0]) * 0.45, 2.5)
        out = forward if number == 0 else (1.0 if other[0] >= one[0] else -1.0)
        into = onward if number == len(points) - 2 else (1.0 if other[0] >= one[0] else -1.0)
        path.append(
            f"C{one[0] + out * reach:.1f} {one[1]:.1f} {other[0] - into * reach:.1f} {other[1]:.1f} "
            f"{other[0]:.1f} {other[1]:.1f}"
        )
    return " ".join(path)
