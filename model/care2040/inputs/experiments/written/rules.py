"""Rules of an experiment: what stands under ``when`` of a line, checked, and made into rules for the model."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from care2040.files.problems import did_you_mean
from care2040.files.yaml_nodes import Keys
from care2040.inputs.experiments.written.conditions import WHEN, Told, leaves, seen_of, wrong_conditions
from care2040.inputs.experiments.written.excluded import together_in
from care2040.inputs.experiments.written.lines import Aim, Entry, number_at
from care2040.inputs.parameters.possible import out_of_bounds
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.lever import Lever
from care2040.inputs.policies.rule import Rule, RuleLever, Step
from care2040.language.axes import AXES

STANDING = "leave it out: the rule says when"
DELAY = 1.0

Readable = Mapping[str, tuple[str, tuple[str, ...]]]
"""What a rule may look at: its unit and its axes."""


@dataclass(frozen=True)
class Setting:
    """In which run a rule stands."""

    start: int
    end: int
    resolution: object
    readable: Readable


def wrong_rule(entry: Entry, aim: Aim, setting: Setting) -> Iterator[Told]:
    """Give what does not fit in a rule, beyond types: what it looks at, from which value on, and when."""
    written = entry.get(WHEN)
    if not isinstance(written, dict):
        return
    for key in ("full_by", "until"):
        if key in entry:
            yield (key,), "E448", f"'{key}' stands beside 'when'", STANDING
    yield from _wrong_years(entry, written, aim, setting)
    yield from wrong_conditions(written)
    if "place" in written and not list(leaves(written)):
        yield (WHEN, "place"), "E475", "'place' is said, and nothing is looked at", "leave it out"
    for where, one in leaves(written):
        yield from _wrong_condition(where, one, written, aim, setting)


def idle_conditions(entry: Entry) -> Iterator[Told]:
    """Give conditions of a rule that can never be met beside the others, while the rule can act without them."""
    written = entry.get(WHEN)
    found = together_in(written, (WHEN,)) if isinstance(written, dict) else None
    yield from found.dead() if found else ()


def _wrong_condition(where: Keys, one: Entry, written: Entry, aim: Aim, setting: Setting) -> Iterator[Told]:
    """Give what does not fit in one condition: what is looked at, and its values."""
    yield from _wrong_values(where, one)
    at = (*where, "indicator")
    name, _, member = str(one.get("indicator", "")).partition(".")
    if name not in setting.readable:
        hint = did_you_mean(name, tuple(setting.readable), "'care2040 list indicators' shows many of them")
        yield at, "E402", f"there is no '{name}' that a rule could look at", hint
        return
    unit, axes = setting.readable[name]
    yield from _wrong_part(at, name, member, [axis for axis in axes if axis != "district"])
    if written.get("place") == "district":
        yield from _wrong_place(name, axes, aim, setting)
    for key in ("above", "below", "full_at"):
        value = number_at(one, key)
        if value is not None and (rule := out_of_bounds(name, unit, value)):
            yield (*where, key), "E407", f"'{name}' is never {value:g}", f"{rule}; it is told in {unit}"


def _wrong_values(where: Keys, written: Entry) -> Iterator[Told]:
    above, below, full_at = (number_at(written, key) for key in ("above", "below", "full_at"))
    if ("above" in written) == ("below" in written):
        both = "'above' and 'below' stand in one rule" if "above" in written else "a rule says from which value it acts"
        yield where, "E446", both, "write exactly one of above and below"
        return
    if full_at is None:
        return
    at = (*where, "full_at")
    if above is not None and full_at <= above:
        yield at, "E446", f"'full_at' is {full_at:g}, not above {above:g}", "let it lie beyond 'above'"
    if below is not None and full_at >= below:
        yield at, "E446", f"'full_at' is {full_at:g}, not below {below:g}", "let it lie beyond 'below'"


def _wrong_years(entry: Entry, written: Entry, aim: Aim, setting: Setting) -> Iterator[Told]:
    given = written.get("reviews")
    years = given if isinstance(given, list) else []
    begin, told = _beginning(entry, aim)
    for place, year in enumerate(years):
        where = (WHEN, "reviews", place)
        if not isinstance(year, int):
            continue
        if year in years[:place]:
            yield where, "E403", f"the review of {year} stands here for the second time", "keep one of the two"
        elif not setting.start <= year < setting.end:
            hint = f"allowed: {setting.start} to {setting.end - 1}"
            yield where, "E406", f"the review of {year} is outside the run", hint
        elif year < begin:
            yield where, "E406", f"the review of {year} comes before {told}", f"allowed: {begin:g} or later"


def _beginning(entry: Entry, aim: Aim) -> tuple[float, str]:
    """Return when a line begins, as it says or when the first of its levers does by itself, and that in words."""
    if "from" in entry:
        written = number_at(entry, "from") or 0.0  # what is no number is left to the schema
        return written, f"'from', {written:g}"
    first = min(aim.levers, key=lambda lever: lever.start)
    return first.start, f"'{first.name}' begins by itself, in {first.start}"


def _wrong_part(where: Keys, name: str, member: str, along: Sequence[str]) -> Iterator[Told]:
    if len(along) > 1:
        hint = "look at a sum of it that is an indicator"
        yield where, "E447", f"'{name}' has {' and '.join(along)}: it is not one number", hint
    elif along and not member:
        hint = f"name one of them: {', '.join(f'{name}.{one}' for one in AXES[along[0]][:6])}"
        yield where, "E447", f"'{name}' has one number for each {along[0].replace('_', ' ')}", hint
    elif member and (not along or member not in map(str, AXES[along[0]])):
        options = tuple(map(str, AXES[along[0]])) if along else ()
        hint = did_you_mean(member, options) if options else f"write '{name}' alone"
        yield where, "E402", f"'{name}' has no member '{member}'", hint


def _wrong_place(name: str, axes: Sequence[str], aim: Aim, setting: Setting) -> Iterator[Told]:
    where = (WHEN, "place")
    if setting.resolution == "city":
        yield where, "E433", "at city resolution there are no districts to look at", "use 'resolution: district'"
    elif "district" not in axes:
        yield where, "E447", f"'{name}' is one number for the city", "leave 'place' out"
    elif stuck := [lever.name for lever in aim.levers if not lever.aimed]:
        message = f"{', '.join(stuck)} cannot differ by district"
        yield where, "E420", message, "leave 'place' out, or name levers that can be aimed"


@dataclass(frozen=True)
class Pulled:
    """A line with a rule: what is written, and each lever that it pulls with its changes were there no rule.

    Attributes
    ----------
    entry : mapping
        The line.
    levers : tuple of (Lever, tuple of Change)
        What it pulls.
    after, instead_of : Step or None
        The lines that it waits for, and that it takes the place of.
    """

    entry: Entry
    levers: tuple[tuple[Lever, tuple[Change, ...]], ...]
    after: Step | None = None
    instead_of: Step | None = None


def rule_of(name: str, policy: str, line: Pulled, setting: Setting) -> Rule:
    """Return the rule of a line that was found right."""
    written: Entry = line.entry[WHEN]
    delay = float(written.get("delay", DELAY))
    return Rule(
        name=name,
        policy=policy,
        seen=seen_of(written),
        place=written.get("place", "city"),
        delay=delay,
        looks=_looks(line, written, delay, setting),
        stays=bool(written.get("stays", False)),
        levers=tuple(_pulled(lever, changes) for lever, changes in line.levers),
        after=line.after,
        wait=float(written.get("wait") or 0.0),
        instead_of=line.instead_of,
    )


def _looks(line: Pulled, written: Entry, delay: float, setting: Setting) -> tuple[tuple[float, float], ...]:
    """Return the spans in which it is looked: the delay after each review, or all along."""
    reviews = sorted({int(year) for year in written.get("reviews", ())})
    if reviews:
        ends = [*reviews[1:], setting.end]
        return tuple((float(year), min(year + delay, float(end))) for year, end in zip(reviews, ends, strict=True))
    begin = number_at(line.entry, "from")
    first = min(lever.start for lever, _ in line.levers) if begin is None else begin
    return ((float(max(first, setting.start)), float(setting.end)),)


def _pulled(lever: Lever, changes: Sequence[Change]) -> RuleLever:
    budgets = (change for change in changes if change.parameter == lever.budget)
    efforts = tuple((tuple(change.members.items()), change.value) for change in budgets)
    return RuleLever(lever.name, lever.aimed, efforts, float(lever.ramp), float(lever.delay))
