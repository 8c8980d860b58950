"""A second way to take the steps of a batch: the same trace of the laws, compiled by LLVM, for thousands of runs.

One run takes NumPy, which needs nothing compiled. The numbers are the same to the last digits but two or three.
"""

import ctypes
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np

from care2040.engine.compiler.numpy_code import numpy_program
from care2040.engine.compiler.trace import Array, Computation
from care2040.language.symbols import Given

STAGES = 3
"""Moments of a step at which inputs are needed: its begin, its middle and its end."""


def available() -> str | None:
    """Return which compiler is there, with its version; None when none is."""
    return f"llvmlite {version('llvmlite')}" if find_spec("llvmlite") else None


class Kernel:
    """Compiled steps of the changes of stocks; `places` are where each stock begins in a state of `size` numbers."""

    def __init__(self, computation: Computation, places: Mapping[str, int], size: int) -> None:
        from care2040.engine.compiler.llvm_loops import LANES
        from care2040.engine.compiler.llvm_rates import COLUMNS
        from care2040.engine.compiler.llvm_step import step_code

        self.lanes = LANES
        code = step_code(computation, places, size)
        inputs, self.space = code.inputs, code.space
        self.table = (STAGES, len(inputs), COLUMNS)
        self.library = _compiled(code.text)
        address = self.library.get_function_address("step")
        self.call = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 4, ctypes.c_int64, ctypes.c_double)(address)
        given = {row: computation.tape.nodes[index].detail for index, row in inputs.items() if computation.moves[index]}
        self.moving = {row: detail.name for row, detail in given.items() if isinstance(detail, Given)}
        still = tuple(index for index in inputs if not computation.moves[index])
        self.rows = [inputs[index] for index in still]
        self.still = numpy_program(Computation(computation.tape, frozenset(), still))


def _compiled(text: str) -> Any:
    """Return the machine code of a module for this machine."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    module = binding.parse_assembly(text)
    machine = binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(), features=binding.get_host_cpu_features().flatten(), opt=2, jit=True
    )
    builder = binding.create_pass_builder(machine, binding.create_pipeline_tuning_options(speed_level=2))
    builder.getModulePassManager().run(module, builder)
    library = binding.create_mcjit_compiler(module, machine)
    library.finalize_object()
    return library


class Stepper:
    """Takes the steps of one batch.

    Parameters
    ----------
    kernel : Kernel
        The compiled steps.
    given : mapping of str to ndarray
        Parameters and references at the start, (axes..., run or 1).
    runs : int
        Runs in the batch; no fewer than the lanes of a vector.
    """

    def __init__(self, kernel: Kernel, given: Mapping[str, Array], runs: int) -> None:
        if runs < kernel.lanes:
            raise ValueError(f"a batch has {kernel.lanes} runs or more, not {runs}")
        self.kernel, self.runs = kernel, runs
        values = kernel.still.evaluate(given, kernel.still.prepare(given))
        self.table = np.zeros(kernel.table, dtype=np.int64)
        self.held = [self._enter(row, value, slice(None)) for row, value in zip(kernel.rows, values, strict=True)]
        self.moving = [
            {name: self._enter(row, given[name], stage) for row, name in kernel.moving.items()}
            for stage in range(STAGES)
        ]
        self.space = np.empty(kernel.space)

    def _enter(self, row: int, value: Array, stage: int | slice) -> Array:
        """Put a copy of an array in the table, and return it: the table has but its address."""
        has_runs = value.shape[-1] == self.runs
        wide = np.repeat(np.asarray(value, dtype=float), 1 if has_runs else self.kernel.lanes, axis=-1)
        self.table[stage, row] = wide.ctypes.data, wide.shape[-1], has_runs
        return wide

    def step(self, state: Array, length: float, given: Sequence[Mapping[str, Array]]) -> Array:
        """Return the state (places, runs) one step of so many years later, as a new array.

        Parameters that move are given at the begin, in the middle and at the end; what is not given stays as it was.
        """
        for values, moment in zip(self.moving, given, strict=True):
            for name in values.keys() & moment.keys():
                values[name][...] = moment[name]
        state, after = np.ascontiguousarray(state), np.empty_like(state)
        pointers = (array.ctypes.data for array in (state, after, self.table, self.space))
        self.kernel.call(*pointers, self.runs, length)
        return after
