"""The explorer in Chromium: processor time of what a reader does, and the bytes of its pages; writes a part of a page.

`python benchmarks/explorer.py` makes the page of the city and that of the districts, opens each in headless Chromium,
moves sliders, and reads from the browser how long the processor worked on it. Then it writes what it measured between
two marks of ``docs/performance.md``, with the machine and the day. Needs Chromium and the extra ``test``.
"""

from __future__ import annotations

import gzip
import os
import shutil
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from care2040.study.explorer.make import Asked, write_explorer
from care2040.study.project import open_project

sys.path.insert(0, str(Path(__file__).parent))
from engines import PAGE, processor

BEGIN, END = "<!-- explorer: begin -->", "<!-- explorer: end -->"
HEAD = """\
| page | kB | packed | until it answers, ms | a slider, ms | 64 draws, ms |
|---|---:|---:|---:|---:|---:|"""
MOVES, WARM = 60, 20
READY, BUSY = ".fan-note[data-stale=false]", ".fan-note[data-stale=true]"


def main() -> None:
    """Measure both pages, and write the table."""
    from playwright.sync_api import sync_playwright

    browser_file = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_file, args=["--no-sandbox"])
        rows = [measured(browser, Path(folder), place) for place in ("city", "district")]
        version = browser.version
        browser.close()
    note = (
        f"Processor time in Chromium {version}, {processor()}, {os.cpu_count()} cores, {date.today().isoformat()}; "
        "medians. The 64 draws are the time of the worker that makes them, beside another that splits over levers."
    )
    told = "\n".join((BEGIN, HEAD, *rows, "", note, END))
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(f"{before}{told}{rest.partition(END)[2]}", encoding="utf-8")
    print(told)


def measured(browser: Any, folder: Path, place: Any) -> str:
    """Return the row of one page."""
    file = folder / f"{place}.html"
    write_explorer(open_project(), Asked(resolution=place), file)
    size, packed = len(file.read_bytes()), len(gzip.compress(file.read_bytes(), 9))
    opened, slider = alone(browser, file)
    cells = (
        f"{size / 1000:.0f}",
        f"{packed / 1000:.0f}",
        f"{opened:.0f}",
        f"{slider:.1f}",
        f"{bands(browser, file):.0f}",
    )
    return f"| {place} | {' | '.join(cells)} |"


def alone(browser: Any, file: Path) -> tuple[float, float]:
    """Return the processor time until a page answers and that of a slider, in ms, with nothing beside it."""
    page = opened_page(browser, file, "delete globalThis.Worker")
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked() -> float:
        told = metrics.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(one["value"] for one in told if one["name"] == "TaskDuration"))

    page.reload()
    page.wait_for_selector(".explorer")
    opened = worked()
    sliders = page.eval_on_selector_all("input[type=range]", "all => all.map((one) => one.id)")
    each = []
    for move in range(MOVES):
        before = worked()
        page.evaluate(
            """async ([id, value]) => { const slider = document.getElementById(id); slider.value = value;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((done) => setTimeout(done, 120)); }""",
            [sliders[move % len(sliders)], (move * 35) % 100 + 5],
        )
        each.append(worked() - before)
    page.close()
    return opened, statistics.median(each[WARM:])


def bands(browser: Any, file: Path) -> float:
    """Return the time in which a worker makes the bands of a choice, in ms."""
    page = opened_page(browser, file)
    page.wait_for_selector(READY)
    found = []
    for effort in range(10, 90, 10):
        page.evaluate(
            """(value) => { const slider = document.getElementById("lever-retention"); slider.value = value;
            slider.dispatchEvent(new Event("input", { bubbles: true })); }""",
            effort,
        )
        page.wait_for_selector(BUSY)
        page.wait_for_selector(READY)
        found.append(float(page.get_attribute(READY, "data-time")))
    page.close()
    return statistics.median(found)


def opened_page(browser: Any, file: Path, script: str = "") -> Any:
    """Return a page that answers."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector(".explorer")
    return page


if __name__ == "__main__":
    main()
