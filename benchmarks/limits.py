"""How far the model is from what the machine can do: where time goes, and what the arithmetic would cost at best."""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from care2040.language.axes import Resolution

import numpy as np

NAME = re.compile(r"\bv\w+")
NAMES = ("care_share_needed", "care_share_working", "shortage", "waiting_for_care", "residents", "homes")
YEARS = tuple(range(2024, 2041))
RESOLUTIONS: tuple[Resolution, ...] = ("city", "district")
COPIED, CACHED = 64 * 2**20, 2**18
"""Bytes of the arrays that are copied: far more than any cache holds, and what the cache of a core holds easily."""


def median_of(work: Callable[[], object], times: int) -> float:
    """Return the median seconds of CPU of `work`, after one time that does not count."""
    work()
    seconds = []
    for _ in range(times):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return statistics.median(seconds)


def batch(resolution: Resolution, runs: int, lanes: int = 0) -> Any:
    """Return a batch of drawn runs at its start, ready to be evaluated by NumPy or by machine code."""
    from care2040.engine.batch.compiled_batch import CompiledBatch
    from care2040.engine.batch.failures import Failures
    from care2040.engine.batch.integrate import _Batch
    from care2040.engine.batch.solver import Solver
    from care2040.engine.native.kernels import code_of
    from care2040.engine.simulation.simulate import system_of
    from care2040.files import package_files
    from care2040.inputs.parameters import parameter_set
    from care2040.inputs.policies.path_maker import PathMaker
    from care2040.language.axes import RUN_IN
    from care2040.sectors import load_model

    model, given = load_model(), parameter_set.load(package_files.package_folder("parameters")).at(resolution)
    paths = PathMaker(given, RUN_IN, 2041, given.draw(runs, 1)).paths(())
    system = system_of(model, resolution, given, frozenset(given if lanes == 1 else paths.varying))
    begun: Any
    if lanes:
        own = [name for name, parameter in given.items() if lanes == 1 or parameter.spread]
        code = code_of(system, lanes, own)
        begun = CompiledBatch(system, code, paths, 0.25, lambda name, axes: True, YEARS, None)
        begun._begin()
        begun._enter(0)
        begun.machine.lengths(0, half=0.125, whole=0.25, sixth=0.25 / 6)
    else:
        begun = _Batch(system, paths, Solver(), lambda name, axes: False, Failures(system, True), YEARS, None)
        begun._begin()
    return begun


def bandwidth(size: int) -> float:
    """Return gigabytes a second that a copy of `size` bytes reads and writes."""
    source = np.ones(size // 8)
    target = np.empty_like(source)
    rounds = max(1, COPIED // size)

    def copy() -> None:
        for _ in range(rounds):
            np.copyto(target, source)

    return 2 * size * rounds / median_of(copy, 9) / 1e9


def traffic(begun: Any) -> tuple[int, int]:
    """Return how many operations an evaluation has, and how many numbers they read and write, all runs together."""
    from care2040.engine.compiler.numpy_code import shifted, weigh

    lines = begun.system.rates.source.split("def evaluate")[1].splitlines()[1:]
    given = begun._given(2024.1) | {n: slot.view(begun.state) for n, slot in begun.system.stocks.items()}
    space: dict[str, Any] = {
        "np": np,
        "weigh": weigh,
        "shifted": shifted,
        "inf": np.inf,
        "given": given,
        "static": begun.still_rates,
    }
    numbers = operations = 0
    for line in (text.strip() for text in lines if not text.strip().startswith(("return", "del"))):
        if " = " not in line:
            continue
        exec(line, space)
        made, _, code = line.partition(" = ")
        if "(" in code and not made.startswith("("):
            operations += 1
            numbers += space[made].size + sum(space[name].size for name in set(NAME.findall(code)))
    return operations, numbers


def shares(resolution: Resolution, runs: int, lanes: int) -> dict[str, float]:
    """Return the seconds of CPU that one batch spends in the right-hand side or steps, in looking, and in all."""
    begun = batch(resolution, runs, lanes)
    hand = "_advance" if lanes else "_change"
    spent = {hand: 0.0, "_look": 0.0, "run": 0.0}

    def timed(name: str, kept: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object) -> object:
            start = time.process_time()
            result = kept(*given)
            spent[name] += time.process_time() - start
            return result

        return call

    for name in spent:
        setattr(begun, name, timed(name, getattr(begun, name)))
    begun.run(lambda: None)
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=128, help="runs in a batch")
    arguments = parser.parse_args()
    runs, computing, written = writing(8)
    print(
        f"{runs:,} runs of how_sure into a store, one thread: {computing / runs * 1e3:.2f} ms a run to compute, "
        f"{written / runs * 1e3:.2f} ms to write, {written / (computing + written):.0%} of the time"
    )
    with np.errstate(all="ignore"):
        cached = bandwidth(CACHED)
        print(f"copy from memory: {bandwidth(COPIED):.1f} GB/s; within the cache: {cached:.1f} GB/s")
        for resolution in RESOLUTIONS:
            begun = batch(resolution, arguments.runs)
            flat = begun.state.ravel()
            seconds = median_of(partial(begun._change, 2024.1, flat), 15)
            operations, numbers = traffic(begun)
            each = seconds / arguments.runs * 1e6
            best = numbers * 8 / (cached * 1e9) / arguments.runs * 1e6
            print(
                f"{resolution}, {arguments.runs} runs: {each:.1f} us a run and evaluation, {operations} operations, "
                f"{numbers / arguments.runs:,.0f} numbers a run; moving those from cache alone: {best:.1f} us; "
                f"{each / numbers * arguments.runs * 1e3:.2f} ns a number"
            )
            print_shares(shares(resolution, arguments.runs, 0), arguments.runs)
            for lanes, count in ((8, arguments.runs), (1, 1)):
                seconds = median_of(batch(resolution, count, lanes).machine.step, 15) / 4
                each = seconds / count * 1e6
                told = f"{each / numbers * arguments.runs * 1e3:.2f} ns a number"
                print(f"  machine code, {count} runs, {lanes} at a time: {each:.2f} us a run and evaluation; {told}")
                print_shares(shares(resolution, count, lanes), count)


def writing(blocks: int) -> tuple[int, float, float]:
    """Return how many runs a store took, and the seconds that working them out and writing them took, one by one."""
    from care2040.engine.ensembles import block, ensemble, store
    from care2040.files.package_files import package_folder
    from care2040.inputs.experiments.experiment import load
    from care2040.study.project import open_project

    project = open_project()
    experiment = load(package_folder("experiments") / "how_sure.yaml", project.parameters, project.known)
    wanted = ensemble.ensemble(project.model, experiment, project.parameters, frozenset(NAMES), project.carriers)
    spent = {"compute": 0.0, "write": 0.0}

    def submit(work: Any, drawn: Any) -> Future[Any]:
        begun = time.perf_counter()
        future: Future[Any] = Future()
        future.set_result(block.compute(project.model, wanted.parameters, work, drawn, lambda: None))
        spent["compute"] += time.perf_counter() - begun
        return future

    write = store.Store.write

    def timed(*given: Any) -> Any:
        begun = time.perf_counter()
        write(*given)
        spent["write"] += time.perf_counter() - begun

    setattr(store.Store, "write", timed)  # noqa: B010 (a method cannot be assigned to)
    with tempfile.TemporaryDirectory() as folder:
        begun = ensemble.begin(wanted, Path(folder) / "runs")
        some = replace(begun, missing=dict(list(begun.missing.items())[:blocks]))
        ensemble.fill(wanted, some, submit, 1)
    return blocks * wanted.block * wanted.runs_per_point, spent["compute"], spent["write"]


def print_shares(spent: dict[str, float], runs: int) -> None:
    whole, (hand, inside) = spent["run"], next(iter(spent.items()))
    rest = whole - inside - spent["_look"]
    what = {"_change": "right-hand side", "_advance": "steps"}[hand]
    print(
        f"  of {whole / runs * 1e3:.2f} ms a run: {what} {inside / whole:.0%}, "
        f"looking on 1 January {spent['_look'] / whole:.0%}, the rest {rest / whole:.0%}"
    )


if __name__ == "__main__":
    main()
