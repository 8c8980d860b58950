"""From laws to computations; read it in this order.

`system` has the model as a system of differential equations. For its `programs` (the start, the base year that draws
are matched to, the rates, and what is looked at) the laws are called once with symbols (`trace`), which gives
computations: operations on a tape, and which of them are wanted. `numpy_code` makes a computation into NumPy functions;
`engine.plan` makes those of a whole run into loops, which machine code and web pages print.
"""
