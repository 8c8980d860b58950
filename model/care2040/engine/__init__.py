"""From equations to numbers.

`compiler` calls the laws with symbols, `plan` puts what they do in loops, `native` and `web` print these as machine
code and for web pages; `batch` takes runs through the years, `simulation` an experiment, `ensembles` thousands of runs.
"""
