"""What goes into a page: modules, words, policies, an older page; and a folder shown to this computer alone."""

import http.client
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from care2040.files.problems import CareError, InvalidInput
from care2040.language.cities.city import Names
from care2040.language.cities.city_file import find_city
from care2040.language.cities.here import in_city
from care2040.study.explorer import bundle
from care2040.study.explorer.facts import districts_of, page_title, settings_of
from care2040.study.explorer.loopback import server_of
from care2040.study.explorer.make import Asked, check_place, described, write_explorer
from care2040.study.explorer.older import older_parts
from care2040.study.explorer.packed import packed as packed_bytes
from care2040.study.explorer.packed import unpacked
from care2040.study.explorer.page import PageText, model_script, one_file
from care2040.wording.language import LANGUAGES

MODULES = sorted(path for path in bundle.page_folder().rglob("*.mjs") if path.parent.name != "vendor")
LONGEST = 400
WORD = re.compile(r'^  (\w+): \{\s*nl: "(?P<nl>(?:[^"\\]|\\.)*)",\s*en: "(?P<en>(?:[^"\\]|\\.)*)"', re.MULTILINE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_holds_one_thing_and_says_what(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("// "), "its first line says what it is for"
    assert len(text.splitlines()) < LONGEST
    told = r"^(?!/\*\*)[^\n]*\n(export (?:async )?(?:function|class) \w+)"
    silent = [
        found for found in re.findall(told, text, re.MULTILINE) if not re.search(r"\*/\n" + re.escape(found), text)
    ]
    assert not silent, "every function that others call has a sentence"


def test_the_bundle_is_one_script_that_node_can_read(node, tmp_path):
    script = tmp_path / "page.mjs"
    script.write_text(bundle.bundle(), encoding="utf-8")
    assert subprocess.run([node, "--check", script]).returncode == 0
    text = script.read_text(encoding="utf-8")
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)
    assert "</script" not in text
    rooms = len(re.findall(r"^const room\d+ = ", text, re.MULTILINE))
    assert rooms == len(MODULES) + 3, "every module is used, the driver of the engine, and two of others"


def test_a_module_that_asks_for_what_is_not_there_is_refused(tmp_path, monkeypatch):
    (tmp_path / "app.mjs").write_text('// A page.\nimport { a } from "./none.mjs";\n', encoding="utf-8")
    monkeypatch.setattr(bundle, "page_folder", lambda: tmp_path)
    with pytest.raises(bundle.UnknownModule, match=r"none\.mjs"):
        bundle.bundle()
    (tmp_path / "app.mjs").write_text('// A page.\nimport * as a from "./none.mjs";\n', encoding="utf-8")
    with pytest.raises(bundle.UnknownModule, match=r"app\.mjs"):
        bundle.bundle()


def words() -> dict[str, tuple[str, str]]:
    """Return every text of the page by its key, in Dutch and in English."""
    found = {}
    for path in sorted((bundle.page_folder() / "words").glob("*Words.mjs")):
        text = path.read_text(encoding="utf-8")
        for one in WORD.finditer(text):
            found[f"{path.stem}.{one[1]}"] = one["nl"], one["en"]
    return found


def test_every_text_has_the_same_marks_in_both_languages():
    said = words()
    assert len(said) > 150
    for key, (dutch, english) in said.items():
        assert {*re.findall(r"\{\w+\}", dutch)} == {*re.findall(r"\{\w+\}", english)}, key


def test_every_text_is_said_somewhere_and_none_is_missing():
    code = "\n".join(path.read_text(encoding="utf-8") for path in MODULES if path.parent.name != "words")
    keys = {key.partition(".")[2] for key in words()}
    asked = {*re.findall(r'\bsay\("(\w+)"', code)} | {*re.findall(r'chartSay\(language, "(\w+)"', code)}
    assert asked <= keys, asked - keys
    made = tuple(re.findall(r"`(\w+)\$\{", code))
    ends = tuple(re.findall(r"\$\{[\w.]+\}(\w+)`", code))
    silent = {key for key in keys if not re.search(rf"\b{key}\b", code) and not key.startswith(made)}
    silent = {key for key in silent if not key.endswith(ends)}
    assert not silent, silent


def test_what_sliders_cannot_say_stays_as_it_was_written(whole):
    levers = whole.project
    assert settings_of(levers, {"retention": {"effort": 0.5, "from": 2028}}) == {
        "retention": {"effort": 0.5, "start": 2028}
    }
    package = settings_of(levers, {"promising_youth": {"effort": 1}})
    assert package == {name: {"effort": 1} for name in levers.levers.members("promising_youth")}
    assert settings_of(levers, {"community_building.overvecht": {"effort": 1}}) is None
    own = settings_of(levers, {"care_and_digital": {"effort": 1}, "retention": {"effort": 0.5}})
    assert own == {
        name: {"effort": 0.5 if name == "retention" else 1} for name in levers.levers.members("care_and_digital")
    }
    assert settings_of(levers, {"all_together": {"effort": 1}, "care_and_digital": {"effort": 0.5}}) is None
    assert settings_of(levers, {"quit_rate": {"multiply": 0.9}}) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_one_can_look_at_and_choose_is_explained(whole, language):
    facts, _ = described(whole.project, Asked(whole.project.experiments["explorer"], draws=2))
    silent = [name for name in facts["indicators"] if not facts["quantities"][name]["about"][language]]
    assert not silent
    for one in facts["scenarios"].values():
        assert one["about"] is None or (one["about"][language] and one["standing"])
    assert facts["scenarios"]["contained"]["about"]
    assert facts["scenarios"]["building_slump"]["about"] is None
    plain = {law["name"].replace("_", " ") for own in facts["laws"].values() for law in own["options"]}
    assert not plain & {law["title"][language] for own in facts["laws"].values() for law in own["options"]}
    assert set(facts["loops"]["abouts"]) == set(facts["loops"]["titles"])


def test_a_policy_for_one_district_counts_although_no_slider_shows_it(whole, tmp_path):
    file = tmp_path / "one.yaml"
    text = (whole.project.experiments["explorer"]).read_text(encoding="utf-8")
    text = text.replace("resolution: city", "resolution: district").replace(
        "  as_is: {}\n", "  as_is: {}\n  there: {community_building.overvecht: {effort: 1}}\n", 1
    )
    file.write_text(text, encoding="utf-8")
    facts, _ = described(whole.project, Asked(file, draws=2, loops=False))
    assert facts["policies"]["there"]["levers"] == {}
    assert facts["policies"]["there"]["others"] == {"community_building.overvecht": {"effort": 1}}
    place = facts["axes"]["district"].index("overvecht")
    assert {tuple(one["where"]) for one in facts["run"]["policies"]["there"]} == {(place,)}


def test_a_wrong_experiment_is_told_with_its_line_and_nothing_is_written(whole, tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text((whole.project.experiments["explorer"]).read_text("utf-8").replace("effort: 1", "efort: 1"))
    with pytest.raises(InvalidInput) as refused:
        write_explorer(whole.project, Asked(file), tmp_path / "page.html")
    assert all(problem.line > 0 for problem in refused.value.problems)
    assert not (tmp_path / "page.html").exists()


def test_a_name_that_no_browser_opens_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match=r"page\.html"):
        check_place(tmp_path / "page.txt", False)
    check_place(tmp_path / "page.HTM", False)
    check_place(tmp_path / "folder", True)


@pytest.fixture(scope="module")
def old_page(whole, tmp_path_factory) -> Path:
    page = tmp_path_factory.mktemp("old") / "old.html"
    write_explorer(whole.project, Asked(draws=2, loops=False), page)
    return page


def test_an_older_page_gives_its_model(old_page):
    assert {*older_parts(old_page)} == {"old-facts", "old-numbers", "old-wasm"}


def test_what_is_no_older_page_is_refused_and_says_why(old_page, tmp_path):
    text = old_page.read_text(encoding="utf-8")
    packed = re.search(r'id="packed-facts">([^<]*)<', text)[1]
    facts = json.loads(unpacked(packed))
    other = packed_bytes(json.dumps({**facts, "format": 0}).encode())
    for content, why in {
        "<p>no page</p>": "holds no model",
        text.replace(packed, packed[:100]): "is damaged",
        text.replace(packed, other): "of form 0",
    }.items():
        file = tmp_path / "page.html"
        file.write_text(content, encoding="utf-8")
        with pytest.raises(InvalidInput, match=why):
            older_parts(file)
    with pytest.raises(InvalidInput, match="cannot be read: No such file"):
        older_parts(tmp_path / "none.html")
    (tmp_path / "page.html").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInput, match="is no text"):
        older_parts(tmp_path / "page.html")


def test_a_folder_is_shown_to_this_computer_alone(tmp_path):
    with pytest.raises(InvalidInput, match=r"index\.html"):
        server_of(tmp_path, 0)
    (tmp_path / "index.html").write_text("<p>page</p>", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    with server_of(tmp_path, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        host, port = server.server_address[:2]
        assert host == "127.0.0.1"

        def ask(path: str, name: str = "127.0.0.1") -> http.client.HTTPResponse:
            connection = http.client.HTTPConnection(host, port)
            connection.request("GET", path, headers={"Host": name})
            return connection.getresponse()

        found = ask("/")
        assert found.status == 200
        assert "default-src 'none'" in found.headers["Content-Security-Policy"]
        assert ask("/", "evil.example").status == 421, "a name of somebody else that points here"
        assert ask("/deep/").status == 404, "no list of files"
        assert ask("/../../etc/passwd").status == 404
        with pytest.raises(CareError, match="taken"):
            server_of(tmp_path, port)
        server.shutdown()


def test_the_model_as_a_script_can_be_found_by_name():
    script = model_script("export const SIZE = 3;\n\nexport function programs(memory) {\n}\n")
    assert script.startswith("globalThis.care2040Model = ")
    assert "export" not in script


def test_a_title_is_a_title_and_no_part_of_the_page():
    page = one_file(PageText("nl", "Zorg <script>alert(1)</script> @CODE@"), {"facts": "x"})
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; @CODE@</title>" in page
    assert "Jason Miller" in page, "what others wrote comes with its licence"


def test_more_draws_and_a_language_are_what_was_asked(whole):
    asked = Asked(draws=3, language="en", loops=False)
    facts, _ = described(whole.project, replace(asked, experiment=Path("who_decides")))
    assert facts["experiment"]["draws"] == 3
    assert next(iter(facts["policies"])) == "as_is"
    assert all(len(values) == 3 for values in facts["run"]["carriers"].values())


def test_a_page_names_its_city_and_its_districts_in_both_languages(whole):
    facts, _ = described(whole.project, Asked(resolution="district", draws=2, loops=False))
    assert facts["title"] == {"nl": "Zelf verkennen – Utrecht", "en": "Explore for yourself – Utrecht"}
    assert {"nl": "Zuid", "en": "Zuid"} in [one["title"] for one in facts["districts"]]
    utrecht = find_city("utrecht")
    south = tuple(replace(one, names=Names(one.names.nl, f"{one.names.en} (EN)")) for one in utrecht.districts)
    with in_city(replace(utrecht, names=Names("Den Haag", "The Hague"), districts=south)):
        assert {"nl": "Zuid", "en": "Zuid (EN)"} in [one["title"] for one in districts_of()]
        experiment = whole.project.experiment(whole.project.experiments["explorer"])
        assert page_title(experiment, "en") == "Explore for yourself – The Hague"
        named = replace(experiment, title={"nl": "Wonen in Den Haag", "en": "Homes"})
        assert page_title(named, "nl") == "Wonen in Den Haag"
        script = bundle.bundle()
    assert "Van alle werkenden in Den Haag heeft de zorg" in script
    assert "of all who work in The Hague" in script
