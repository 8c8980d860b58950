"""What a template may ask for in a sentence: values, differences and ranges."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import FORMS, Unfillable, ValueText, Writer, between, say, writer
from care2040.reports.memos.selection import Query, QueryResult, check_option, look_up
from care2040.results.percentiles import interval
from care2040.results.valid_draws import is_sample
from care2040.wording.language import Language

DIFFERENCES = ("words", "size", "range")
OVER = ("draws", "scenarios")


@dataclass(frozen=True)
class ValuePlaceholders:
    """Placeholders that become words in a sentence."""

    results: Sequence[Result]
    language: Language
    used: dict[str, Result] = field(default_factory=dict)

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Return the placeholders by name."""
        return {"value": self.value, "difference": self.difference, "range": self.range_}

    def look_up(self, query: Query) -> QueryResult:
        """Return the numbers that are asked for, and note that the result is used."""
        found = look_up(self.results, query)
        self.used[found.result.name] = found.result
        return found

    def value(
        self,
        indicator: str,
        year: int,
        policy: str | None = None,
        scenario: str | None = None,
        area: str | None = None,
        experiment: str | None = None,
        as_: str = "number",
        digits: int | None = None,
    ) -> ValueText:
        """Return a value with its unit; of draws the median."""
        check_option("as", as_, FORMS)
        found = self.look_up(Query(indicator, year, policy, scenario, area, experiment))
        how = writer(indicator, found.unit, [found.middle], self.language, _digits(digits))
        return _value_text(found, how.value(found.middle, as_), found.middle)

    def difference(
        self,
        indicator: str,
        year: int,
        policy: str | None = None,
        against: str | None = None,
        scenario: str | None = None,
        against_scenario: str | None = None,
        since: int | None = None,
        area: str | None = None,
        experiment: str | None = None,
        as_: str = "words",
        digits: int | None = None,
    ) -> ValueText:
        """Return a difference with another policy, scenario or year; draw by draw, and of that the median."""
        check_option("as", as_, DIFFERENCES)
        if against is None and against_scenario is None and since is None and policy is None:
            raise Unfillable("E712", "a difference with what?", "name a policy, against=, against_scenario= or since=")
        one = self.look_up(Query(indicator, year, policy, scenario, area, experiment))
        other_scenario = scenario if against_scenario is None else against_scenario
        other_policy = against or (policy if against_scenario or since else None)
        own = one.result.name
        other = self.look_up(Query(indicator, since or year, other_policy, other_scenario, area, own))
        apart = one.values - other.values
        apart = apart[np.isfinite(apart)]
        if not apart.size:
            raise Unfillable("E729", "the two have no draw in common that was run to the end", "")
        told = partial(_value_text, one)
        if as_ == "range":
            low, high = _ends(apart, one.result)
            wide = writer(indicator, one.unit, [high - low], self.language, _digits(digits))
            return told(self._apart(wide, low, high), low, high)
        middle = one.middle_of(apart)
        how = writer(indicator, one.unit, [middle], self.language, _digits(digits))
        if how.how.is_nought(middle):
            return told(self._alike(how), middle)
        size = how.size(middle)
        if as_ == "size":
            return told(size, middle)
        return told(say(self.language, "difference", size=size, direction=how.direction(middle)), middle)

    def range_(
        self,
        indicator: str,
        year: int,
        policy: str | None = None,
        scenario: str | None = None,
        area: str | None = None,
        experiment: str | None = None,
        over: str = "draws",
        as_: str = "number",
        digits: int | None = None,
    ) -> ValueText:
        """Return the ends between which 90 % of the draws lie, or the scenarios of an experiment."""
        check_option("over", over, OVER)
        check_option("as", as_, FORMS)
        if over == "scenarios":
            if scenario is not None:
                raise Unfillable("E712", "over='scenarios' takes them all, so scenario= has no place", "leave out one")
            found = self.look_up(Query(indicator, year, policy, None, area, experiment))
            known = found.result.members("scenario")
            each = [self.look_up(Query(indicator, year, policy, one, area, found.result.name)).middle for one in known]
            low, high = min(each), max(each)
        else:
            found = self.look_up(Query(indicator, year, policy, scenario, area, experiment))
            low, high = _ends(found.values, found.result)
        how = writer(indicator, found.unit, [high - low], self.language, _digits(digits))
        return _value_text(found, between(low, high, partial(how.value, form=as_), self.language), low, high)

    def _alike(self, how: Writer) -> str:
        kind = "counted" if how.unit == "person" else "long" if how.unit == "year" else "other"
        return say(self.language, "no_difference", direction=say(self.language, "alike", kind))

    def _apart(self, how: Writer, low: float, high: float) -> str:
        """Return a range of differences; where its ends point two ways each says which."""
        if low * high >= 0:
            near, far = sorted((low, high), key=abs)
            size = between(near, far, how.size, self.language)
            return say(self.language, "difference", size=size, direction=how.direction(far))
        ends = [
            say(self.language, "difference", size=how.size(end), direction=how.direction(end)) for end in (low, high)
        ]
        return say(self.language, "between", low=ends[0], high=ends[1])


def _value_text(found: QueryResult, text: str, *exact: float) -> ValueText:
    return ValueText(text, found.result.run, found.where, exact)


def _ends(values: Any, result: Result) -> tuple[float, float]:
    """Return the ends between which 90 % of the draws lie."""
    name = result.name
    if not is_sample(result.dataset):
        message = f"the points of '{name}' lie where somebody laid them: they are no sample, so there is no range"
        raise Unfillable("E730", message, f"run: care2040 run {name} --draws 200, without its sweep")
    known = values[np.isfinite(values)]
    if known.size < 2:
        message = f"the result '{name}' has one draw, so there is no range"
        raise Unfillable("E730", message, f"run: care2040 run {name} --draws 200, or say over='scenarios'")
    low, high = interval(known)
    return float(low), float(high)


def _digits(digits: int | None) -> int | None:
    if digits is not None and (not isinstance(digits, int) or isinstance(digits, bool) or not 0 <= digits <= 3):
        raise Unfillable("E714", f"digits={digits!r} is not known", "allowed: 0, 1, 2, 3")
    return digits
