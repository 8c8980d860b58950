"""The campaign: an input of some kind is damaged, given to the program, and what comes of it is held against the rules.

The rules: it ends well or with a `CareError`, whose words name a file; nothing else is raised; nothing is written but
what was asked for; it takes no more processor time and memory than a bound.
"""

import resource
import shutil
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from care2040.files.package_files import package_folder
from care2040.files.problems import CareError, InvalidInput
from care2040.study.project import Project
from tools.campaign import damage

SECONDS, MEGABYTES = 20.0, 1500
"""Processor time that an input may take, and by how much the process may grow."""


@dataclass(frozen=True)
class Finding:
    """An input that broke a rule."""

    kind: str
    seed: int
    what: str
    kept: Path


@dataclass(frozen=True)
class Bench:
    """What inputs are tried on.

    Attributes
    ----------
    project : Project
        As shipped.
    result : Path
        Folder of a small result with figures.
    place : Path
        An empty folder to work in.
    """

    project: Project
    result: Path
    place: Path


def experiment(rng: Random, bench: Bench) -> None:
    """Read a damaged experiment."""
    source = rng.choice(sorted(bench.project.experiments.values())).read_text(encoding="utf-8")
    path = _written(bench, "hostile.yaml", damage.text(rng, source))
    bench.project.experiment(path)


def mapping(rng: Random, bench: Bench) -> None:
    """Read an experiment that a program gave, with a value of any type anywhere."""
    from care2040.files.yaml_document import read

    source = read(rng.choice(sorted(bench.project.experiments.values()))).data
    given = damage.json_value(rng, dict(source))
    bench.project.experiment(given if isinstance(given, dict) else {"title": given})


def theme(rng: Random, bench: Bench) -> None:
    """Read damaged colours and fonts."""
    from care2040.figures.canvas.theme_file import load

    source = "colours:\n  unchanged: '#12436D'\n  changed: '#F46A25'\nfont: {regular: fonts/a.ttf}\n"
    load(_written(bench, "theme.yaml", damage.text(rng, source)))


def parameters(rng: Random, bench: Bench) -> None:
    """Check a project of which one file of parameters, tables, levers, targets or checks is damaged."""
    from care2040.study.check import check

    folder = bench.place / "parameters"
    shutil.copytree(package_folder("parameters"), folder, ignore=shutil.ignore_patterns("observed", "build"))
    path = rng.choice(
        [*sorted(folder.rglob("*.yaml")), *sorted(folder.rglob("tables/*.csv")), *folder.rglob("units.txt")]
    )
    path.write_text(damage.text(rng, path.read_text(encoding="utf-8")), encoding="utf-8", errors="replace")
    found = check([package_folder("experiments") / "one_in_four.yaml"], folder)
    if found.errors:
        raise InvalidInput(found.problems)


def memo(rng: Random, bench: Bench) -> None:
    """Fill in a damaged template in Markdown."""
    from care2040.reports.memos.memo import build

    source = rng.choice(sorted(package_folder("memos").glob("*.md"))).read_text(encoding="utf-8")
    template = _written(bench, "hostile.en.md", damage.text(rng, source))
    build(template, [bench.result], bench.place / f"memo.{rng.choice(['md', 'html', 'docx'])}", allow_stale=True)


def word(rng: Random, bench: Bench) -> None:
    """Fill in a damaged template in Word."""
    from care2040.reports.memos.memo import build

    source = rng.choice(sorted(package_folder("memos").glob("*.docx"))).read_bytes()
    template = bench.place / "hostile.en.docx"
    template.write_bytes(damage.archive(rng, source))
    build(template, [bench.result], bench.place / f"memo.{rng.choice(['md', 'html', 'docx'])}", allow_stale=True)


def result(rng: Random, bench: Bench) -> None:
    """Open a result folder of which one file is damaged, draw its figures again, and write a memo of it."""
    from care2040.reports.memos.memo import build
    from care2040.study.result import load

    folder = bench.place / "result"
    shutil.copytree(bench.result, folder)
    path = rng.choice([folder / "manifest.json"] * 3 + [one for one in sorted(folder.rglob("*")) if one.is_file()])
    if path.suffix == ".json":
        source = path.read_text(encoding="utf-8")
        path.write_text(damage.json_text(rng, source), encoding="utf-8", errors="replace")
    else:
        path.write_bytes(damage.content(rng, path.read_bytes()))
    template = _written(bench, "short.en.md", "# Memo\n\n{{ figure('one_in_four') }}\n")
    try:
        build(template, [folder], bench.place / "memo.html", allow_stale=True)
    finally:
        load(folder).indicators  # noqa: B018


KINDS: dict[str, tuple[Callable[[Random, Bench], None], float]] = {
    "experiment": (experiment, 0.44),
    "mapping": (mapping, 0.18),
    "theme": (theme, 0.12),
    "memo": (memo, 0.12),
    "word": (word, 0.05),
    "result": (result, 0.06),
    "parameters": (parameters, 0.03),
}
"""Kind of input to what tries one, and its part of a campaign."""


def campaign(bench: Bench, inputs: int, seed: int, kept: Path) -> Iterator[Finding]:
    """Try so many inputs, and give those that broke a rule; each is kept in a folder of its own."""
    names, weights = list(KINDS), [part for _, part in KINDS.values()]
    for number in range(inputs):
        own = seed * 1_000_003 + number
        kind = Random(own).choices(names, weights)[0]
        finding = one(bench, kind, own, kept)
        if finding is not None:
            yield finding


def one(bench: Bench, kind: str, seed: int, kept: Path) -> Finding | None:
    """Try one input; what it broke, if it did."""
    shutil.rmtree(bench.place, ignore_errors=True)
    bench.place.mkdir(parents=True)
    around = {path.name for path in bench.place.parent.iterdir()}
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    broken = _outcome(lambda: KINDS[kind][0](Random(seed), bench))
    if time.process_time() - started > SECONDS:
        broken = broken or f"took {time.process_time() - started:.0f} s of processor time"
    if (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 > MEGABYTES:
        broken = broken or "took more memory than it may"
    left = [path.name for path in bench.place.rglob(".*") if path.name.startswith(".")]
    if left:
        broken = broken or f"left behind: {', '.join(left[:3])}"
    if new := {path.name for path in bench.place.parent.iterdir()} - around:
        broken = broken or f"wrote outside: {', '.join(sorted(new))}"
    if not broken:
        return None
    place = kept / f"{kind}_{seed}"
    shutil.copytree(bench.place, place, dirs_exist_ok=True)
    return Finding(kind, seed, broken, place)


def _outcome(attempt: Callable[[], None]) -> str:
    """Return what is wrong with how an attempt ends; nothing when it ends well or is refused in words."""
    try:
        attempt()
    except CareError as error:
        if not str(error).strip():
            return "refused without a word"
        if error.problems and not all(problem.file for problem in error.problems):
            return "a problem that names no file"
        return ""
    except (Exception, SystemExit, RecursionError) as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {str(error)[:200]} (in {last.name}, {Path(last.filename).name}:{last.lineno})"
    return ""


def _written(bench: Bench, name: str, text: str) -> Path:
    path = bench.place / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path
