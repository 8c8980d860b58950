"""Which loops drive the model, for the page: scored in Python, for unchanged policy and the policy that does most."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.analysis.feedback.loop_registry import shipped_loops
from care2040.files.memory import cache
from care2040.study.project import Project

if TYPE_CHECKING:
    from care2040.inputs.experiments.experiment import Experiment

LEAST_SHARE = 0.02
"""A loop that never does more than this part of all is left out; the page says so."""


def loop_shares(project: Project, path: Path, experiment: Experiment) -> dict[str, Any] | None:
    """Return the share of each loop by policy, future and year.

    None where pysimlin is not installed, and where the city cannot be run as one: loops are scored there.
    """
    from care2040.files.fingerprints import sources
    from care2040.files.problems import InvalidInput
    from care2040.language.cities.layers import hashes_of
    from care2040.results.manifest import version

    if find_spec("simlin") is None:
        return None
    try:
        project.experiment(path, draws=1, resolution="city")
    except InvalidInput:
        return None
    scenario = next(iter(experiment.scenarios))
    most = max(experiment.policies, key=lambda name: len(experiment.levers.get(name, ())))
    policies = tuple(dict.fromkeys((experiment.unchanged, most)))
    made_of = (
        path.read_text("utf-8"),
        hashes_of(project.folder),
        version(),
        sources(("sectors", "language")),
        policies,
    )
    key = sha256(f"loops of a page {made_of}".encode()).hexdigest()
    kept = cache.find(key)
    if kept is None:
        kept = json.dumps(_scored(project, path, scenario, policies)).encode()
        cache.keep(key, kept)
    found: dict[str, Any] = json.loads(kept)
    known = shipped_loops(project.model, tuple(project.parameters))
    found["abouts"] = {name: known[name].about for name in found["titles"]}
    return found


def _scored(project: Project, path: Path, scenario: str, policies: tuple[str, ...]) -> dict[str, Any]:
    from care2040.study.export.loops import score_loops

    found: dict[str, Any] = {"years": [], "runs": {}, "titles": {}, "kinds": {}}
    for policy in policies:
        scored = score_loops(project, path, policy, scenario).shares
        shares = scored["loop_share"]
        found["years"] = shares["year"].values.tolist()
        for loop in shares["loop"].values.tolist():
            one = scored.sel(loop=loop)
            found["titles"][loop] = {language: str(one[f"loop_title_{language}"].values) for language in ("nl", "en")}
            found["kinds"][loop] = str(one["loop_kind"].values)
        tells = {
            loop: [round(float(value), 4) for value in shares.sel(loop=loop).values]
            for loop in shares["loop"].values.tolist()
            if float(abs(shares.sel(loop=loop)).max()) > LEAST_SHARE
        }
        found["runs"][policy] = {scenario: tells}
    return found
