"""Policies that are run with all they share made ready once: the same numbers as a run of each, whatever goes along."""

from dataclasses import replace

import numpy as np
import pytest

from care2040.engine.simulation.prepared import PreparedRuns
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.calibration_targets import TARGETS, read_plan
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.path_maker import PathMaker
from care2040.language.cities.layers import path_of

pytestmark = pytest.mark.slow

NAMES = frozenset({"shortage", "lever_cost", "poverty_share"})
EFFORTS = ((0.0, 0.0), (1.0, 0.3), (0.25, 1.0))


def policy(project, first, second):
    return (*project.levers.changes("retention", first), *project.levers.changes("debt_prevention", second))


@pytest.fixture(scope="module", params=["city", "district"])
def asked(whole, request):
    """Return a project, an experiment with three policies in two scenarios, and what a run of them gives."""
    project, text = whole.project, {"en": "a test", "nl": "een test"}
    slump = (Change("construction_capacity", {}, "multiply", 0.7, 2026.0, 2028.0, None),)
    policies = {str(number): policy(project, *efforts) for number, efforts in enumerate(EFFORTS)}
    base = replace(
        project.experiment("least_effort"), name="test", title=text, optimise=None, figures=(), policies=policies
    )
    experiment = replace(base, scenarios={"evidence": (), "slump": slump}, draws=3, end=2030, resolution=request.param)
    carriers = read_plan(path_of(project.folder, TARGETS), project.parameters).carriers
    settings = RunSettings(names=NAMES, carriers=carriers)
    return project, experiment, settings, run(project.model, experiment, project.parameters, settings=settings)


def paths_of(prepared, policies):
    maker = PathMaker(prepared.parameters, prepared.experiment.start, prepared.experiment.end)
    whole = [maker.paths(changes) for changes in policies]
    moments = (len(prepared.breaks) - 1, 2)

    def path(one, name):
        if name in one.varying:
            return one.varying[name][..., 0]
        values = one.constant[name][..., 0]
        return np.broadcast_to(values, (*moments, *values.shape))

    return {name: np.stack([path(one, name) for one in whole], -1) for name in prepared.touched}


def test_what_is_run_of_prepared_draws_is_what_a_run_of_each_policy_gives(asked):
    project, experiment, settings, expected = asked
    touched = {one.parameter for changes in experiment.policies.values() for one in changes}
    prepared = PreparedRuns(project.model, experiment, project.parameters, touched, settings)
    found = prepared.run(paths_of(prepared, experiment.policies.values()))
    assert (found["status"] == 0).all()
    for name in NAMES:
        assert found[name].dims == expected[name].dims
        np.testing.assert_allclose(found[name].values, expected[name].values, rtol=1e-11, atol=1e-9)
    fewer = prepared.run(paths_of(prepared, list(experiment.policies.values())[1:]))
    for name in NAMES:
        np.testing.assert_array_equal(fewer[name].values, found[name].values[1:])


def test_other_parameters_than_were_told_are_refused(asked):
    project, experiment, settings, _ = asked
    prepared = PreparedRuns(project.model, experiment, project.parameters, {"retention_effort"}, settings)
    with pytest.raises(ValueError, match="may touch"):
        prepared.run({})
