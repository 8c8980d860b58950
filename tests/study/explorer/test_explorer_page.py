"""The page in a browser, from a file: sliders, links, steps back, languages, files, paper, and who cannot see it."""

import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from tests.study.explorer.conftest import Shown, number

from care2040.engine.batch.solver import Solver
from care2040.engine.simulation import simulate
from care2040.engine.simulation.settings import RunSettings
from care2040.inputs.calibration_targets import TARGETS, read_plan

pytestmark = pytest.mark.slow

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SOME = "l.retention=60&l.community_building=40"
"""A choice of two levers: of many the page goes on splitting for seconds, which these tests do not ask about."""
VIEWS = ("explore", "story", "roles", "predict", "loops", "about")


def test_a_slider_moves_sentence_and_chart_as_the_command_line_does(show, whole):
    shown = show()
    before, line = shown.sentence(), shown.page.get_attribute("#chart-een_op_de_vier .chart-line.need", "d")
    shown.slide("retention", 100).slide("prevention", 40)
    assert shown.sentence() != before
    assert shown.page.get_attribute("#chart-een_op_de_vier .chart-line.need", "d") != line
    asked = whole.project.experiment(
        {
            "name": "chosen",
            "title": {"nl": "x", "en": "x"},
            "question": {"nl": "x", "en": "x"},
            "resolution": "city",
            "policies": {"as_is": {}, "mine": {"retention": {"effort": 1}, "prevention": {"effort": 0.4}}},
            "indicators": ["shortage", "care_share_needed"],
        }
    )
    run = simulate.run(whole.model, asked, whole.parameters, settings=RunSettings(solver=Solver()))
    short, need = (run[name].sel(policy="mine", year=2040).item() for name in ("shortage", "care_share_needed"))
    fewer = run["shortage"].sel(year=2040)
    fewer = fewer.sel(policy="as_is").item() - short
    said = shown.sentence()
    assert f"in 2040 {100 * need:.1f}%".replace(".", ",") in said
    assert f"{round(short, -2):,.0f} mensen te weinig".replace(",", ".") in said
    assert f"{round(fewer, -1 if fewer < 1000 else -2):,.0f} mensen kleiner".replace(",", ".") in said
    assert not shown.errors


def test_keys_alone_move_a_slider_and_a_year(show):
    shown = show()
    page = shown.page
    page.focus("#lever-retention")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(60)
    assert page.get_attribute("#lever-retention", "aria-valuetext") == "15 procent inzet"
    page.focus("#chart-een_op_de_vier [role=slider]")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#chart-een_op_de_vier [role=slider]", "aria-valuetext").startswith("2025: ")
    assert page.inner_text("#chart-een_op_de_vier .chart-told").startswith("2025: ")
    page.keyboard.press("Escape")
    assert page.inner_text("#chart-een_op_de_vier .chart-told").strip() == ""


def test_every_slider_can_be_reached_with_tab(show):
    shown = show()
    wanted = shown.page.eval_on_selector_all("input[type=range]", "all => all.map((one) => one.id)")
    reached = []
    for _ in range(200):
        shown.page.keyboard.press("Tab")
        reached.append(shown.page.evaluate("document.activeElement.id"))
    assert {*wanted} <= {*reached}


def test_steps_back_and_on_and_a_new_beginning(show):
    shown = show()
    page, first = shown.page, shown.sentence()
    for percent in (10, 20, 30):
        shown.slide("retention", percent)
    moved = shown.sentence()
    page.click("[aria-label='Ongedaan maken']")
    page.wait_for_timeout(80)
    assert shown.sentence() == first, "a slider on its way is one step"
    page.click("[aria-label='Opnieuw doen']")
    page.wait_for_timeout(80)
    assert shown.sentence() == moved
    page.click("text=Begin opnieuw")
    page.wait_for_timeout(80)
    assert shown.sentence() == first
    assert page.input_value("#lever-retention") == "0"


def test_a_link_holds_everything_and_a_policy_moves_the_sliders(show, chromium):
    shown = show()
    shown.page.select_option(".levers select >> nth=1", "all_together")
    shown.slide("technology", 35)
    shown.page.select_option(".levers select >> nth=0", "vision")
    shown.page.wait_for_function("location.hash.includes('s=vision') && location.hash.includes('l.technology=35')")
    again = show(after="#" + shown.page.evaluate("location.hash").lstrip("#"))
    assert again.sentence() == shown.sentence()
    assert again.page.input_value("#lever-technology") == "35"
    assert again.page.input_value("#lever-retention") == "100"
    assert not again.page.query_selector(".notes")


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("#v=000000000000&lang=nl", "andere cijfers"),
        ("#l.retentoin=50&lang=nl", "retention"),
        ("#l.retention=500&lang=nl", "500 %"),
        ("#s=nowhere&p=nobody&lang=nl", "nowhere"),
        ("#l.retention=%E0%A4%A&lang=nl", "beschadigd"),
        ("#l.__proto__=50&s=constructor&lang=nl", "__proto__"),
    ],
)
def test_an_address_that_cannot_be_is_named_and_the_page_is_there(show, after, told):
    shown = show(after=after)
    assert told in shown.page.inner_text(".notes")
    assert "mensen te weinig" in shown.sentence()
    assert not shown.errors


def test_the_other_language_says_the_same_in_other_words(show):
    shown = show(after=f"#{SOME}&lang=nl")
    dutch = shown.sentence()
    shown.page.click("button[lang=en]")
    shown.page.wait_for_timeout(100)
    english = shown.sentence()
    assert shown.page.get_attribute("html", "lang") == "en"
    assert re.findall(r"\d+", dutch) == re.findall(r"\d+", english)
    assert dutch != english
    assert "Maatregelen" not in shown.page.inner_text("body")


def number_words(edges, median) -> list[str]:
    """Return sizes of a number of people as the page writes them in Dutch."""
    sizes = [abs(float(one)) for one in (*edges, median)]
    rounded = [round(one / (100 if one >= 1000 else 10)) * (100 if one >= 1000 else 10) for one in sizes]
    return [f"{one:,}".replace(",", ".") for one in rounded]


def test_bands_and_wedges_are_those_of_the_command_line_and_never_old(show, whole):
    shown = show().settled()
    shown.page.evaluate("""() => { globalThis.seen = []; new MutationObserver(() =>
        globalThis.seen.push(document.querySelector(".fan-note")?.dataset.stale))
        .observe(document.querySelector(".main-chart"), { subtree: true, childList: true, attributes: true }); }""")
    shown.slide("retention", 100)
    shown.page.wait_for_function("globalThis.seen.includes('true') && globalThis.seen.at(-1) === 'false'")
    rows = shown.numbers("een_op_de_vier")
    asked = whole.project.experiment(
        {
            "name": "chosen",
            "title": {"nl": "x", "en": "x"},
            "question": {"nl": "x", "en": "x"},
            "resolution": "city",
            "draws": 64,
            "equations": "drawn",
            "policies": {"as_is": {}, "mine": {"retention": {"effort": 1}}},
            "indicators": ["care_share_needed", "shortage"],
        }
    )
    carriers = read_plan(whole.project.folder / "cities" / "utrecht" / TARGETS, whole.parameters).carriers
    run = simulate.run(whole.model, asked, whole.parameters, settings=RunSettings(solver=Solver(), carriers=carriers))
    draws = run["care_share_needed"].sel(policy="mine", year=2040).values.ravel()
    low, high = np.percentile(draws, [5, 95])
    assert rows[-1][-2:] == [f"{100 * one:.1f}%".replace(".", ",") for one in (low, high)]
    shown.page.wait_for_selector("#chart-maatregelen")
    # what the choice does is taken draw by draw
    short = run["shortage"].sel(year=2040)
    more = (short.sel(policy="mine") - short.sel(policy="as_is")).values.ravel()
    words = number_words(np.percentile(more, [95, 5]), np.median(more))
    told = "Deze keuze maakt het {} tot {} mensen kleiner, in de helft meer dan {}".format(*words)
    assert told in shown.page.inner_text(".range")
    assert "Elke volgorde" in shown.page.inner_text("#chart-maatregelen")


def test_many_levers_are_split_by_a_sample_that_adds_up_and_says_its_error(show):
    shown = show(after="#p=all_together&indicator=shortage&lang=nl")
    shown.page.wait_for_function(
        "document.querySelector('#chart-maatregelen')?.innerText.includes('Geschat uit 12 paren')", timeout=60_000
    )
    rows = shown.numbers("maatregelen")
    assert len(rows) == 1 + 28
    gap = [number(row[-1]) for row in (shown.numbers("shortage")[-1][:2], shown.numbers("shortage")[-1][:3])]
    whole = sum(number(row[1]) for row in rows[1:])
    assert abs(whole - (gap[0] - gap[1])) < 0.01 * abs(whole) + 2
    assert all(number(row[2]) >= 0 for row in rows[1:])


def test_a_pinned_choice_stays_in_the_charts_and_can_be_taken_over(show):
    shown = show(after="#l.retention=100&lang=nl")
    said = shown.sentence()
    shown.page.click("text=Zet deze keuze vast")
    shown.slide("retention", 0)
    assert shown.page.query_selector("#chart-een_op_de_vier .chart-line.pin1")
    assert shown.sentence() != said
    shown.page.click("text=Neem over")
    shown.page.wait_for_timeout(100)
    assert shown.sentence() == said


def test_the_story_goes_six_steps_and_leaving_it_puts_back_what_was_chosen(show):
    shown = show(after="#l.retention=55&lang=nl")
    said, told = shown.sentence(), []
    shown.page.click(".bar nav button >> nth=1")
    for step in range(6):
        shown.page.wait_for_selector(f"text=Stap {step + 1} van 6")
        told.append(shown.page.inner_text(".story h2"))
        if step < 5:
            shown.page.click(".story-next")
    assert len({*told}) == 6
    shown.page.click("text=Stop het verhaal en zet mijn keuze terug")
    shown.page.wait_for_selector(".view-explore")
    assert shown.sentence() == said


def test_nothing_is_told_before_a_group_has_predicted(show):
    shown = show(after="#p=difference_makers&view=predict&lang=nl")
    assert not shown.page.query_selector(".headline")
    before = shown.page.inner_text("main")
    put, look = (shown.page.get_by_role("button", name=name) for name in ("Leg vast", "Kijk wat het model zegt"))
    assert look.is_disabled(), "first a prediction"
    put.click()
    look.click()
    shown.page.wait_for_selector("#found-title")
    assert len(shown.page.inner_text("main")) > len(before)


def test_the_experiment_that_the_page_writes_gives_its_numbers(show, whole, tmp_path):
    shown = show(after="#l.retention=60,2027,2031&l.prevention=25&s=tight_labour_market&lang=nl")
    shown.page.click("text=Dezelfde cijfers uit de opdrachtregel")
    text = shown.page.inner_text("pre.yaml")
    file = tmp_path / "eigen_keuze.yaml"
    file.write_text(text, encoding="utf-8")
    experiment = whole.project.experiment(file, draws=1)
    run = simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=Solver()))
    short = run["shortage"].sel(policy="eigen_keuze", year=2040).item()
    assert f"{round(short, -2):,.0f} mensen te weinig".replace(",", ".") in shown.sentence()
    again = show()
    again.page.click("text=Dezelfde cijfers uit de opdrachtregel")
    again.page.set_input_files("input[type=file]", file)
    again.page.wait_for_timeout(200)
    if again.page.query_selector(".same fieldset"):
        again.page.click(".same fieldset button:has-text('eigen_keuze')")
        again.page.wait_for_timeout(150)
    assert again.sentence() == shown.sentence()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "geen YAML"),
        ("title: x\n", "geen beleid"),
        ("policies: {mine: {retentoin: {effort: 1}}}\n", "retention"),
    ],
)
def test_a_file_that_is_no_experiment_is_named(show, tmp_path, text, told):
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")
    shown = show()
    shown.page.click("text=Dezelfde cijfers uit de opdrachtregel")
    shown.page.set_input_files("input[type=file]", file)
    shown.page.wait_for_timeout(150)
    assert told in shown.page.inner_text(".notes")
    assert not shown.errors


@pytest.mark.parametrize("ending", ["svg", "png", "csv"])
def test_a_chart_can_be_kept(show, tmp_path, ending):
    shown = show(after=f"#{SOME}&lang=nl").settled()
    shown.page.click("#chart-een_op_de_vier .chart-keep summary")
    with shown.page.expect_download() as waiting:
        shown.page.click(f"#chart-een_op_de_vier .chart-keep button:has-text('{ending.upper()}')")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    content = file.read_bytes()
    assert file.name == f"een_op_de_vier.{ending}"
    if ending == "png":
        assert content.startswith(b"\x89PNG")
        assert len(content) > 20_000
        return
    text = content.decode("utf-8-sig")
    assert "care2040 " in text, "it says where it comes from"
    if ending == "svg":
        assert "var(--" not in text
        assert "<title>" in text
        assert "<desc>" in text
    else:
        assert text.splitlines()[1].startswith("2024;")
        assert "0,1" in text


def every_view(shown):
    """Go through the views of a page, and give the name of each once it is there."""
    for view in VIEWS:
        shown.page.click(f".bar nav button >> nth={VIEWS.index(view)}")
        shown.page.wait_for_selector(f".view-{view}")
        shown.page.wait_for_timeout(250)
        yield view


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("name", "scheme"), [("district", "light"), ("city", "dark")])
def test_axe_finds_nothing(show, name, scheme, language):
    from axe_playwright_python.sync_playwright import Axe

    shown = show(name, f"#{SOME}&lang={language}", color_scheme=scheme).settled()
    for view in every_view(shown):
        shown.page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        found = Axe().run(shown.page, options={"runOnly": RULES})
        told = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found.response["violations"]]
        assert not told, view


def test_a_screen_reader_hears_question_answer_sliders_and_charts(show):
    shown = show(after=f"#{SOME}&lang=nl").settled()
    heard = shown.page.locator("body").aria_snapshot()
    assert 'heading "Hoeveel mensen heeft de zorg in de stad' in heard
    assert "status" in heard
    assert re.search(r'slider "Personeel behouden"', heard)
    assert re.search(r'slider "Zorg als deel van alle werkenden in de stad: pijltjes kiezen een jaar"', heard)
    assert re.search(r'navigation "Onderdelen"', heard)
    shown.page.click("#chart-een_op_de_vier summary >> nth=0")
    assert re.search(r'rowheader "2040"', shown.page.locator("#chart-een_op_de_vier").aria_snapshot())


SMALL = """all => all.filter((one) => one.offsetParent && one.type !== "checkbox" && !one.closest(".aside"))
    .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
    .filter(([, box]) => box.width < 23.5 || box.height < 23.5).map(([html]) => html)"""


@pytest.mark.parametrize("width", [320, 1300, 3840])
def test_nothing_lies_outside_the_screen_and_nothing_is_too_small_to_hit(show, width):
    shown = show("district", f"#{SOME}&lang=nl", viewport={"width": width, "height": 800}).settled()
    for view in every_view(shown):
        over = shown.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, view
        assert not shown.page.eval_on_selector_all("button, select, summary, input", SMALL), view


def test_what_stands_on_top_of_a_small_screen_never_hides_what_has_the_focus(show):
    shown = show(after=f"#{SOME}&lang=nl", viewport={"width": 360, "height": 740})
    shown.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    shown.page.focus("#lever-fitting_care")
    hidden = """() => { const one = document.activeElement.getBoundingClientRect();
        const top = document.querySelector(".headline .compact").getBoundingClientRect();
        return one.bottom > top.top && one.top < top.bottom - 1 ? document.activeElement.id || "hidden" : ""; }"""
    for _ in range(15):
        shown.page.keyboard.press("Shift+Tab")
        assert shown.page.evaluate(hidden) == ""


def test_it_prints_on_two_pages(show, tmp_path):
    for after in ("#lang=nl", "#p=all_together&lang=en"):
        shown = show("district", after).settled()
        paper = shown.page.pdf(format="A4")
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


def test_the_page_asks_nothing_of_anybody(show, pages):
    shown = show("district", f"#{SOME}&lang=nl").settled()
    assert all(url.startswith(("file:", "data:", "blob:")) for url in shown.asked)
    text = pages["city"].read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["']https?:""", text)


def test_without_webassembly_it_computes_in_javascript_and_says_so(show):
    plain = show(after=f"#{SOME}&lang=nl")
    shown = show(after=f"#{SOME}&lang=nl", script="delete globalThis.WebAssembly").settled()
    assert shown.sentence() == plain.sentence()
    assert "JavaScript" in shown.page.inner_text(".notes")
    assert "JavaScript" in shown.page.inner_text("footer")
    assert not shown.errors


def test_the_plain_edition_can_be_read_and_gives_the_same(show, pages):
    text = pages["plain"].read_text(encoding="utf-8")
    assert "{ // hires" in text
    assert not re.search(r"[A-Za-z0-9+/]{400,}", text)
    shown = show("plain", f"#{SOME}&lang=nl").settled()
    assert shown.sentence() == show(after=f"#{SOME}&lang=nl").sentence()
    assert not shown.errors


def test_a_page_is_small(pages):
    assert pages["city"].stat().st_size <= 300_000
    assert pages["district"].stat().st_size <= 300_000
    assert len(gzip.compress(pages["city"].read_bytes(), 9)) <= 180_000


def test_two_versions_of_the_model_stand_side_by_side(show):
    shown = show("compared", f"#{SOME}&view=compare&lang=nl")
    rows = shown.page.eval_on_selector_all(".compare tbody tr", "all => all.map((row) => row.innerText)")
    assert len(rows) > 20
    assert not any(re.search(r"[+−][1-9]", row.split("\t")[-1]) for row in rows), "the same model has no differences"


def test_a_run_that_goes_wrong_says_why_and_can_be_undone(show):
    broken = """
    const load = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...given) => {
      const made = await load(...given), memory = new Float64Array(made.instance.exports.memory.buffer);
      const rates = () => { made.instance.exports.rates(); if (globalThis.broken) memory.fill(NaN); };
      const exports = { ...made.instance.exports, rates };
      return { instance: { exports } };
    };"""
    shown = show(script=broken)
    first = shown.sentence()
    shown.page.evaluate("globalThis.broken = true")
    shown.slide("retention", 50)
    assert re.search(r"'\w+' is NaN in 20\d\d", shown.page.inner_text("[role=alert].wrong"))
    shown.page.evaluate("globalThis.broken = false")
    shown.page.click("[aria-label='Ongedaan maken']")
    shown.page.wait_for_timeout(100)
    assert shown.sentence() == first


def test_everything_works_apart_under_strict_rules(chromium, pages):
    from threading import Thread

    from care2040.study.explorer.loopback import server_of

    folder = pages["index"].parent
    with server_of(folder, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        shown = Shown(page).open(f"{server.address}#p=difference_makers&lang=nl").settled()
        assert "mensen te weinig" in shown.sentence()
        assert not shown.errors
        assert all(url.startswith((server.address, "data:", "blob:")) for url in shown.asked)
        page.close()
        server.shutdown()


def test_the_files_apart_bear_the_hash_of_what_they_hold(pages):
    folder: Path = pages["index"].parent
    text = pages["index"].read_text(encoding="utf-8")
    names = {path.name for path in folder.iterdir()} - {"index.html"}
    assert len(names) == 3
    assert all(name in text for name in names)
    assert text.count("sha384-") == 3
    assert "Content-Security-Policy" in text
