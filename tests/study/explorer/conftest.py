"""A browser, and the pages that it opens; both are made once."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from care2040.study.explorer.make import Asked, write_explorer

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
NEEDED = "CARE2040_BROWSER"
"""Set to 1 where a browser must be there, so that no test of the page is passed over unseen."""
WAIT = 30_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Give a browser without a window."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright has no wheel for this platform")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        if os.environ.get(NEEDED):
            pytest.fail(f"there is no browser: {', '.join(BROWSERS)}")
        pytest.skip("there is no Chromium or Chrome on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(whole, tmp_path_factory) -> dict[str, Path]:
    """Give the pages: of the city and of the districts, as one can read, and apart."""
    folder = tmp_path_factory.mktemp("pages")
    for name, asked in {
        "city": Asked(),
        "district": Asked(resolution="district", loops=False),
        "plain": Asked(plain=True, loops=False),
    }.items():
        write_explorer(whole.project, asked, folder / f"{name}.html")
    compared = Asked(loops=False, against=folder / "city.html")
    write_explorer(whole.project, compared, folder / "compared.html")
    write_explorer(whole.project, Asked(loops=False), folder / "apart", split=True)
    return {path.stem: path for path in (*folder.glob("*.html"), folder / "apart" / "index.html")}


class Shown:
    """A page in a browser, with what went wrong in it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))

    def open(self, address: str) -> "Shown":
        """Open an address and wait until the model answers."""
        self.page.goto(address)
        self.page.wait_for_selector(".explorer", timeout=WAIT)
        return self

    def settled(self) -> "Shown":
        """Wait until the band is that of what is chosen."""
        self.page.wait_for_selector(".fan-note[data-stale=false]", timeout=WAIT)
        return self

    def sentence(self) -> str:
        """Return what the page says first."""
        return str(self.page.inner_text(".headline .found"))

    def slide(self, lever: str, percent: int) -> "Shown":
        """Move a slider as a hand does."""
        self.page.evaluate(
            """([lever, percent]) => { const slider = document.getElementById(`lever-${lever}`);
            slider.value = percent; slider.dispatchEvent(new Event("input", { bubbles: true })); }""",
            [lever, percent],
        )
        self.page.wait_for_timeout(60)
        return self

    def numbers(self, chart: str) -> list[list[str]]:
        """Return the table behind a chart, its head first."""
        found = self.page.eval_on_selector(
            f"#chart-{chart} table",
            "table => JSON.stringify([...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))",
        )
        rows: list[list[str]] = json.loads(found)
        return rows


@pytest.fixture
def show(chromium, pages) -> Iterator[Any]:
    """Give what opens a page, by its name and what follows in its address."""
    contexts = []

    def open_page(name: str = "city", after: str = "#lang=nl", script: str = "", **how: Any) -> Shown:
        context = chromium.new_context(**{"viewport": {"width": 1300, "height": 900}, "accept_downloads": True, **how})
        contexts.append(context)
        if script:
            context.add_init_script(script)
        return Shown(context.new_page()).open(pages[name].as_uri() + after)

    yield open_page
    for context in contexts:
        context.close()


def number(text: str) -> float:
    """Return a Dutch number."""
    (found,) = re.findall(r"[−-]?[\d.]+(?:,\d+)?", text)[:1] or ["nan"]
    return float(found.replace(".", "").replace(",", ".").replace("−", "-"))
