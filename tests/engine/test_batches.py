"""Batches of runs: evenly cut, side by side in any number of threads, and stopped together."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from care2040.engine.batch.integrate import RunFailed
from care2040.engine.batch.trajectories import Trajectories
from care2040.engine.simulation import simulate
from care2040.engine.simulation.batches import Block, Steps, side_by_side
from care2040.engine.simulation.run_in import evenly
from care2040.engine.simulation.settings import RunSettings
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.path_maker import ParameterPaths


def block(number: int) -> Block:
    return Block(ParameterPaths(1, np.array([2024.0, 2025.0]), {}, {}), np.array([number]), np.array([number]))


def done(one: Block) -> Trajectories:
    return Trajectories((2024,), {"place": one.places})


@pytest.mark.parametrize("threads", [None, 1, 2, 7])
def test_batches_come_back_in_their_order_whichever_is_done_first(threads):
    first_waits = threading.Event()

    def work(one: Block, tick) -> Trajectories:
        tick()
        if threads and threads > 1:
            first_waits.set() if one.places[0] else first_waits.wait(10)
        return done(one)

    told = []
    steps = Steps(5, lambda done, total: told.append((done, total)))
    found = [each.values["place"][0] for each in side_by_side(work, [block(n) for n in range(5)], steps, threads)]
    assert found == [0, 1, 2, 3, 4]
    assert told == [(number, 5) for number in range(1, 6)]


def test_the_first_batch_that_failed_is_told_and_the_others_stop():
    entered, left = threading.Event(), []

    def work(one: Block, tick) -> Trajectories:
        if one.places[0] == 0:
            entered.wait(10)
            raise RunFailed("a stock went wrong")
        entered.set()
        try:
            while True:
                tick()
        except RunFailed as error:
            left.append(str(error))
            raise

    with pytest.raises(RunFailed, match="a stock went wrong"):
        list(side_by_side(work, [block(0), block(1)], Steps(2, lambda done, total: None), 2))
    assert left == ["another batch of runs stopped"]


@pytest.mark.parametrize(
    ("length", "most", "parts"), [(10, 4, [3, 3, 4]), (8, 4, [4, 4]), (3, 4, [3]), (9, 1, [1] * 9)]
)
def test_cuts_are_as_few_and_as_even_as_can_be(length, most, parts):
    cut = list(evenly(range(length), most))
    assert sorted(len(part) for part in cut) == parts
    assert [one for part in cut for one in part] == list(range(length))


@pytest.mark.slow
def test_the_number_of_threads_changes_no_bit(whole, monkeypatch):
    monkeypatch.setattr(simulate, "BLOCK", {"city": 3})
    efforts = [name for name in whole.efforts if name.startswith(("technology", "prevention", "retention"))]
    policies = {str(n): (Change(efforts[n % 3], {}, "set", n / 10, 2026.0, 2028.0, None),) for n in range(9)}
    experiment = replace(whole.shipped("one_in_four"), policies=policies, scenarios={"evidence": ()}, resolution="city")
    one, two = (
        simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(threads=threads))
        for threads in (1, 2)
    )
    assert set(one) == set(two)
    for name, values in one.items():
        np.testing.assert_array_equal(values, two[name], err_msg=str(name))
