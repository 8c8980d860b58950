"""Machine code for this machine: compiled by LLVM, or read as it was compiled before."""

from __future__ import annotations

import ctypes
import platform
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

OPTIMISED = 2
"""How hard LLVM tries, of three."""


def available() -> str | None:
    """Return which compiler is there, with its version; None when none is."""
    return f"llvmlite {version('llvmlite')}" if find_spec("llvmlite") else None


@lru_cache
def processor() -> str:
    """Return what machine code for this machine hangs on: the system, the processor and what it can do."""
    from llvmlite import binding

    return " ".join(
        (sys.platform, platform.machine(), binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten())
    )


def _machine() -> Any:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(),
        features=binding.get_host_cpu_features().flatten(),
        opt=OPTIMISED,
        jit=True,
    )


def compiled(text: str) -> bytes:
    """Return the machine code of a module, as an object file."""
    from llvmlite import binding

    machine = _machine()
    module = binding.parse_assembly(text)
    builder = binding.create_pass_builder(machine, binding.create_pipeline_tuning_options(OPTIMISED))
    # a plan is in loops, with everything where it is best computed: what LLVM's own pipeline would do besides takes
    # five times as long, and gives nothing
    passes = binding.create_new_module_pass_manager()
    passes.add_sroa_pass()
    passes.add_instruction_combine_pass()
    passes.run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


class Library:
    """Functions of an object file, in the memory of this process."""

    def __init__(self, code: bytes) -> None:
        from llvmlite import binding

        self.engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _machine())
        self.engine.add_object_file(binding.ObjectFileRef.from_data(code))
        self.engine.finalize_object()

    def function(self, name: str, *kinds: Any) -> Callable[..., None]:
        """Return a function that gives nothing, by its name and the types of its arguments."""
        return ctypes.CFUNCTYPE(None, *kinds)(self.engine.get_function_address(name))
