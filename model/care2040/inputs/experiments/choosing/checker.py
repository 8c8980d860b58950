"""Whether a choice can be asked of an experiment: names, years, ranges, and what contradicts itself or says nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol

from care2040.files.problems import Problem
from care2040.files.yaml_document import Document
from care2040.files.yaml_nodes import Keys
from care2040.inputs.experiments.choosing.schema import EVERYBODY
from care2040.inputs.experiments.written.lines import Entry, hint_for, number_at
from care2040.inputs.experiments.written.rules import Readable
from care2040.inputs.experiments.written.years import SIDES
from care2040.inputs.policies.levers import Levers
from care2040.language.axes import AXES, BASE_YEAR, BETWEEN_DISTRICTS

CHOOSE = "choose"
PAYERS = tuple(map(str, AXES["payer"]))
AIMS = ("minimise", "maximise", "chance_of")
KINDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "a_year": (frozenset({"payer"}), frozenset({"years", "euros_of", "quantile"})),
    "in_all": (frozenset({"payer"}), frozenset({"years", "euros_of", "quantile"})),
    "staff": (frozenset(), frozenset({"years"})),
    "package": (frozenset({"effort"}), frozenset()),
    "indicator": (frozenset(), frozenset({"year", "years", "payer", "quantile", "chance", *SIDES})),
    "worse_nowhere": (frozenset({"year", "better"}), frozenset({"quantile"})),
}
"""Key that says of which kind a constraint is, to what it needs and what it may have beside it."""
ONE_KIND = f"write exactly one of {', '.join(KINDS)}"


class Names(Protocol):
    """Names that a choice can ask for."""

    @property
    def levers(self) -> Levers:
        """Levers and packages."""
        ...

    @property
    def indicators(self) -> tuple[str, ...]:
        """Everything that can be looked at."""
        ...

    @property
    def whole_indicators(self) -> tuple[str, ...]:
        """Those of them that are one number for the city."""
        ...

    @property
    def readable(self) -> Readable:
        """Unit and axes of each indicator."""
        ...

    def says_of(self, name: str) -> str:
        """Return what kind of thing bears a name that is no indicator."""
        ...


@dataclass(frozen=True)
class ChoiceChecker:
    """Checks what is asked beyond its types, also where another part of the file has the wrong type."""

    document: Document
    known: Names
    start: int
    end: int
    resolution: str

    def problems(self) -> Iterator[Problem]:
        """Give everything for which a choice cannot be asked."""
        entry = self.document.data.get(CHOOSE)
        if not isinstance(entry, dict):
            return
        yield from self._wrong_source(entry)
        yield from self._wrong_levers(_mapping(entry, "levers"))
        for name, objective in _mapping(entry, "objectives").items():
            yield from self._wrong_objective((CHOOSE, "objectives", name), _as_entry(objective), entry)
        yield from self._same_objectives(_mapping(entry, "objectives"))
        yield from self._opposite_objectives(_mapping(entry, "objectives"))
        for name, constraint in _mapping(entry, "constraints").items():
            yield from self._wrong_constraint((CHOOSE, "constraints", name), _as_entry(constraint), entry)
        yield from self._wrong_effort_to_look(entry)
        written = self.document.data.get("scenarios")
        scenarios = tuple(map(str, written)) if isinstance(written, dict) else ("evidence",)
        futures = _listed(entry.get("futures"))
        for place, name in enumerate(futures):
            keys = (CHOOSE, "futures", place)
            yield from self._unknown(keys, name, "scenario", scenarios)
            if name in futures[:place]:
                message = f"'{name}' stands in 'futures' for the second time"
                yield self.document.problem(keys, "E403", message, "keep one of the two")

    def _unknown(self, keys: Keys, name: object, kind: str, options: tuple[str, ...]) -> Iterator[Problem]:
        if isinstance(name, str) and name not in options:
            said = self.known.says_of(name) if kind == "indicator" and name not in self.known.indicators else ""
            yield self.document.problem(keys, "E402", f"there is no {kind} '{name}'", said or hint_for(name, options))

    def _wrong_source(self, entry: Entry) -> Iterator[Problem]:
        """Check that it is said, once, which levers may be used."""
        if ("policy" in entry) == bool(entry.get("levers")):
            both = "policy" in entry
            message = "both 'policy' and 'levers' say what may be chosen" if both else "nothing says what may be chosen"
            hint = "write 'policy', to choose a part of its efforts, or 'levers', such as 'levers: {prevention: {}}'"
            yield self.document.problem((CHOOSE,), "E457", message, hint, key=True)
        written = self.document.data.get("policies")
        policies = written if isinstance(written, dict) else {"as_is": {}}
        policy = entry.get("policy")
        yield from self._unknown((CHOOSE, "policy"), policy, "policy", tuple(map(str, policies)))
        lines = policies.get(policy) if isinstance(policy, str) else None
        if isinstance(lines, dict):
            efforts = [line for line in lines.values() if isinstance(line, dict) and "effort" in line]
            if not efforts:
                message, hint = f"the policy '{policy}' pulls no lever", "name one that does, or write 'levers'"
                yield self.document.problem((CHOOSE, "policy"), "E410", message, hint)
            if any("when" in line for line in efforts):
                message = f"'{policy}' has rules: how much is done hangs on a monitor, and is not chosen"
                yield self.document.problem((CHOOSE, "policy"), "E420", message, "name a policy without 'when'")

    def _wrong_levers(self, levers: Entry) -> Iterator[Problem]:
        known = self.known.levers
        by_package: dict[str, str] = {}
        for name, written in levers.items():
            keys = (CHOOSE, "levers", name)
            if name not in known.names:
                hint = hint_for(str(name), known.names)
                yield self.document.problem(keys, "E405", f"there is no lever or package '{name}'", hint, key=True)
                continue
            for lever in known.members(str(name)) if name in known.packages else ():
                if lever in by_package and lever not in levers:
                    message = f"'{name}' and '{by_package[lever]}' both hold the lever '{lever}'"
                    hint = f"name '{lever}' beside them, which has the last word, or leave one of the two out"
                    yield self.document.problem(keys, "E459", message, hint, key=True)
                by_package[lever] = str(name)
            yield from self._wrong_ranges(keys, _as_entry(written))
        if levers and all(isinstance(one, dict) and _is_given(one) for one in levers.values()):
            message = "nothing is left to choose: of every lever all is given"
            hint = "give one of them a range, such as 'effort: [0, 1]', or {} for all of it"
            yield self.document.problem((CHOOSE, "levers"), "E457", message, hint, key=True)

    def _wrong_ranges(self, keys: Keys, entry: Entry) -> Iterator[Problem]:
        for key in ("effort", "from", "ramp"):
            ends = [one for one in _listed(entry.get(key)) if isinstance(one, int | float)]
            if len(ends) == 2 and ends[0] > ends[1]:
                message = f"'{key}' goes from {ends[0]:g} to {ends[1]:g}"
                hint = f"write the lower end first: [{ends[1]:g}, {ends[0]:g}]"
                yield self.document.problem((*keys, key), "E458", message, hint)
            for year in ends if key == "from" and self.start < self.end else ():
                if not self.start <= year < self.end:
                    hint = f"allowed: {self.start} to {self.end - 1}"
                    yield self.document.problem((*keys, key), "E409", f"the year {year:g} is outside the run", hint)
        spreads = [one for one in _listed(entry.get("spread")) if one != "evenly"]
        if spreads and self.resolution == "city":
            hint = "use 'resolution: district', or leave 'spread' out"
            message = "at city resolution there are no districts to spread over"
            yield self.document.problem((*keys, "spread"), "E420", message, hint)

    def _wrong_objective(self, keys: Keys, entry: Entry, whole: Entry) -> Iterator[Problem]:
        aims = [key for key in AIMS if key in entry]
        sides = [side for side in SIDES if side in entry]
        if len(aims) != 1:
            message = f"'{keys[-1]}' says {' and '.join(aims) if aims else 'not what counts'}"
            yield self.document.problem(keys, "E460", message, f"write exactly one of {', '.join(AIMS)}", key=True)
            return
        if aims == ["chance_of"] and len(sides) != 1:
            message = f"'{keys[-1]}' does not say when it is right"
            hint = "write exactly one of at_most and at_least, such as 'at_most: 6000'"
            yield self.document.problem(keys, "E460", message, hint, key=True)
        if aims != ["chance_of"] and sides:
            message = f"'{sides[0]}' stands beside '{aims[0]}'"
            hint = "it goes with chance_of; what may not be passed stands under 'constraints'"
            yield self.document.problem((*keys, sides[0]), "E460", message, hint, key=True)
        if aims == ["chance_of"] and entry.get("regret") is True:
            message = "'regret' stands beside 'chance_of', which is a chance and misses nothing draw by draw"
            hint = "leave one of the two out; regret goes with minimise and maximise"
            yield self.document.problem((*keys, "regret"), "E460", message, hint, key=True)
        yield from self._wrong_measure(keys, aims[0], entry, whole)

    def _wrong_measure(self, keys: Keys, key: str, entry: Entry, whole: Entry) -> Iterator[Problem]:
        """Check an indicator with its year or years, its payer, its thresholds, and what is asked of draws."""
        name = entry.get(key)
        yield from self._unknown((*keys, key), name, "indicator", self.known.whole_indicators)
        if str(name).endswith(BETWEEN_DISTRICTS) and self.resolution == "city":
            message = f"'{name}' compares districts, and the city is run as one: it is not defined here"
            yield self.document.problem((*keys, key), "E433", message, "use 'resolution: district'")
        if ("year" in entry) == ("years" in entry):
            message = f"'{keys[-1]}' has {'a year and years' if 'year' in entry else 'no year'}"
            yield self.document.problem(keys, "E460", message, "write 'year: 2040', or 'years: [2026, 2040]'", key=True)
        yield from self._wrong_years(keys, entry)
        yield from self._wrong_payer(keys, entry)
        yield from self._not_of_this(keys, str(name), entry)
        for side in SIDES:
            target = number_at(entry, side)
            if target is not None and "_share" in str(name) and not 0 <= target <= 1:
                message = f"'{name}' is a share, and {target:g} is not"
                yield self.document.problem((*keys, side), "E421", message, "allowed: 0 to 1; one in six is 0.1667")
        yield from self._draws_for(keys, entry, whole)

    def _not_of_this(self, keys: Keys, name: str, entry: Entry) -> Iterator[Problem]:
        """Give a sum over years of what is no flow, and a payer of what does not go by payer."""
        if name not in self.known.readable:
            return
        unit, axes = self.known.readable[name]
        if "years" in entry and not unit.replace(" ", "").endswith("/year"):
            message = f"'{name}' ({unit}) is no flow: only what is counted per year can be summed over years"
            yield self.document.problem((*keys, "years"), "E460", message, "write 'year: 2040'", key=True)
        payer = entry.get("payer")
        if payer in PAYERS and "payer" not in axes:
            message = f"'{name}' does not go by payer: there is no part of '{payer}'"
            yield self.document.problem((*keys, "payer"), "E460", message, "leave 'payer' out", key=True)

    def _draws_for(self, keys: Keys, entry: Entry, whole: Entry) -> Iterator[Problem]:
        for key in ("quantile", "chance", "chance_of"):
            if key in entry and (number_at(whole, "draws") or 1) <= 1:
                message = f"'{key}' is reckoned over draws, and there is one run with central values"
                yield self.document.problem((*keys, key), "E464", message, f"write 'draws: 32' under '{CHOOSE}'")

    def _wrong_years(self, keys: Keys, entry: Entry) -> Iterator[Problem]:
        years = [entry.get("year"), *_listed(entry.get("years"))]
        written = [year for year in years if isinstance(year, int) and not isinstance(year, bool)]
        key = "years" if "years" in entry else "year"
        for year in written if self.start < self.end else ():
            if not self.start <= year < self.end:
                hint = f"allowed: {self.start} to {self.end - 1}"
                yield self.document.problem((*keys, key), "E409", f"the year {year} is outside the run", hint)
        if key == "years" and len(written) == 2 and written[0] > written[1]:
            message = f"'years' goes from {written[0]} to {written[1]}"
            yield self.document.problem((*keys, key), "E458", message, f"write [{written[1]}, {written[0]}]")

    def _wrong_payer(self, keys: Keys, entry: Entry) -> Iterator[Problem]:
        yield from self._unknown((*keys, "payer"), entry.get("payer"), "payer", (*PAYERS, EVERYBODY))

    def _same_objectives(self, objectives: Entry) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        for name, objective in objectives.items():
            entry = _as_entry(objective)
            said = repr(sorted((str(key), repr(value)) for key, value in entry.items() if key != "visible"))
            if said in seen:
                message = f"'{name}' is the same as '{seen[said]}'"
                hint = "leave one of the two out: what counts twice counts no more than once"
                yield self.document.problem((CHOOSE, "objectives", name), "E461", message, hint, key=True)
            seen.setdefault(said, str(name))

    def _opposite_objectives(self, objectives: Entry) -> Iterator[Problem]:
        """Warn of two things that count of which one can only be better where the other is worse."""
        ways = [(name, *way) for name, one in objectives.items() if (way := _way_of(_as_entry(one)))]
        for (first, measure, low), (name, other, also_low) in combinations(ways, 2):
            if measure == other and low != also_low:
                message = f"'{name}' wants '{measure[0]}' the other way than '{first}'"
                hint = "leave one of the two out: better in the one is worse in the other, so nearly every mix is good"
                keys = (CHOOSE, "objectives", name)
                yield self.document.problem(keys, "E470", message, hint, key=True, severity="warning")

    def _wrong_constraint(self, keys: Keys, entry: Entry, whole: Entry) -> Iterator[Problem]:
        kinds = [kind for kind in KINDS if kind in entry]
        if len(kinds) != 1:
            said = " and ".join(kinds) if kinds else "not what may not be passed"
            yield self.document.problem(keys, "E462", f"'{keys[-1]}' says {said}", ONE_KIND, key=True)
            return
        needs, may = KINDS[kinds[0]]
        for key in sorted(needs - entry.keys()):
            message = f"'{keys[-1]}' says '{kinds[0]}' and no '{key}'"
            hint = f"'{kinds[0]}' goes with {', '.join(sorted(needs))}"
            yield self.document.problem(keys, "E462", message, hint, key=True)
        for key in [str(key) for key in entry if key not in needs | may | {kinds[0]}]:
            hint = f"beside '{kinds[0]}' may stand {', '.join(sorted(needs | may)) or 'nothing'}"
            yield self.document.problem((*keys, key), "E462", f"'{key}' says nothing of '{kinds[0]}'", hint, key=True)
        if kinds == ["indicator"] and len([side for side in SIDES if side in entry]) != 1:
            hint = "write exactly one of at_most and at_least, such as 'at_most: 6000'"
            message = f"'{keys[-1]}' does not say what may not be passed"
            yield self.document.problem(keys, "E462", message, hint, key=True)
        yield from self._wrong_kind(keys, kinds[0], entry, whole)

    def _wrong_kind(self, keys: Keys, kind: str, entry: Entry, whole: Entry) -> Iterator[Problem]:
        if kind == "indicator":
            yield from self._wrong_measure(keys, kind, entry, whole)
            return
        yield from self._wrong_years(keys, entry)
        yield from self._wrong_payer(keys, entry)
        yield from self._draws_for(keys, entry, whole)
        money = number_at(entry, "euros_of")
        if money is not None and money != BASE_YEAR:
            message = f"a budget in euros of {money:g} stands beside a model in euros of {BASE_YEAR}"
            hint = f"bring it to euros of {BASE_YEAR} with the price index of Statistics Netherlands"
            yield self.document.problem((*keys, "euros_of"), "E463", message, hint)
        if kind == "package":
            yield from self._unknown((*keys, kind), entry.get(kind), "package", tuple(self.known.levers.packages))
        if kind == "worse_nowhere":
            yield from self._unknown((*keys, kind), entry.get(kind), "indicator", self.known.indicators)
            if self.resolution == "city":
                message = "'worse_nowhere' compares districts, and the city is run as one"
                yield self.document.problem((*keys, kind), "E433", message, "use 'resolution: district'")

    def _wrong_effort_to_look(self, entry: Entry) -> Iterator[Problem]:
        mixes, evaluations = (number_at(entry, key) for key in ("mixes", "evaluations"))
        mixes = 100 if mixes is None else mixes
        evaluations = 10_000 if evaluations is None else evaluations
        if evaluations < 2 * mixes:
            message = f"{evaluations:g} evaluations are fewer than two generations of {mixes:g} mixes"
            hint = f"allowed: {2 * mixes:g} or more; some fifty generations find most of what there is"
            key = "evaluations" if "evaluations" in entry else "mixes"
            yield self.document.problem((CHOOSE, key), "E465", message, hint)


def _is_given(lever: Entry) -> bool:
    """Whether a lever has one way to be used: an effort, and no two ends or spreads to choose between."""
    ways = [_listed(lever.get(key)) for key in ("effort", "from", "ramp", "spread")]
    return bool(ways[0]) and all(not found or all(one == found[0] for one in found) for found in ways)


def _way_of(objective: Entry) -> tuple[tuple[str, ...], bool] | None:
    """Return what an objective measures, and whether it is to be low; None where that is not said."""
    aims = [key for key in AIMS if key in objective]
    sides = [side for side in SIDES if side in objective]
    if len(aims) != 1 or (aims == ["chance_of"] and len(sides) != 1):
        return None
    when = repr(objective.get("year", objective.get("years")))
    measure = (str(objective[aims[0]]), when, str(objective.get("payer", EVERYBODY)))
    return measure, aims == ["minimise"] or sides == ["at_most"]


def _mapping(entry: Entry, key: str) -> Entry:
    return _as_entry(entry.get(key))


def _as_entry(written: Any) -> Entry:
    return written if isinstance(written, dict) else {}


def _listed(written: Any) -> list[Any]:
    return written if isinstance(written, list) else [] if written is None else [written]
