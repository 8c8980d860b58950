"""``python -m tools.lock``: choose the versions of other packages that the README installs, on every machine."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONSTRAINTS = "constraints.txt"

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
)
OLDEST_MACOS = "14.0"

HELD = (
    "netCDF4<1.7.5; sys_platform == 'darwin'",
    "netCDF4>=1.7.5; sys_platform != 'darwin'",
    "cryptography<47; sys_platform == 'darwin' and platform_machine == 'x86_64'",
    "cryptography>=47; sys_platform != 'darwin' or platform_machine != 'x86_64'",
)
"""From 1.7.5 on netCDF4 is built for macOS 15 only, and from source it needs libraries that a Mac does not have; newer
cryptography is not built for a Mac with an Intel processor."""
FROM_SOURCE = ("odfpy",)
"""Packages that have no wheel, and need no compiler."""

HEAD = """\
# The versions that the two lines of the README install: tested together, the same on Linux, macOS and Windows and on
# Python 3.11 to 3.14. Made by `python -m tools.lock`; what is asked for stands in pyproject.toml.
"""


class NoVersions(Exception):
    """No set of versions fits, or one of them cannot be installed somewhere."""


def choose() -> str:
    """Return the newest version of every package, one for all machines where that is possible."""
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder, "held.txt")
        held.write_text("\n".join(HELD), encoding="utf-8")
        return _compile(
            "--universal", "--fork-strategy", "fewest", "--python-version", PYTHONS[0], "--constraint", held
        )


def check(constraints: Path) -> None:
    """Check that every machine finds the versions ready to install, so that nobody needs a compiler.

    Raises
    ------
    NoVersions
        With the Python, the platform and the reason.
    """
    wheels = ["--only-binary", ":all:", *(word for name in FROM_SOURCE for word in ("--no-binary", name))]
    for python, platform in product(PYTHONS, PLATFORMS):
        place = ("--python-version", python, "--python-platform", platform)
        try:
            _compile(*place, *wheels, "--constraint", constraints)
        except NoVersions as error:
            raise NoVersions(f"Python {python} on {platform}: {error}") from None


def _compile(*options: str | Path) -> str:
    words: Sequence[str | Path] = (
        *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--extra", "develop"),
        *("--no-header", "--no-annotate", "--quiet", *options),
    )
    machine = {"UV_PYTHON_DOWNLOADS": "never", "MACOSX_DEPLOYMENT_TARGET": OLDEST_MACOS}
    done = subprocess.run(words, cwd=ROOT, env=os.environ | machine, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise NoVersions(done.stderr.strip())
    return done.stdout


def main() -> None:
    """Write the constraints, and check them for every Python and platform: some minutes, over the network."""
    made = choose()
    place = ROOT / CONSTRAINTS
    old = set(place.read_text(encoding="utf-8").splitlines()) if place.is_file() else set()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, CONSTRAINTS)
        fresh.write_text(HEAD + made, encoding="utf-8", newline="\n")
        check(fresh)
        place.write_bytes(fresh.read_bytes())
    print(*(f"  {line}" for line in made.splitlines() if line not in old), sep="\n")
    print(f"wrote {CONSTRAINTS}: {len(made.splitlines())} packages; run all tests before it is committed")


if __name__ == "__main__":
    try:
        main()
    except NoVersions as error:
        sys.exit(f"nothing is written: {error}")
