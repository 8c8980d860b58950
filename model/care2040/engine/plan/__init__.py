"""The loop plan: what stands between the laws and every compiled back end; read it in this order.

`nests` says what a plan is made of: loops over numbers at fixed places in memory. `lowering` makes the operations of a
computation into nests, `merging` makes one loop of two, `schedule` says what is computed in which loop. `run_plan` puts
the nests of a whole run together, from its start to what is looked at, and `written` prints it for a person to read.
"""
