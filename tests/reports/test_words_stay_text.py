"""What somebody wrote stays text in a workbook and in a CSV; a figure of a result is a picture or is drawn again."""

import json
import zipfile
from pathlib import Path

import pytest
from tests.reports.memos.conftest import dataset, stored

from care2040.files import fingerprints
from care2040.files.problems import InvalidInput
from care2040.reports.document.drawn_figures import is_drawing
from care2040.reports.memos.memo import build
from care2040.reports.tables import workbook
from care2040.results.long_table import text_cell, write_tables
from care2040.results.series import series

pytestmark = pytest.mark.slow

LIVE = '=HYPERLINK("http://x/","open")'


def test_words_of_a_workbook_are_no_formulas_and_no_links(tmp_path: Path) -> None:
    made = dataset("plain", {"as_is": 0.25, "external:x": 0.2}, {"evidence": 1.0}, 1)
    facts = {
        "experiment": {
            "name": "=1+2",
            "title": {"en": LIVE},
            "question": {"en": "http://example.org"},
            "resolution": "city",
            "policies": ["as_is"],
            "scenarios": ["evidence"],
            "draws": 1,
        },
        "version": "1",
        "commit": None,
        "started": "now",
    }
    workbook.write(tmp_path / "a.xlsx", tuple(series(made)), facts)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as held:
        sheets = b"".join(held.read(name) for name in held.namelist() if name.startswith("xl/"))
    assert b"=HYPERLINK(" in sheets
    assert b"<f>" not in sheets
    assert b"<hyperlink" not in sheets


@pytest.mark.parametrize("text", ["=1+2", "+1", "-1", "@a", "\ta"])
def test_a_cell_that_a_program_would_calculate_is_shown(text: str) -> None:
    assert text_cell(text) == f"'{text}"
    assert text_cell(f"a{text}") == f"a{text}"


def test_names_in_a_csv_keep_to_their_cell_and_numbers_stay(tmp_path: Path) -> None:
    made = dataset("plain", {"=1+2": 0.25, 'a,"b;': 0.1}, {"evidence": 1.0}, 1)[
        ["care_share_needed", "care_share_working"]
    ]
    made.attrs["indicators"] = ["care_share_needed", "care_share_working"]
    made["care_share_needed"] = made["care_share_needed"] * -1
    write_tables(made, tmp_path)
    lines = (tmp_path / "indicators.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("'=1+2,evidence,")
    assert lines[1].rpartition(",")[2].startswith("-0.16")
    assert any(line.startswith('"a,""b;",evidence,') for line in lines)


@pytest.mark.parametrize(
    ("svg", "plain"),
    [
        ("<svg xmlns='http://www.w3.org/2000/svg'><use href='#a'/></svg>", True),
        ("<svg xmlns='http://www.w3.org/2000/svg'><script>a</script></svg>", False),
        ("<svg xmlns='http://www.w3.org/2000/svg' onload='a'/>", False),
        ("<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:a'/></svg>", False),
        ("<svg xmlns='http://www.w3.org/2000/svg'><image href='http://a/b'/></svg>", False),
        ("<svg", False),
    ],
)
def test_a_picture_is_a_picture_only(svg: str, plain: bool) -> None:
    assert is_drawing(svg.encode()) is plain


def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    place = stored(tmp_path / "in" / "plain", dataset("plain", {"as_is": 0.25}, {"evidence": 1.0}, 1))
    manifest = json.loads((place / "manifest.json").read_text("utf-8"))
    manifest["experiment"]["name"] = "../../x--><script>alert(1)</script>"
    (place / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    template = tmp_path / "in" / "memo.nl.md"
    template.write_text("{{ reproducibility() }}", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InvalidInput) as refused:
        build(template, [place], tmp_path / "in" / "out.md", allow_stale=True)
    assert [problem.code for problem in refused.value.problems] == ["E702"]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("what", ["width", "script", "png", "json"])
def test_a_result_of_somebody_else_brings_nothing_into_a_memo(tmp_path: Path, what: str) -> None:
    place = stored(tmp_path / "in" / "plain", dataset("plain", {"as_is": 0.25}, {"evidence": 1.0}, 1), ("full",))
    figures = place / "figures"
    told = json.loads((figures / "one_in_four.nl.json").read_text("utf-8"))
    if what == "width":
        told["width_cm"] = '1"><script>alert(1)</script>'
    (figures / "one_in_four.nl.json").write_text("{" if what == "json" else json.dumps(told), encoding="utf-8")
    if what == "script":
        picture = figures / "one_in_four.nl.svg"
        picture.write_text(picture.read_text("utf-8").replace("</svg>", "<script>alert(1)</script></svg>"), "utf-8")
    if what == "png":
        (figures / "one_in_four.nl.png").write_bytes(b"no picture")
    manifest = json.loads((place / "manifest.json").read_text("utf-8"))
    manifest["files"] = fingerprints.hashes(place)
    (place / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    template = tmp_path / "in" / "memo.nl.md"
    template.write_text("{{ figure('one_in_four') }}\n\n{{ reproducibility() }}", "utf-8")
    for ending in ("html", "md", "docx"):
        files = build(template, [place], tmp_path / "in" / f"out.{ending}", allow_stale=True).files
        for path in (each for file in files for each in ([file] if file.is_file() else file.iterdir())):
            assert b"<script" not in path.read_bytes().partition(b"<!-- care2040")[0].replace(b"\\<", b""), path
    text = (tmp_path / "in" / "out.md").read_text("utf-8")
    assert text.count("-->") == 1
    assert text.endswith("-->\n")
    assert {path.name for path in tmp_path.iterdir()} == before
