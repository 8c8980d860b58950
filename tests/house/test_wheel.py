"""The wheel: built from the checkout, installed in an empty environment, used from another folder."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def output_of(*words: str | Path, folder: Path) -> str:
    """Return what a program prints, in a folder that has nothing to do with the checkout."""
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(words, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    output_of(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the programs of an environment that holds the wheel.

    The packages it needs are those of the environment of the tests, looked at last: what the wheel lacks is not found.
    """
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False, symlinks=os.name != "nt")
    paths = sysconfig.get_paths("venv", vars={"base": str(place), "platbase": str(place)})
    programs = Path(paths["scripts"])
    python = programs / Path(sys.executable).name
    output_of(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, folder=place
    )
    others = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    Path(paths["purelib"], "packages_of_others.pth").write_text("\n".join(others) + "\n", encoding="utf-8")
    where = output_of(python, "-c", "import care2040; print(care2040.__file__)", folder=place)
    assert Path(where.strip()).is_relative_to(place.resolve()), "the tests would look at the checkout, not at the wheel"
    return programs


def test_the_wheel_holds_parameters_experiments_fonts_and_types_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "care2040/py.typed",
        "care2040/parameters/national/units.txt",
        "care2040/parameters/national/population.yaml",
        "care2040/experiments/one_in_four.yaml",
        "care2040/memos/een_op_vier.nl.docx",
        "care2040/memos/one_in_four.en.md",
        "care2040/memos/styles.yaml",
        "care2040/wording/texts/documents.yaml",
        "care2040/reports/formats/memo.css",
        "care2040/reports/formats/memo.typ",
        "care2040/figures/fonts/NotoSans-Regular.ttf",
        "care2040/wording/texts/figures.yaml",
    ):
        assert wanted in names
    assert all(name.startswith("care2040") for name in names), "nothing but the package goes into site-packages"
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    (licence,) = [name for name in names if name.endswith("LICENSE")]
    text = zipfile.ZipFile(wheel).read(licence).decode("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


def test_what_ships_passes_its_own_check_from_another_folder(programs: Path, tmp_path: Path) -> None:
    assert "all is well" in output_of(programs / "care2040", "check", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_shipped_experiment_runs_from_another_folder(programs: Path, tmp_path: Path) -> None:
    output_of(programs / "care2040", "run", "one_in_four", "--resolution", "city", folder=tmp_path)
    result = tmp_path / "outputs" / "one_in_four"
    facts = json.loads((result / "manifest.json").read_text(encoding="utf-8"))
    assert facts["commit"] is None
    assert facts["version"] != "not installed"
    assert (result / "figures" / "one_in_four.nl.png").stat().st_size > 10_000
