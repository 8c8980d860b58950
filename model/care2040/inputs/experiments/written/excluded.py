"""Conditions within each other that are never met at once: what can never be asked for, and which parts of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from care2040.files.yaml_nodes import Keys
from care2040.inputs.experiments.written.lines import Entry, number_at

NEVER = "E477"
OVERLAP = "let the two overlap, or write 'any'"
MOST_WAYS = 10_000
"""Ways to choose one of each `any` that are gone through; nobody writes a rule with more of them."""
Place = tuple[Keys, Entry]
"""A condition, and where it stands below its line."""


def excludes(one: Entry, other: Entry) -> str:
    """Return why two conditions are never met at once, or nothing."""
    if not isinstance(one.get("indicator"), str) or one["indicator"] != other.get("indicator"):
        return ""
    for over, under in ((one, other), (other, one)):
        above, below = number_at(over, "above"), number_at(under, "below")
        if above is not None and below is not None and below <= above:
            return f"'{one['indicator']}' is never above {above:g} and below {below:g} at once"
    return ""


@dataclass(frozen=True)
class Together:
    """Conditions that all have to be met, as they stand under `all`.

    Parameters
    ----------
    where : tuple of str or int
        Keys of the `all`, below its line.
    must : tuple of sequences of Place
        Conditions that have to be met: those of the list itself, then those of each `all` within it.
    choices : tuple of sequences of Place
        The conditions of each `any` within it, of which one is enough.
    """

    where: Keys
    must: tuple[Sequence[Place], ...]
    choices: tuple[Sequence[Place], ...]

    def never(self) -> Iterator[tuple[Keys, str, str, str]]:
        """Give why this can never be: two that have to be met, or nothing of an `any` that can be beside the rest.

        Two in one list are told of there.
        """
        pairs = [pair for lists in combinations(self.must, 2) for pair in product(*lists)]
        found = [(keys, NEVER, why, OVERLAP) for (keys, one), (_, other) in pairs if (why := excludes(one, other))]
        for choice in self.choices:
            if choice and all(self._why_dead(one) for _, one in choice):
                message = "nothing under 'any' can be while all else here is met"
                found.append((choice[0][0][:-1], NEVER, message, "let one of them overlap with the rest"))
        if not found and not self._possible():
            message = "no choice of one from each 'any' can be met at once"
            found.append((self.where, NEVER, message, "let two of them overlap"))
        yield from found

    def dead(self) -> Iterator[tuple[Keys, str, str, str]]:
        """Give each part of an `any` that can never be met beside the rest, while another part of it can."""
        for choice in self.choices:
            why = [self._why_dead(one) for _, one in choice]
            if not all(why):
                for (keys, _), said in zip(choice, why, strict=True):
                    if said:
                        yield (
                            keys,
                            NEVER,
                            f"{said}: this part of 'any' does nothing",
                            "let the two overlap, or leave it out",
                        )

    def _why_dead(self, one: Entry) -> str:
        return next((why for own in self.must for _, other in own if (why := excludes(one, other))), "")

    def _possible(self) -> bool:
        """Whether one can be chosen from each `any` so that no two exclude each other."""
        alive = [[one for _, one in choice if not self._why_dead(one)] for choice in self.choices]
        if prod(map(len, alive)) > MOST_WAYS:
            return True
        return any(not any(excludes(*pair) for pair in combinations(way, 2)) for way in product(*alive))


def together_in(written: Entry, where: Keys) -> Together | None:
    """Return what has to be met at once in the conditions of a rule; None where that is not `all` of several."""
    if not isinstance(written.get("all"), list):
        return None
    at = (*where, "all")
    parts = [((*at, place), one) for place, one in enumerate(written["all"]) if isinstance(one, dict)]
    own = [part for part in parts if "indicator" in part[1]]
    within = {how: [_listed(keys, one, how) for keys, one in parts if how in one] for how in ("all", "any")}
    return Together(at, (own, *within["all"]), tuple(within["any"]))


def _listed(keys: Keys, one: Entry, how: str) -> list[Place]:
    written = one[how] if isinstance(one[how], list) else []
    return [((*keys, how, place), part) for place, part in enumerate(written) if isinstance(part, dict)]
