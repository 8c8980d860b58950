"""Wedges: from unchanged policy to a policy, step by step, what each lever adds: a waterfall of bars lying down."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures.canvas.bars import Bar, Label, Row, rows_sheet
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure, Plot, Story
from care2040.figures.canvas.style import AXIS, INK, MUTED, NAVY, ORANGE, PAPER, SIZES, Size, house_style, tint
from care2040.figures.policies import UNCHANGED
from care2040.figures.series import STANDARD, members, tidy, unit_of
from care2040.wording.language import Language, Width
from care2040.wording.names import change_unit, indicator_words, measured, name_of, source_line
from care2040.wording.numbers import OF_WORKERS, from_to, moment, one_in, one_in_apart, sentence
from care2040.wording.quantities import Quantity, quantity
from care2040.wording.texts import phrase

WEDGES, ALONE, ERROR = "wedges", "wedges_first_in", "wedges_standard_error"
"""Names of the Shapley values, the effects of each lever alone, and the standard errors of an estimate, per lever."""
FACTS = ("policy", "indicator", "year", "start", "end")
"""Attributes of the Shapley values without which they cannot be drawn."""
CLOSED = 1e-6
"""Part of the largest value by which start, wedges and end may fail to add up."""
OVERLAP = 0.05
"""Part of the whole by which effects one by one may differ from it before the figure calls that interaction."""


@dataclass(frozen=True)
class Wedge:
    """The part of one lever in the difference that a policy makes, in the unit of the indicator."""

    lever: str
    value: float


@dataclass(frozen=True)
class Split:
    """The numbers of the figure."""

    indicator: str
    policy: str
    scenario: str
    written: Quantity
    kind: str
    year: int
    start: float
    end: float
    wedges: tuple[Wedge, ...]
    one_by_one: float | None
    standard_error: float | None

    @property
    def whole(self) -> float:
        """What the policy does."""
        return self.end - self.start

    @property
    def loses_by_rounding(self) -> bool:
        """Whether the numbers as written do not add up."""
        written = self.written.rounded
        parts = sum(written(wedge.value) for wedge in self.wedges)
        return abs(written(self.start) + parts - written(self.end)) > CLOSED

    @property
    def interaction(self) -> float:
        """What the levers do one by one, less the whole; 0 where it is unknown or too little to speak of."""
        if self.one_by_one is None:
            return 0.0
        found = self.one_by_one - self.whole
        little = self.written.is_nought(found) or abs(found) < OVERLAP * abs(self.whole)
        return 0.0 if little else found


def find(dataset: xr.Dataset) -> Split:
    """Return the numbers of the figure from a result."""
    if WEDGES not in dataset:
        raise CannotDrawError(
            "the figure 'wedges' needs what each lever adds: write 'wedges:' with a policy, an indicator and a year in "
            "the experiment"
        )
    values = dataset[WEDGES]
    missing = [fact for fact in FACTS if fact not in values.attrs]
    if missing or values.dims != ("lever",) or not values.size:
        raise CannotDrawError(f"the wedges of this result lack: {', '.join(missing) or 'a value per lever'}")
    indicator, start, end = str(values.attrs["indicator"]), float(values.attrs["start"]), float(values.attrs["end"])
    parts = values.values.astype(float)
    if not np.isfinite([start, end, *parts]).all():
        raise CannotDrawError("the wedges of this result hold values that are not numbers")
    if abs(start + parts.sum() - end) > CLOSED * max(abs(start), abs(end)):
        raise CannotDrawError("the wedges of this result do not add up to the difference between the policies")
    sign = -1.0 if end < start else 1.0
    named = sorted(zip(map(str, values["lever"].values), parts, strict=True), key=lambda one: -sign * one[1])
    return Split(
        indicator=indicator,
        policy=str(values.attrs["policy"]),
        scenario=str(values.attrs["scenario"] if "scenario" in values.attrs else members(dataset, "scenario")[0]),
        written=quantity(unit_of(dataset, WEDGES), parts),
        kind=str(dataset[indicator].attrs.get("kind", "")) if indicator in dataset else "",
        year=int(values.attrs["year"]),
        start=start,
        end=end,
        wedges=tuple(Wedge(lever, float(value)) for lever, value in named),
        one_by_one=float(dataset[ALONE].sum()) if ALONE in dataset else None,
        standard_error=float(dataset[ERROR].max()) if ERROR in dataset else None,
    )


def message(split: Split, language: Language) -> str:
    """Return the message of the figure, made from what the policy does and the lever that does most of it."""
    policy = sentence(name_of("policies", split.policy, language))
    measure = indicator_words(split.indicator, language)["measure"]
    blanks: dict[str, Any] = {"policy": policy, "measure": measure, "year": split.year}
    if split.written.alike(split.start, split.end):
        return sentence(phrase(language, "wedges", "title_none", **blanks))
    verb = "raises" if split.whole > 0 else "lowers"
    ends = split.start, split.end
    fractions = one_in_apart(ends, language) if split.indicator == STANDARD else None
    if fractions:
        said = phrase(language, "wedges", f"title_{verb}", policy=policy, start=fractions[0], end=fractions[1])
    else:
        journey = from_to(split.indicator, ends, split.written.value, language)
        said = phrase(language, "wedges", "title", **blanks, verb=phrase(language, "verbs", verb), from_to=journey)
    most = sentence(name_of("policies", split.wedges[0].lever, language))
    return sentence(said) + (phrase(language, "wedges", "most", lever=most) if len(split.wedges) > 1 else "")


def tell(dataset: xr.Dataset, split: Split, language: Language, width: Width, title: str | None, cut: bool) -> Story:
    """Return the words of the figure; `cut` says that its first and last bar are shortened."""
    said = title or message(split, language)
    blanks = measured(split.indicator, split.written.unit, language)
    when = moment(split.kind, language, year=split.year)
    notes = [
        phrase(language, "wedges", "note"),
        together(split, language),
        phrase(language, "notes", "cut_bars") if cut else "",
        phrase(language, "wedges", "rounded") if split.loses_by_rounding else "",
        *_caveats(dataset, split, language),
    ]
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "wedges", "subtitle", **blanks, when=when),
        note=" ".join(note for note in notes if note),
        source=source_line(dataset.attrs, split.policy, split.scenario, language),
        alt=alt(split, language, said),
        numbers=numbers(split),
    )


def together(split: Split, language: Language) -> str:
    """Return the sentence on what levers do to each other; nothing where the result does not say."""
    if split.one_by_one is None:
        return ""
    apart, whole = split.one_by_one, split.whole
    if not split.interaction:
        return phrase(language, "wedges", "same")
    key = "other" if apart * whole <= 0 else "overlap" if abs(apart) > abs(whole) else "strengthen"
    unit = change_unit(split.indicator, split.written.unit, language)
    blanks = {"apart": split.written.change(apart, language), "whole": split.written.change(whole, language)}
    return phrase(language, "wedges", key, **blanks, unit=unit)


def _caveats(dataset: xr.Dataset, split: Split, language: Language) -> list[str]:
    """Return what to know of how the wedges were computed."""
    said = []
    if dataset.sizes.get("draw", 1) > 1:
        said.append(phrase(language, "wedges", "central"))
    if dataset[WEDGES].attrs.get("resolution", "") == "city" and dataset.attrs.get("resolution", "city") != "city":
        said.append(phrase(language, "wedges", "city"))
    if split.standard_error is not None:
        little = split.written.is_nought(split.standard_error)
        error = split.written.told_change(split.standard_error, language)
        said.append(phrase(language, "wedges", "estimated_well" if little else "estimated", error=error))
    return said


def fraction(split: Split, share: float, language: Language) -> str:
    """Return a share of all workers as one in so many; nothing for another indicator, or where that is not fair."""
    return (one_in(share, language, "digits") or "") if split.indicator in OF_WORKERS else ""


def alt(split: Split, language: Language, title: str) -> str:
    """Return what the figure shows in words: the message, then every bar from the top down."""
    values = "; ".join(
        phrase(
            language,
            "effect_value",
            name=sentence(name_of("policies", wedge.lever, language)),
            value=split.written.change(wedge.value, language),
            span="",
        )
        for wedge in split.wedges
    )
    ends = {"start": split.written.value(split.start, language), "end": split.written.value(split.end, language)}
    said = phrase(language, "wedges", "alt", title=title, values=values, **ends)
    return " ".join(part for part in (said, together(split, language)) if part)


def numbers(split: Split) -> dict[str, Any]:
    """Return the numbers drawn, as they are written beside the figure."""
    start, end = tidy(np.array([split.start, split.end]))
    drawn: dict[str, Any] = {
        "indicator": split.indicator,
        "unit": split.written.unit,
        "year": split.year,
        "policies": [UNCHANGED, split.policy],
        "scenario": split.scenario,
        "start": start,
        "end": end,
        "wedges": {wedge.lever: tidy(np.array([wedge.value]))[0] for wedge in split.wedges},
    }
    if split.one_by_one is not None:
        drawn["one_by_one"] = tidy(np.array([split.start + split.one_by_one]))[0]
    return drawn


FROM_NOUGHT = 1 / 3
"""Where the steps together span at least so much of the highest value, bars begin at nought."""
STUB = 0.5
"""What is left of a shortened bar below the lowest step, as a part of what the steps span."""
BREAK = 0.28
"""How far along that the mark stands that a bar is shortened."""
ALONE_TINT = 0.25


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw how the levers of a policy share what it does to an indicator in a year (Shapley values).

    Where the result also holds the effect of each lever alone, a last bar shows where these would add up to: the
    difference with the bar of the policy is what the levers do to each other.
    """
    split, size = find(dataset), SIZES[width]
    with house_style():
        base = _base(split)
        story = tell(dataset, split, language, width, title, base != 0)
        rows = _rows(split, base, language)
        plot, middles = rows_sheet(story, rows, size)
        _connect(plot, split, middles, size)
        for row, middle in zip(rows, middles, strict=True):
            if base and row.bars[0].start == base:
                _shorten(plot, split, base, middle, size)
    return plot.figure


def _steps(split: Split) -> list[float]:
    """Return where each step stands, from the start to the end."""
    steps = [split.start]
    for wedge in split.wedges:
        steps.append(steps[-1] + wedge.value)
    return steps


def _reached(split: Split) -> list[float]:
    """Return every value that a bar reaches."""
    return _steps(split) + ([] if split.one_by_one is None else [split.start + split.one_by_one])


def _base(split: Split) -> float:
    """Return where the long bars begin: at nought, or nearer where the steps would be too small to see."""
    low, high = min(_reached(split)), max(_reached(split))
    if low <= 0 or high - low >= FROM_NOUGHT * high or high == low:
        return 0.0
    return low - STUB * (high - low)


def _rows(split: Split, base: float, language: Language) -> list[Row]:
    """Return unchanged policy, a step for each lever, the policy, and where the levers alone would add up to."""

    def long(name: str, value: float, colour: str, key: str, edge: str = "") -> Row:
        label = Label(split.written.value(value, language), fraction(split, value, language), MUTED if edge else INK)
        return Row(name, (Bar(base, value, colour, key, edge),), right=label, weight="normal" if edge else "bold")

    rows = [long(sentence(name_of("policies", UNCHANGED, language)), split.start, AXIS, UNCHANGED)]
    for wedge, (before, after) in zip(split.wedges, pairwise(_steps(split)), strict=True):
        pen = ORANGE if wedge.value > 0 else NAVY
        colour = MUTED if split.written.is_nought(wedge.value) else pen.text
        label = Label(split.written.change(wedge.value, language), colour=colour)
        name = sentence(name_of("policies", wedge.lever, language))
        rows.append(Row(name, (Bar(before, after, pen.colour, wedge.lever),), right=label))
    rows.append(long(sentence(name_of("policies", split.policy, language)), split.end, INK, split.policy))
    if split.one_by_one is not None:
        name = phrase(language, "wedges", "one_by_one")
        rows.append(long(name, split.start + split.one_by_one, _pale(), "one_by_one", AXIS))
    return rows


def _pale() -> str:
    from matplotlib.colors import to_hex

    return to_hex(tint(AXIS, ALONE_TINT))


def _connect(plot: Plot, split: Split, middles: list[float], size: Size) -> None:
    """Draw thin lines from the end of each step to the beginning of the next."""
    thin: dict[str, Any] = {"color": AXIS, "lw": 0.6, "zorder": 1.5, "gid": "step"}
    for value, (above, below) in zip(_steps(split), pairwise(middles), strict=False):
        plot.axes.plot([value, value], [above - size.bar / 2, below + size.bar / 2], **thin)


def _shorten(plot: Plot, split: Split, base: float, middle: float, size: Size) -> None:
    """Draw two slanting gaps through a bar, the sign that a part of it is left out."""
    low, high = plot.axes.get_xlim()
    unit = (high - low) / plot.width
    at = base + BREAK * (min(_reached(split)) - base)
    reach = 0.62 * size.bar
    for shift in (-0.05, 0.05):
        xs = [at + (shift - 0.06) * unit, at + (shift + 0.06) * unit]
        plot.axes.plot(xs, [middle - reach, middle + reach], color=PAPER, lw=1.3, zorder=2.5, gid="break")
