"""What is asked of both editions: results of an experiment, under one policy in one scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from care2040.analysis.editions.comparison import Note
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.inputs.experiments.of_a_city import city_asked
from care2040.inputs.experiments.schema import DEFAULT_SCENARIO
from care2040.language.axes import BASE_YEAR, HORIZON, Resolution
from care2040.language.cities.city import City
from care2040.language.cities.here import DEFAULT
from care2040.study.editions.edition import Edition
from care2040.study.editions.mixture import Pair

UNCHANGED = "as_is"
SIDES = ("old", "new"), ("new", "old")
KEPT = ("title", "question", "seed", "start", "end", "equations")
"""Keys of an experiment that each edition answers as it says itself."""


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes
    ----------
    experiment : str
        Its name, in both editions.
    policy, scenario : str
        Names; unchanged policy, and what evidence gives, where they are empty.
    indicators : tuple of str
        What is looked at; what both editions ask for when it is empty.
    years : tuple of int
        Which years are told of; all of the run when it is empty.
    resolution : {"city", "district"}
        The city as one, or ten districts, of which the city is told.
    changes : dict of str to dict
        What the policy and the scenario change, as the new edition writes it.
    only_old, only_new : tuple of str
        What one edition alone asks for.
    notes : tuple of dict
        What there is to beware of.
    """

    experiment: str = "one_in_four"
    policy: str = ""
    scenario: str = ""
    indicators: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    resolution: Resolution = "city"
    changes: Mapping[str, Mapping[str, Any]] | None = None
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def settled(self, pair: Pair) -> Question:
        """Return the question with everything filled in, as the new edition poses it."""
        old, new = (one.experiment(self.experiment) for one in (pair.old, pair.new))
        for document in (old, new):
            check_city(city_asked(document), str(document.path))
        if problems := [*self._unknown(pair), *self._outside(old.data, new.data)]:
            raise InvalidInput(problems)
        policies, scenarios = new.data.get("policies") or {UNCHANGED: {}}, new.data.get("scenarios") or {}
        scenarios = scenarios or {DEFAULT_SCENARIO: {}}
        policy = self.policy or _first(policies, UNCHANGED)
        scenario = self.scenario or _first(scenarios, DEFAULT_SCENARIO)
        for what, name, known in (("policy", policy, policies), ("scenario", scenario, scenarios)):
            if name not in known:
                message = f"'{self.experiment}' of {pair.new.name} has no {what} '{name}'"
                raise InvalidInput(
                    [Problem(str(new.path), 0, 0, "E983", message, did_you_mean(name, [*map(str, known)]))]
                )
        changes = {"policies": {policy: policies[policy]}, "scenarios": {scenario: scenarios[scenario]}}
        notes: list[Note] = []
        for key, own in changes.items():
            (name,) = own
            theirs = (old.data.get(key) or {}).get(name, {})
            if theirs != own[name]:
                notes.append({"note": "asked", "name": name, "edition": pair.old.name})
        asked = {side: tuple(map(str, one.data.get("indicators") or ())) for side, one in (("old", old), ("new", new))}
        common = tuple(name for name in asked["new"] if name in asked["old"])
        only = ((), ()) if self.indicators else tuple(_without(asked[one], asked[other]) for one, other in SIDES)
        return replace(
            self,
            policy=policy,
            scenario=scenario,
            indicators=self.indicators or common,
            changes=changes,
            notes=tuple(notes),
            only_old=only[0],
            only_new=only[1],
        )

    def _unknown(self, pair: Pair) -> Iterator[Problem]:
        """Give the indicators that one of the editions has no law of."""
        for name in self.indicators:
            own = name.partition(".")[0]
            lacking = [edition.name for edition in (pair.old, pair.new) if own not in edition.names]
            if lacking:
                message = f"'{name}' is no indicator of {' and of '.join(lacking)}"
                yield Problem("--indicator", 0, 0, "E402", message, did_you_mean(name, sorted(pair.new.names)))

    def _outside(self, *runs: Mapping[Any, Any]) -> Iterator[Problem]:
        """Give the years that are asked for and are not in the run of both editions."""
        first = max(int(run.get("start", BASE_YEAR)) for run in runs)
        last = min(int(run.get("end", HORIZON + 1)) for run in runs) - 1
        for year in self.years:
            if not first <= year <= last:
                message = f"{year} is not in the run of both editions"
                yield Problem("--year", 0, 0, "E927", message, f"allowed: {first} to {last}")


def check_city(asked: City | None, where: str) -> None:
    """Refuse another city than the first: the numbers of an edition are laid together as those of that one.

    Raises
    ------
    InvalidInput
        With where the city was named.
    """
    if asked is not None and asked.name != DEFAULT:
        message = f"editions are compared for {DEFAULT} only, and this is about {asked.name}"
        hint = "leave the city out; or run the experiment for it in both checkouts, and lay the results side by side"
        raise InvalidInput([Problem(where, 0, 0, "E989", message, hint)])


def _without(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


def _first(known: Mapping[Any, Any], usual: str) -> str:
    if usual in known:
        return usual
    return next((str(name) for name, changes in known.items() if not changes), str(next(iter(known))))


def asked_of(edition: Edition, question: Question) -> dict[str, Any]:
    """Return the experiment that an edition runs: its own years and laws, and the changes that are asked of both."""
    own = edition.experiment(question.experiment).data
    kept = {key: own[key] for key in KEPT if key in own}
    changes = question.changes or {}
    return {**kept, **changes, "draws": 1, "resolution": question.resolution, "indicators": list(question.indicators)}
