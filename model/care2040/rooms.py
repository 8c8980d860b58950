"""Where the parameters, the experiments and the memos are: inside the wheel, else in the checkout beside ``model/``."""

from importlib import resources
from pathlib import Path
from typing import Literal


def room(name: Literal["parameters", "experiments", "memos"]) -> Path:
    """Return the folder of a room of the house.

    Raises
    ------
    FileNotFoundError
        When neither the installed package nor a checkout holds the folder.
    """
    package = Path(str(resources.files("care2040")))
    for folder in (package / name, package.parent.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder '{name}' is neither inside the package {package} nor in a checkout around it")
