"""The colours of figures: each with a dash, a tint, and enough contrast with paper to be seen."""

from dataclasses import dataclass

from matplotlib.colors import to_hex, to_rgb

from care2040.figures.canvas.theme import current

Dash = tuple[float, tuple[float, ...]]

INK, MUTED, GRID, AXIS, PAPER = "#1A1A1A", "#595959", "#E3E3E3", "#8C8C8C", "#FFFFFF"


@dataclass(frozen=True)
class Pen:
    """How one line is drawn: told from the others by colour and, in print without colour, by dash."""

    own_colour: str
    own_text: str
    dash: Dash = (0, ())
    role: str = ""

    @property
    def colour(self) -> str:
        """Of the line, in the theme that is used now."""
        return current().colours.get(self.role, self.own_colour)

    @property
    def text(self) -> str:
        """Of words about the line, in the theme that is used now."""
        return current().texts.get(self.role, self.own_text)

    @property
    def style(self) -> str | Dash:
        """As matplotlib wants it."""
        return self.dash if self.dash[1] else "solid"


ORANGE = Pen("#F46A25", "#B84A10", role="first")
NAVY = Pen("#12436D", "#12436D", (0, (5, 1.4)), "second")
TEAL = Pen("#28A197", "#1B7A72", (0, (1.2, 1.2)), "third")
PURPLE = Pen("#A285D1", "#7A58B0", (0, (5, 1.4, 1.2, 1.4)), "fourth")
"""The names are those of the colours of the house; a theme may have others."""
GREY = Pen(AXIS, MUTED)
GREY_DASHED = Pen(AXIS, MUTED, (0, (4, 1.6)))


def tint(colour: str, part: float) -> tuple[float, float, float]:
    """Return an opaque mix of a colour with paper, since transparency is lost in old Word and in EMF."""
    red, green, blue = (1 - part * (1 - channel) for channel in to_rgb(colour))
    return red, green, blue


def contrast(colour: str, other: str = PAPER) -> float:
    """Return the contrast of two colours, 1 to 21.

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.1, definitions of relative luminance and contrast ratio.
    """

    def luminance(name: str) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(name)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(colour), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: str, least: float) -> str:
    """Return a colour, made darker until its contrast with paper is at least so much."""
    for part in range(100, -1, -1):
        red, green, blue = (channel * part / 100 for channel in to_rgb(colour))
        darker = to_hex((red, green, blue))
        if contrast(darker) >= least:
            return colour if part == 100 else darker.upper()
    raise ValueError(f"black on paper has no contrast of {least}")
