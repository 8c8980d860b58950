"""Rewrite ``parameters/tables`` from ``parameters/observed`` and print how well each table fits what was counted.

Run ``python parameters/build/build_tables.py`` in an environment where care2040 is installed; an argument names
another folder to write to. The result does not depend on when or where it runs: ``tests/test_tables_fresh.py``
compares it with what is shipped. Each module beside this one describes its method in its docstring.
"""

import sys
from pathlib import Path

# Everything below parameters/ counts for the fingerprint of a calibration, so no compiled files may appear here.
sys.dont_write_bytecode = True

from tables import write_all  # noqa: E402

TABLES = Path(__file__).resolve().parents[1] / "tables"


def main(folder: Path = TABLES) -> None:
    """Write the tables and print the report."""
    print(write_all(folder))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
