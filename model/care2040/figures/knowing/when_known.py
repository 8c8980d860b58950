"""When known: per count and per policy, the first year in which it tells that policy from the first."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from care2040.figures import known
from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Plot, Story, blank, sheet, write
from care2040.figures.canvas.style import EDGE, INK, NAVY, PAPER, Size, Weight, contrast, measure, tint, wrap
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.wording.numbers import percent

STEPS = ((0.9, 1.0), (0.8, 0.5), (0.7, 0.32), (0.6, 0.16), (0.0, 0.04))
"""From which chance a tile has which part of navy."""
MOST, LETTERS = 6, "ABCDEF"
"""Policies in one figure, and what they are called where there is no room for names."""
GAP, BETWEEN, PAD = 0.16, 0.05, 0.12
"""Centimetres between names and tiles, between two tiles, and around the words in one."""


@dataclass(frozen=True)
class Line:
    """A line of the figure: a count in a rhythm, or a head above several."""

    name: str
    row: str = ""
    rhythm: str = ""
    weight: Weight = "normal"


@dataclass(frozen=True)
class Tile:
    """What is written in one tile, and how dark it is; on half a page there is no room for the chance."""

    year: str
    chance: str
    fill: str
    row: str

    @property
    def ink(self) -> str:
        """The colour of words on it."""
        return max((INK, PAPER), key=lambda one: contrast(one, self.fill))


@figure("when_known", made_of="care2040 know")
def draw(request: Request) -> HouseFigure:
    """Draw a table of tiles: counts downwards, policies across, in each the first year and the chance half-way."""
    known.needed(request.dataset)
    size = request.size
    lines = lines_of(request)
    left = size.name_part * size.width + GAP + EDGE
    across = (size.width - left - EDGE) / len(_pairs(request))
    names = [wrap(one.name, left - GAP - EDGE, size.name, one.weight) for one in lines]
    heads = [wrap(one, across - PAD, size.label, "bold") for one in _heads(request)]
    tiles = [_tiles(request, one, across - PAD) for one in lines]
    above = max(measure(one, size.label, "bold")[1] for one in heads) + GAP
    tall = [_height(size, name, own) for name, own in zip(names, tiles, strict=True)]
    plot = sheet(story(request), size, left, EDGE, above + sum(tall), LITTLE_ROOM)
    blank(plot)
    plot.axes.set_xlim(0, plot.width)
    for at, head in enumerate(heads):
        place = (plot.left + (at + 0.5) * across, plot.bottom + plot.height)
        write(plot.figure, head, place, size.label, INK, "bold", "center")
    top = plot.height - above
    for line, name, own, high in zip(lines, names, tiles, tall, strict=True):
        _draw_line(plot, size, (line, name, own), (top, high), across)
        top -= high
    return plot.figure


def _heads(request: Request) -> list[str]:
    """Return what stands above the tiles: names, or letters where names would be broken in the middle of a word."""
    names = [known.called(request.dataset, name, request.language) for name in _pairs(request)]
    return list(LETTERS[: len(names)]) if request.width == "half" else names


def _key(request: Request) -> str:
    """Return what the letters stand for."""
    if request.width != "half":
        return ""
    names = [known.called(request.dataset, name, request.language) for name in _pairs(request)]
    return " ".join(
        request.say("letter", letter=letter, name=name) for letter, name in zip(LETTERS, names, strict=False)
    )


def _pairs(request: Request) -> list[str]:
    return [str(name) for name in request.dataset["second"].values][:MOST]


def lines_of(request: Request) -> list[Line]:
    """Return what is drawn downwards: what the monitors count, and below it what could be counted besides."""
    dataset, (all_counts, counted, besides, everything) = request.dataset, known.GROUPS
    found = [Line(request.say("counted"), weight="bold")]
    found += [line for row in known.rows_by(dataset, all_counts) for line in _both(request, row)]
    found += [line for row in known.rows_by(dataset, counted) for line in _both(request, row)]
    new = known.rows_by(dataset, besides)
    if new:
        found.append(
            Line(request.say("besides", error=percent(dataset.attrs["error"], request.language)), weight="bold")
        )
        found += [Line(known.title_of(dataset, row, request.language), row, "yearly") for row in new]
        last = known.rows_by(dataset, everything)
        found += [Line(known.title_of(dataset, row, request.language), row, "yearly") for row in last]
    return found


def _both(request: Request, row: str) -> list[Line]:
    """Return the line of a count at the present rhythm and, where that is not every year, that of every year."""
    title, every = known.title_of(request.dataset, row, request.language), int(request.dataset["every"].sel(row=row))
    if every == 1 or request.width == "half":
        return [Line(title, row, "present")]
    name = request.say("every", title=title, every=every) if every else title
    return [Line(name, row, "present"), Line(request.say("yearly"), row, "yearly")]


def _tiles(request: Request, line: Line, room: float) -> list[Tile]:
    dataset, size = request.dataset, request.size
    if not line.row:
        return []
    found = []
    for pair in range(len(_pairs(request))):
        year = known.first_year(dataset, pair, line.row, line.rhythm)
        chance = known.chance(dataset, pair, line.row, line.rhythm)
        last = int(dataset["year"].values[-1])
        words = request.say("from", year=year) if year is not None else request.say("not_before", last=last)
        small = request.say("chance", by=dataset.attrs["by"], chance=known.chance_words(chance, request.language))
        part = next(part for least, part in STEPS if chance >= least)
        fill = to_hex(tint(NAVY.colour, part))
        row = f"{line.row}.{line.rhythm}.{pair}"
        below = "" if request.width == "half" else wrap(small, room, size.label)
        found.append(Tile(wrap(words, room, size.label, "bold"), below, fill, row))
    return found


def _height(size: Size, name: str, tiles: Sequence[Tile]) -> float:
    own = measure(name, size.name)[1] + 2 * PAD
    inside = [sum(_heights(size, one)) for one in tiles]
    return max([own, *(one + PAD for one in inside)])


def _heights(size: Size, tile: Tile) -> tuple[float, float]:
    """Return the centimetres that both lines in a tile take."""
    return measure(tile.year, size.label, "bold")[1], measure(tile.chance, size.label)[1] if tile.chance else 0.0


def _draw_line(
    plot: Plot, size: Size, what: tuple[Line, str, list[Tile]], where: tuple[float, float], across: float
) -> None:
    line, name, tiles = what
    top, high = where
    middle = plot.bottom + top - high / 2
    tall = measure(name, size.name, line.weight)[1]
    if not tiles:
        # a head stands at the left edge, a little lower, near what it is above
        write(plot.figure, name, (EDGE, plot.bottom + top - high + tall + PAD / 2), size.name, INK, "bold")
        return
    write(plot.figure, name, (plot.left - GAP, middle + tall / 2), size.name, INK, line.weight, "right")
    for at, tile in enumerate(tiles):
        looks = {"facecolor": tile.fill, "linewidth": 0, "gid": tile.row}
        box = Rectangle((at * across, top - high + BETWEEN / 2), across - BETWEEN, high - BETWEEN, **looks)  # type: ignore[arg-type]
        plot.axes.add_patch(box)
        heights = _heights(size, tile)
        centre, start = plot.left + (at + 0.5) * across - BETWEEN / 2, middle + sum(heights) / 2
        write(plot.figure, tile.year, (centre, start), size.label, tile.ink, "bold", "center")
        if tile.chance:
            write(plot.figure, tile.chance, (centre, start - heights[0]), size.label, tile.ink, "normal", "center")


def story(request: Request) -> Story:
    """Return the words of the figure; its message is what can be seen half-way."""
    dataset, language = request.dataset, request.language
    title = request.title or known.headline(dataset, language)
    facts, last = dataset.attrs, int(dataset["year"].values[-1])
    shown = [line for line in lines_of(request) if line.row]
    names = _pairs(request)
    told = {
        line.row + "." + line.rhythm: {
            name: {
                "first_year": known.first_year(dataset, pair, line.row, line.rhythm),
                "chance": round(known.chance(dataset, pair, line.row, line.rhythm), 4),
            }
            for pair, name in enumerate(names)
        }
        for line in shown
    }
    values = "; ".join(_of_all(request, pair, name) for pair, name in enumerate(names))
    enough = percent(facts["enough"], language)
    country = facts["compared"] == "policies" and len(facts["of_the_country"])
    hidden = len(dataset["row"]) - len({line.row for line in shown})
    return request.story(
        title=title,
        subtitle=request.say(
            "subtitle_half" if request.width == "half" else "subtitle",
            enough=enough,
            by=facts["by"],
            first=known.first_called(dataset, language),
        ),
        notes=[
            _key(request),
            request.say("note"),
            request.say("note_country") if country else "",
            request.say("note_sample", points=more, by=facts["by"]) if (more := known.sampled_more(dataset)) else "",
            request.say("note_hidden", many=hidden, least=percent(known.LEAST, language), last=last) if hidden else "",
            request.say(
                "note_draws", draws=request.count(facts["draws"]), effective=request.count(facts["effective_draws"])
            ),
        ],
        run=(None, str(facts["scenario"])),
        alt=request.say("alt", title=title, values=values),
        numbers={"by": facts["by"], "enough": facts["enough"], "last": last, "told": told},
    )


def _of_all(request: Request, pair: int, name: str) -> str:
    dataset = request.dataset
    year = known.first_year(dataset, pair, known.ALL, "present")
    last = int(dataset["year"].values[-1])
    words = request.say("from", year=year) if year is not None else request.say("not_before", last=last)
    chance = known.chance_words(known.chance(dataset, pair, known.ALL, "present"), request.language)
    small = request.say("chance", by=dataset.attrs["by"], chance=chance)
    return f"{known.called(dataset, name, request.language)}: {words} ({small})"
