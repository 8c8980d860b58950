"""What an experiment asks and what its policies do: each line in words, also on what its rules wait for."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from care2040.files.package_files import from_here
from care2040.files.yaml_document import read
from care2040.inputs.experiments.written.conditions import DEEPEST, TOGETHER, WHEN
from care2040.inputs.experiments.written.rules import DELAY
from care2040.study.explain.facts import Facts
from care2040.study.project import Project
from care2040.wording import texts
from care2040.wording.amounts import limit_words
from care2040.wording.language import Language
from care2040.wording.names import indicator_words
from care2040.wording.numbers import number, percent
from care2040.wording.texts import listed

Entry = Mapping[str, Any]
YAML = (".yaml", ".yml")


def find(project: Project, name: str) -> tuple[Path, str | None] | None:
    """Return the experiment that is meant, and of a policy its name: EXPERIMENT, EXPERIMENT.POLICY, or a file.

    A policy without its experiment is looked for in all that are shipped.
    """
    shipped = project.experiments
    if Path(name).suffix in YAML and Path(name).is_file():
        return Path(name), None
    experiment, _, policy = name.partition(".")
    if experiment in shipped:
        return (shipped[experiment], policy or None) if not policy or policy in _policies(shipped[experiment]) else None
    return next(((path, name) for path in shipped.values() if name in _policies(path)), None)


def told(project: Project, found: tuple[Path, str | None], language: Language) -> tuple[str, str, Facts]:
    """Return title, question and facts of an experiment, or of one of its policies."""
    path, policy = found
    experiment = project.experiment(path)
    policies = _policies(path)
    wanted = policies if policy is None else {policy: policies[policy]}
    lines = Lines(project, language)
    about = lines.say(
        "of_policy" if policy else "of_experiment", name=path.stem, start=experiment.start, end=experiment.end - 1
    )
    labels = {one: "lines" if policy else lines.say("policy", name=one) for one in wanted}
    facts: Facts = [
        ("kind", about),
        *((labels[one], "\n".join(lines.of(entries))) for one, entries in wanted.items()),
        ("file", from_here(path)),
    ]
    return policy or f"{path.stem}: {experiment.title[language]}", experiment.question[language], facts


def _policies(path: Path) -> dict[str, Any]:
    data = read(path).data
    written = data.get("policies") if isinstance(data, dict) else None
    return written if isinstance(written, dict) else {}


class Lines:
    """Puts the lines of a policy in words.

    Parameters
    ----------
    project : Project
        Which knows the units of indicators.
    language : {"en", "nl"}
        Of the words.
    """

    def __init__(self, project: Project, language: Language) -> None:
        self.readable, self.language = project.known.readable, language

    def of(self, entries: object) -> Iterator[str]:
        """Give each line in words; a policy without any is unchanged policy."""
        if not isinstance(entries, dict) or not entries:
            yield self.say("nothing")
            return
        for name, entry in entries.items():
            yield f"{name}: {self._line(entry)}"

    def say(self, *keys: str, **blanks: object) -> str:
        """Return a text on policies and their rules."""
        return texts.say("terminal", self.language, "explain", "rules", *keys, **blanks)

    def _line(self, entry: Entry) -> str:
        if "effort" in entry:
            parts = [self.say("effort", part=percent(float(entry["effort"]), self.language))]
        else:
            parts = [f"{key} {value}" for key, value in entry.items() if key not in ("from", "full_by", "until", WHEN)]
        parts += [self.say(key, year=f"{entry[key]:g}") for key in ("from", "full_by", "until") if key in entry]
        return "; ".join([*parts, *(self._rule(entry[WHEN]) if WHEN in entry else ())])

    def _rule(self, written: Entry) -> Iterator[str]:
        """Give what a rule waits for, where and when it looks, how long it takes, and whether it is given up again."""
        if "after" in written:
            wait = float(written.get("wait") or 0)
            how, years = ("after_years", self._years(wait)) if wait else ("after", "")
            yield self.say(how, name=written["after"], years=years)
        if "instead_of" in written:
            yield self.say("instead_of", name=written["instead_of"])
        if "indicator" in written or any(how in written for how in TOGETHER):
            yield self.say("when", conditions=self._conditions(written))
        if written.get("place") == "district":
            yield self.say("district")
        if written.get("reviews"):
            yield self.say("reviews", years=listed([str(year) for year in written["reviews"]], self.language))
        yield self.say("delay", years=self._years(float(written.get("delay", DELAY))))
        yield self.say("stays" if written.get("stays") else "given_up")

    def _years(self, years: float) -> str:
        told = number(years, self.language, 0 if years % 1 == 0 else 2)
        return self.say("year" if years == 1 else "years", years=told)

    def _conditions(self, written: Entry, deep: int = 0) -> str:
        """Return conditions in words, those within others in brackets."""
        for how in TOGETHER:
            if how in written and deep <= DEEPEST:
                told = f" {self.say(how)} ".join(self._conditions(part, deep + 1) for part in written[how])
                return f"({told})" if deep else told
        name = str(written["indicator"])
        whole, _, part = name.partition(".")
        unit, side = self.readable[whole][0], "above" if "above" in written else "below"
        spoken = " ".join(filter(None, (indicator_words(whole, self.language)["measure"], part)))
        called = name if self.language == "en" else spoken
        limit = limit_words(whole, unit, float(written[side]), self.language)
        said = self.say(side, indicator=called, limit=limit)
        if "full_at" not in written:
            return said
        return said + self.say("full_at", limit=limit_words(whole, unit, float(written["full_at"]), self.language))
