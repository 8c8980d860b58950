"""Which program reads and makes what is kept."""

import sys
from functools import lru_cache
from importlib.metadata import version

from care2040.files.fingerprints import fingerprint
from care2040.files.package_files import package


@lru_cache
def installed() -> str:
    """Return what tells this program, with Python and the packages that it reads with, from any other version."""
    root = package()
    files = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    own = fingerprint({path.relative_to(root).as_posix(): path for path in files})
    packages = [f"{name} {version(name)}" for name in ("numpy", "pint", "pydantic", "pyyaml")]
    return repr((own, sys.version, packages))
