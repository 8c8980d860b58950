"""Whether a calibration was made from what is there now."""

import hashlib
from functools import lru_cache
from pathlib import Path

from care2040.model import OTHER_LAWS, SECTORS
from care2040.parameters import fingerprint


def made_from(folder: Path) -> str:
    """Return the fingerprint of what a calibration depends on: parameters, tables, targets and the equations."""
    return hashlib.sha256(f"{fingerprint(folder)}{_laws()}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _laws() -> str:
    package = Path(__file__).parent / "sectors"
    return "".join(hashlib.sha256((package / f"{name}.py").read_bytes()).hexdigest() for name in (*SECTORS, OTHER_LAWS))
