"""The walks of CONTRIBUTING.md, followed in a copy of the project: what a forgotten step is told as, and the end."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
KINDS = ("parameter", "variable", "stock", "indicator", "lever", "figure")
BLOCK = re.compile(
    r"<!-- walk: (?P<file>\S+?)(?:: (?P<where>above|below) (?P<line>\S+))? -->\n"
    r"```(?P<kind>\w+)\n(?P<text>.*?)```\n",
    re.DOTALL,
)
COPIED = ("model", "parameters", "experiments", "memos", "tests/cases", "tests/sectors")
NOT_COPIED = shutil.ignore_patterns("observed", "build", "laws")


@dataclass(frozen=True)
class Step:
    """A block of CONTRIBUTING.md: what is written, in which file and where."""

    walk: str
    file: str
    where: str | None
    line: str | None
    kind: str
    text: str

    def take(self, folder: Path) -> None:
        path = folder / self.file
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(self._added_to(before), "utf-8")

    def _added_to(self, before: str) -> str:
        if self.kind == "diff":
            lines = self.text.splitlines(keepends=True)
            old, new = ("".join(line[1:] for line in lines if line[0] in (" ", sign)) for sign in "-+")
            assert before.count(old) == 1, f"{self.file} does not hold this once:\n{old}"
            return before.replace(old, new)
        if self.line is not None:
            above, line, below = before.partition(f"{self.line}\n")
            assert line, f"{self.file} has no line {self.line}"
            return above + (f"{self.text}\n{line}" if self.where == "above" else f"{line}{self.text}") + below
        gap = "\n\n" if self.file.endswith(".py") else "\n"
        return f"{before}{gap}{self.text}" if before else self.text


def read_steps() -> list[Step]:
    """Return the blocks of the walks, in order."""
    _, *parts = re.split(r"^### An? (\w+)$", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), flags=re.MULTILINE)
    walks = zip(parts[::2], parts[1::2], strict=True)
    return [Step(walk, **found.groupdict()) for walk, text in walks for found in BLOCK.finditer(text)]


STEPS = read_steps()


def of(walk: str, file: str = "", kind: str = "") -> list[Step]:
    """Return the steps of a walk, or those in a file of it."""
    found = [one for one in STEPS if one.walk == walk and one.file.endswith(file) and kind in ("", one.kind)]
    assert found, (walk, file, kind)
    return found


def without(text: str, step: Step) -> Step:
    """Return a step of which a part is forgotten."""
    assert re.search(text, step.text, re.DOTALL)
    return replace(step, text=re.sub(text, "", step.text, count=1, flags=re.DOTALL))


class Copy:
    """A copy of the project in which steps are taken, and what its commands say."""

    def __init__(self, folder: Path, taken: Sequence[Step]) -> None:
        self.folder = folder
        for name in COPIED:
            shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
        for step in taken:
            step.take(folder)

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        place = {**os.environ, "PYTHONPATH": str(self.folder / "model"), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, cwd=self.folder, env=place, capture_output=True, encoding="utf-8", check=False)

    def problems(self) -> dict[str, tuple[str, str]]:
        """Return the file and the hint of each message of ``care2040 check``, but that the calibration is of before."""
        done = self.call("care2040", "check", "--format", "json")
        assert not done.stderr, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return {one["message"]: (Path(one["file"]).name, one["hint"]) for one in found if one["code"] != "E803"}

    def cases(self) -> subprocess.CompletedProcess[str]:
        """Run the cases of the sector that the walks are in, beside the rule that every law has one."""
        options = (
            "-q",
            "-p",
            "no:cacheprovider",
            "--import-mode=importlib",
            "-k",
            "workforce and (hand or every_equation)",
        )
        return self.call("pytest", "tests/sectors/test_cases.py", *options)


LEVER = of("lever", "levers.yaml", "yaml")[0]
FORGOTTEN = {
    "a law that reads the parameter or the effort, the effect of a lever, its place in the package": (
        [*of("parameter"), LEVER],
        {
            "nobody reads the parameter 'handover_time'": ("workforce.yaml", "a law in model/care2040/sectors"),
            "nobody reads the parameter 'handover_help_effort'": ("levers.yaml", "a law in model/care2040/sectors"),
            "there is no parameter 'handover_help_reduction'": ("levers.yaml", "with its sector in parameters"),
            "there is no indicator 'handover_share'": (
                "levers.yaml",
                "a law with @indicator in model/care2040/sectors",
            ),
            "'handover_help' is not among the levers of its package 'care_and_digital'": (
                "levers.yaml",
                "packages: care_and_digital: levers:",
            ),
        },
    ),
    "the parameter that a variable reads": (
        of("variable"),
        {
            "'workers_handing_over' reads 'handover_time', which nobody defines": (
                "workforce.py",
                "a law of that name in model/care2040/sectors, or a parameter in parameters",
            )
        },
    ),
    "the flow that moves a stock": (
        [without(r"\n\n\n@flow.*", step) if step.kind == "python" else step for step in of("stock")],
        {"no flow moves the stock 'handovers'": ("workforce.py", 'sink="handovers"')},
    ),
    "to do something with the effort and the effect of a lever": (
        [
            *of("parameter"),
            *of("variable"),
            *of("indicator", ".py"),
            *of("lever", "levers.yaml"),
            *of("lever", "workforce.yaml", "yaml"),
            without(r" \* \(1 - handover_help_effort \* handover_help_reduction\)", of("lever", ".py")[0]),
        ],
        {
            "'handover_help' promises to move 'handover_share', and no law leads there from 'handover_help_effort'": (
                "levers.yaml",
                "read by 'workers_handing_over'; let 'handover_share' follow",
            ),
            "'handover_help_reduction' moves nothing that 'handover_help' promises": ("levers.yaml", "handover_share"),
        },
    ),
    "the price of a lever": (
        [without(r"    price:.*?(?=    staff)", LEVER)],
        {
            "the key 'price' is missing, which makes the parameter 'handover_help_price'": (
                "levers.yaml",
                "add: price: {about: ..., value: ..., source: [...]}",
            )
        },
    ),
    "the staff of a lever": (
        [without(r"    staff:.*?(?=    evidence)", LEVER)],
        {
            "the key 'staff' is missing, which makes the parameter 'handover_help_staff'": (
                "levers.yaml",
                "add: staff: {about: ..., value: ..., source: [...]}",
            )
        },
    ),
    "what an experiment asks for": (
        of("indicator", "handing_over.yaml"),
        {
            "there is no indicator 'handover_share'": ("handing_over.yaml", "did you mean"),
            "there is no figure 'handing_over'": ("handing_over.yaml", "allowed"),
        },
    ),
}


def test_there_is_a_walk_for_each_kind_and_a_block_in_each() -> None:
    assert tuple(dict.fromkeys(step.walk for step in STEPS)) == KINDS
    assert (ROOT / "CONTRIBUTING.md").read_text("utf-8").count("<!-- walk: ") == len(STEPS)


@pytest.mark.parametrize("what", FORGOTTEN)
def test_what_is_forgotten_is_told_with_the_next_place(tmp_path: Path, what: str) -> None:
    taken, expected = FORGOTTEN[what]
    problems = Copy(tmp_path, taken).problems()
    for message, (file, hint) in expected.items():
        where, said = next((told for text, told in problems.items() if text.startswith(message)), ("", ""))
        assert where == file, f"'{message}' is not told: {problems}"
        assert hint in said


def test_a_forgotten_case_is_told_with_its_file(tmp_path: Path) -> None:
    done = Copy(tmp_path, [*of("parameter"), *of("variable", ".py")]).cases()
    assert done.returncode == 1
    assert "write a case in tests/cases/workforce.yaml" in done.stdout
    assert "workers_handing_over" in done.stdout


def test_at_the_end_of_the_walks_all_six_are_there(tmp_path: Path) -> None:
    copy = Copy(tmp_path, STEPS)
    assert copy.problems() == {}
    ran = copy.call("care2040", "run", "experiments/handing_over.yaml", "--to", "out")
    assert ran.returncode == 0, ran.stderr
    with (tmp_path / "out" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == "2028"]
    last = {(row["policy"], row["indicator"]): float(row["value"]) for row in rows}
    share = {policy: last[policy, "handover_share"] for policy in ("as_is", "handover_help")}
    # the sizes of the walk: at full effort the lever spares 0.3 of the time, and costs 240,000 euros a year
    assert share["handover_help"] == pytest.approx(0.7 * share["as_is"], rel=1e-6)
    assert last["handover_help", "handovers"] > 1000
    assert last["handover_help", "lever_cost"] == pytest.approx(240_000)
    assert {path.name for path in (tmp_path / "out" / "figures").glob("*.png")} == {
        "handing_over.en.png",
        "handing_over.nl.png",
    }
    assert "Help with handing over" in copy.call("care2040", "explain", "handover_help").stdout
    done = copy.cases()
    assert done.returncode == 0, done.stdout
