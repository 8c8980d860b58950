"""Where the parameters, the experiments and the memos are: inside the wheel, else in the checkout beside ``model/``."""

from importlib import resources
from pathlib import Path
from typing import Literal


def package() -> Path:
    """Return the folder of the package itself."""
    return Path(str(resources.files("care2040")))


def package_folder(name: Literal["parameters", "experiments", "memos"]) -> Path:
    """Return a folder of data that comes with the package."""
    root = package()
    for folder in (root / name, root.parent.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder '{name}' is neither inside the package {root} nor in a checkout around it")


def checkout() -> Path | None:
    """Return the git checkout that the package runs from, or None when it is installed as a wheel."""
    root = package().parents[1]
    return root if (root / ".git").exists() else None


def from_here(path: Path) -> str:
    """Return a path as one would type it from the folder one is in."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
