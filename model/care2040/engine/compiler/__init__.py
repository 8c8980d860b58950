"""From laws to code that runs; read it in this order.

`system` builds the model as a system of differential equations, from four `programs`: the start, the base year that
draws are matched to, the rates, and what is looked at. For each the laws are called once with symbols (`trace`), which
gives a computation: operations on a tape, and which of them are wanted. `numpy_code` makes a computation into NumPy
functions. For many runs `llvm_kernel` makes that of the rates into machine code that takes whole steps: `llvm_step` is
the method of Runge and Kutta, `llvm_rates` the computation in loops, `llvm_loops` the instructions of both.
"""
