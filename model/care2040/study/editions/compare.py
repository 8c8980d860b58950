"""Compare two editions: run both and the mixes of the two, and split what moved over data, parameters and laws."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from care2040.analysis.editions.comparison import CAUSES, Comparison, Move, Note, in_order
from care2040.analysis.editions.split import JOIN, Mix, Split, mixes, split
from care2040.files.problems import InvalidInput, Problem
from care2040.language.cities.here import the_city
from care2040.study.editions import edition as finding
from care2040.study.editions.lending import changed_entries
from care2040.study.editions.mixture import Pair, stage
from care2040.study.editions.question import Question, asked_of, check_city
from care2040.study.editions.running import DoesNotRun, Numbers, calibrate, run

AT_ONCE = 2
"""Processes that run mixes; each holds a model of its own."""


@dataclass
class _Ran:
    """What the mixes gave."""

    numbers: dict[Mix, Numbers] = field(default_factory=dict)
    faults: dict[Mix, str] = field(default_factory=dict)
    lent: set[str] = field(default_factory=set)


def compare(
    old: str, new: str | None, question: Question, progress: Callable[[int, int], None] = lambda done, total: None
) -> Comparison:
    """Compare two editions.

    Parameters
    ----------
    old, new : str
        The editions, as `edition.find` takes them; the edition that runs when `new` is None.
    question : Question
        What is asked of both.
    progress : callable
        Told how many of the mixes have been run, and of how many.

    Returns
    -------
    Comparison

    Raises
    ------
    InvalidInput
        When one is no edition, lacks the experiment or does not run, both are the same, or another city is asked for.
    """
    check_city(the_city(), "--city")
    with tempfile.TemporaryDirectory(prefix="care2040_editions_") as folder:
        scratch = Path(folder)
        first = finding.find(old, scratch)
        pair = Pair(first, finding.present() if new is None else finding.find(new, scratch))
        causes = pair.causes
        asked = _settled(pair, question, old)
        ran = _run_all(pair, mixes(pair.acting), asked, scratch, progress)
    return _told(pair, causes, asked, ran)


def _settled(pair: Pair, question: Question, old: str) -> Question:
    """Return the question as both editions can answer it, or refuse it with all that is wrong."""
    problems: list[Problem] = []
    if not pair.causes:
        message, hint = f"{pair.new.name} has the same data, parameters and laws", "nothing can have moved"
        problems.append(Problem(old, 0, 0, "E982", message, f"{hint}; name another edition"))
    try:
        asked = question.settled(pair)
    except InvalidInput as error:
        raise InvalidInput([*problems, *error.problems]) from None
    if problems:
        raise InvalidInput(problems)
    return asked


def _run_all(
    pair: Pair, wanted: Sequence[Mix], asked: Question, scratch: Path, progress: Callable[[int, int], None]
) -> _Ran:
    """Run the two editions first, whose faults are told at once, and then the mixes."""
    found, ends = _Ran(), (wanted[0], wanted[-1])
    progress(0, len(wanted))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for some in (ends, wanted[1:-1]):
            jobs = {pool.submit(_one, pair, mix, asked, scratch): mix for mix in some}
            for job in as_completed(jobs):
                mix = jobs[job]
                try:
                    found.numbers[mix], lent = job.result()
                    found.lent |= set(lent)
                except DoesNotRun as error:
                    found.faults[mix] = str(error)
                progress(len(found.numbers) + len(found.faults), len(wanted))
            problems = [
                Problem(
                    one.name, 0, 0, "E984", f"this edition does not run: {found.faults[mix]}", "mend it there first"
                )
                for mix, one in zip(ends, (pair.old, pair.new), strict=True)
                if mix in found.faults
            ]
            if problems:
                raise InvalidInput(problems)
    return found


def _one(pair: Pair, mix: Mix, asked: Question, scratch: Path) -> tuple[Numbers, tuple[str, ...]]:
    place = scratch / ("mix_" + "_".join(sorted(mix)))
    lent = stage(pair, mix, place)
    if pair.recalibrates and not pair.is_whole(mix):
        calibrate(place)
    return run(place, asked_of(pair.source("laws", mix), asked)), lent


def _told(pair: Pair, causes: Sequence[str], asked: Question, ran: _Ran) -> Comparison:
    acting = pair.acting
    first, last = ran.numbers[frozenset()], ran.numbers[frozenset(acting)]
    keys = [key for key in first.values if all(key in one.values for one in ran.numbers.values())]
    keys = [(name, year) for name, year in keys if not asked.years or year in asked.years]
    if not keys:
        problem = Problem("--year", 0, 0, "E927", "no year that is asked for is in both editions", "leave out --year")
        raise InvalidInput([problem])
    results = {mix: np.array([one.values[key] for key in keys]) for mix, one in ran.numbers.items()}
    shares = split(acting, results)
    still = {cause: 0.0 for cause in causes if cause not in acting}
    moves = tuple(
        Move(
            name,
            last.units[name],
            year,
            first.values[name, year],
            last.values[name, year],
            still | {cause: float(part[place]) for cause, part in shares.parts.items()},
        )
        for place, (name, year) in enumerate(keys)
    )
    named = {"policy": asked.policy, "scenario": asked.scenario, "resolution": asked.resolution}
    names = (*sorted({*first.units} - {*last.units} | {*asked.only_old}),), (*sorted({*asked.only_new}),)
    return Comparison(
        pair.old.name,
        pair.new.name,
        asked.experiment,
        headline=keys[0][0],
        moves=in_order(moves),
        changed=_changed(pair, causes),
        only_old=names[0],
        only_new=names[1],
        lent=tuple(sorted(ran.lent)),
        apart=_apart(shares, ran),
        notes=_notes(pair, causes, asked, first, last),
        **named,
    )


def _changed(pair: Pair, causes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return cause to what differs: parameters by name, and files."""
    found: dict[str, tuple[str, ...]] = {}
    for cause in causes:
        old, new = pair.old.causes[cause], pair.new.causes[cause]
        files = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        found[cause] = tuple(sorted(files, key=lambda name: not name.startswith("sectors/")))
    if "parameters" in causes:
        by_name = changed_entries(pair.entries["old"], pair.entries["new"])
        found["parameters"] = by_name or found["parameters"]
    return found


def _apart(shares: Split, ran: _Ran) -> dict[str, Any]:
    """Return causes that are not told apart to what the mix that lacks for it said."""
    found = {}
    for own in shares.together:
        cut = [why for mix, why in ran.faults.items() if mix & own and own - mix]
        found[JOIN.join(sorted(own, key=CAUSES.index))] = cut[0] if cut else next(iter(ran.faults.values()))
    return found


def _notes(pair: Pair, causes: Sequence[str], asked: Question, first: Numbers, last: Numbers) -> tuple[Note, ...]:
    notes: list[Note] = [
        {"note": "stale", "edition": one.name}
        for one, numbers in ((pair.old, first), (pair.new, last))
        if numbers.stale
    ]
    if pair.recalibrates and len(causes) > 1:
        notes.append({"note": "fitted"})
    if "data" not in pair.acting and "data" in causes:
        notes.append({"note": "not_read"})
    return (*asked.notes, *notes)
