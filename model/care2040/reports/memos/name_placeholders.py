"""What a template may ask for by name: counts, titles, what things are called, what rests on what, how it was made."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from care2040.files.package_files import package_folder
from care2040.files.problems import did_you_mean
from care2040.files.yaml_document import read
from care2040.language.cities.here import the_city
from care2040.language.cities.layers import path_of
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import Deferred, Unfillable, ValueText, say
from care2040.reports.memos.selection import by_experiment, check_option, one_result
from care2040.reports.memos.value_placeholders import ValuePlaceholders
from care2040.results.manifest import maker
from care2040.wording.language import Language
from care2040.wording.names import area_name, indicator_words, lever_titles, name_of
from care2040.wording.numbers import number, sentence
from care2040.wording.texts import listed, texts

COUNTS = ("levers", "policies", "scenarios", "draws")
GRADES = ("A", "B", "C")
"""Of evidence: randomised; followed over time or matched; the rest."""
AXES = {"policies": "policy", "scenarios": "scenario"}


@dataclass(frozen=True)
class NamePlaceholders:
    """Placeholders that tell what there is and what it is called."""

    values: ValuePlaceholders

    @property
    def results(self) -> tuple[Result, ...]:
        """The results to tell of."""
        return tuple(self.values.results)

    @property
    def language(self) -> Language:
        """In which it is told."""
        return self.values.language

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Return the placeholders by name."""
        words = ("count", "evidence", "strongest", "name", "city", "title", "question")
        facts = ("reproducibility", "has_draws", "has_result", "is_about", "borrows")
        return {name: getattr(self, name) for name in (*words, *facts)}

    def count(self, what: str, policy: str | None = None, experiment: str | None = None) -> ValueText:
        """Return how many levers a policy pulls, or how many policies, scenarios or draws a result has."""
        check_option("what", what, COUNTS)
        if what == "levers" and policy is None:
            raise Unfillable("E712", "the levers of which policy?", "name it with policy=")
        result = self._result(experiment, policy)
        sizes = {"policies": "policy", "scenarios": "scenario", "draws": "draw"}
        found = (
            len(levers_of_policy(result, str(policy))) if what == "levers" else int(result.dataset.sizes[sizes[what]])
        )
        one = say(self.language, "counts_one", what)
        text = one if found == 1 else say(self.language, "counts", what, n=self._in_words(found))
        return ValueText(text, result.run, f"count {what} {policy or ''}".strip(), (float(found),))

    def evidence(self, grade: str, policy: str | None = None, experiment: str | None = None) -> ValueText:
        """Return how many of the levers rest on evidence of a grade: ``fourteen of the sixteen levers``."""
        check_option("grade", grade, GRADES)
        names = (
            levers_of_policy(self._result(experiment, policy), policy)
            if policy
            else tuple(lever_titles("en", "levers"))
        )
        part = sum(evidence_grade(name) == grade for name in names)
        whole = say(self.language, "counts", "levers", n=self._in_words(len(names)))
        return ValueText(
            say(self.language, "part_of", part=self._in_words(part), whole=whole), asked=f"evidence {grade}"
        )

    def strongest(self, count: int = 1, experiment: str | None = None) -> ValueText:
        """Return the levers that change an indicator most, as the wedges of a result share it out."""
        result = one_result(self.results, experiment, "wedges", lambda one: "wedges" in one.dataset)
        split = result.dataset["wedges"]
        whole = float(split.attrs["end"]) - float(split.attrs["start"])
        if not isinstance(count, int) or not 1 <= count <= split.size:
            raise Unfillable("E714", f"count={count!r} is not known", f"allowed: 1 to {split.size}")
        order = np.argsort(-split.values * np.sign(whole), kind="stable")[:count]
        levers = [str(each) for each in split["lever"].values[order]]
        called = [say(self.language, "quoted", name=name_of("policies", lever, self.language)) for lever in levers]
        self.values.used[result.name] = result
        text = listed(called, self.language)
        return ValueText(text, result.run, f"strongest {count}", tuple(float(each) for each in split.values[order]))

    def name(self, what: str) -> ValueText:
        """Return what a policy, lever, package, scenario, payer, district or indicator is called."""
        spoken = texts("figures")[self.language]
        held = {kind: {str(each) for one in self.results for each in one.members(axis)} for kind, axis in AXES.items()}
        known = {kind: {*spoken[kind], *held.get(kind, ())} for kind in ("policies", "scenarios", "payers", "loops")}
        known["policies"] |= set(lever_titles(self.language))
        for kind, names in known.items():
            if what in names:
                return ValueText(name_of(kind, what, self.language))  # type: ignore[arg-type]
        areas = (the_city().name, *the_city().members)
        if what in areas:
            return ValueText(area_name(what, self.language))
        if what in spoken["indicators"] or any(what in result.indicators for result in self.results):
            return ValueText(indicator_words(what, self.language)["measure"])
        every = {
            *areas,
            *spoken["indicators"],
            *(name for names in known.values() for name in names),
        }
        raise Unfillable("E720", f"nothing is called '{what}'", did_you_mean(what, every))

    def city(self) -> ValueText:
        """Return what the city of the results is called."""
        return ValueText(the_city().names.of(self.language))

    def is_about(self, city: str) -> bool:
        """Return whether the results are of a city, by the name of its folder."""
        return the_city().name == city

    def borrows(self) -> bool:
        """Return whether the city borrows much of its numbers, as one built of public tables does."""
        return the_city().borrows

    def title(self, experiment: str | None = None) -> ValueText:
        """Return the title of an experiment."""
        return self._fact("title", experiment)

    def question(self, experiment: str | None = None) -> ValueText:
        """Return the question of an experiment."""
        return self._fact("question", experiment)

    def reproducibility(self) -> Deferred:
        """Return which version made the results that the memo uses, and for each its experiment, draws and hash."""
        return Deferred(self._made)

    def _made(self) -> ValueText:
        used = [result for result in self.results if result.name in self.values.used] or self.results
        makers = list(dict.fromkeys(maker(result.manifest) for result in used))
        runs = [self._run(result) for result in used]
        return ValueText(f"{say(self.language, 'made', maker=', '.join(makers))} {sentence('; '.join(runs))}.")

    def has_draws(self, experiment: str) -> bool:
        """Return whether a result was given that has more than one draw."""
        return any(one.name == experiment and one.dataset.sizes["draw"] > 1 for one in self.results)

    def has_result(self, experiment: str) -> bool:
        """Return whether a result of an experiment was given."""
        return any(result.name == experiment for result in self.results)

    def _run(self, result: Result) -> str:
        draws = int(result.dataset.sizes["draw"])
        told = say(self.language, "many_draws", draws=number(draws, self.language))
        told = told if draws > 1 else say(self.language, "one_draw")
        return say(self.language, "run", experiment=result.name, draws=told, run=result.run)

    def _fact(self, key: str, experiment: str | None) -> ValueText:
        result = one_result(self.results, experiment, f"a {key}", lambda one: bool(one.manifest["experiment"].get(key)))
        told = result.manifest["experiment"][key]
        self.values.used[result.name] = result
        if not isinstance(told, dict) or self.language not in told:
            raise Unfillable(
                "E702", f"the manifest.json of '{result.name}' has no {key} in this language", "run it again"
            )
        return ValueText(str(told[self.language]), result.run, f"{key} of {result.name}")

    def _result(self, experiment: str | None, policy: str | None) -> Result:
        """Return the result that is meant, and note that it is used."""
        what, able = "an answer", lambda result: True
        if policy is not None:
            looked = by_experiment(self.results, experiment)
            policies = {str(each) for result in looked for each in result.members("policy")}
            if policy not in policies:
                raise Unfillable("E724", f"no result has a policy '{policy}'", did_you_mean(policy, sorted(policies)))
            what, able = f"'{policy}'", lambda result: policy in result.members("policy")
        found = one_result(self.results, experiment, what, able)
        self.values.used[found.name] = found
        return found

    def _in_words(self, count: int) -> str:
        """Return a small number in words, a larger one in digits."""
        words = texts("figures")[self.language]["counts"]
        return str(words[count - 2]) if 2 <= count < 2 + len(words) else number(count, self.language)


def evidence_grade(lever: str) -> str:
    """Return the grade of the evidence on a lever."""
    return str(data_of(path_of(package_folder("parameters"), "levers.yaml"))["levers"][lever]["evidence"]["quality"])


def levers_of_policy(result: Result, policy: str) -> tuple[str, ...]:
    """Return the levers that a policy of a result pulls."""
    pulled: dict[str, list[str]] = json.loads(str(result.dataset.attrs.get("levers", "{}")))
    return tuple(pulled.get(policy, ()))


@lru_cache(maxsize=4)
def data_of(path: Path) -> dict[str | int, Any]:
    """Return what stands in a YAML file that comes with the package."""
    return read(path).data
