"""Rewrite the tables of Utrecht and of the nation from what was observed, and print how well each fits the counts.

Run ``python parameters/build/build_tables.py`` in an environment where care2040 is installed; an argument names
another folder to write to. The result does not depend on when or where it runs: ``tests/test_tables_fresh.py``
compares it with what is shipped. Each module beside this one describes its method in its docstring.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

# Everything below parameters/ counts for the fingerprint of a calibration, so no compiled files may appear here.
sys.dont_write_bytecode = True

from tables import write_all  # noqa: E402

from care2040.language.cities.layers import path_of  # noqa: E402

PARAMETERS = Path(__file__).resolve().parents[1]


def main(folder: Path | None = None) -> None:
    """Write the tables, each to where it stands when no folder is given, and print the report."""
    if folder is not None:
        print(write_all(folder))
        return
    with TemporaryDirectory() as scratch:
        print(write_all(Path(scratch)))
        for path in sorted(Path(scratch).glob("*.csv")):
            shutil.copyfile(path, path_of(PARAMETERS, f"tables/{path.name}"))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
