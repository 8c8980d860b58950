"""A result folder is what anybody may have written: wrong words in it are told, lead nowhere, and never fail."""

import json
from pathlib import Path
from typing import Any

import pytest

from care2040.files import manifest_file, result_folder
from care2040.files.problems import InvalidInput
from care2040.reports.document import drawn_figures
from care2040.results import load, manifest

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def whole() -> dict[str, Any]:
    return {
        "experiment": {"name": "made_up", "title": {"nl": "Verzonnen", "en": "Made up"}, "policies": ["as_is"]},
        "version": manifest.version(),
        "commit": None,
        "inputs": {"experiment_sha256": "0"},
        "files": {"run.nc": "0"},
    }


def written(folder: Path, facts: Any) -> Path:
    (folder / result_folder.MANIFEST).write_text(json.dumps(facts), encoding="utf-8")
    return folder


def test_what_a_run_writes_is_read(tmp_path: Path) -> None:
    assert result_folder.manifest_of(written(tmp_path, whole())) == whole()


@pytest.mark.parametrize(
    "name",
    ["../../x", "/etc/x", "a/b", "..", ".", "", "C:x", "a\\b", "\\\\host\\x", "x" * 201, "a\x00b", "\ud800", 3, None],
)
def test_a_name_leads_nowhere_else(tmp_path: Path, name: Any) -> None:
    facts = whole() | {"experiment": {"name": name}}
    assert result_folder.manifest_of(written(tmp_path, facts)) is None
    with pytest.raises(InvalidInput, match=r"E922.*'experiment.name' is not what a run writes"):
        load.load(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("files", ["run.nc"]),
        ("files", {"../run.nc": "0"}),
        ("files", {"run.nc": None}),
        ("version", 1),
        ("commit", "1f38"),
        ("commit", {"id": 3, "changed_since": True}),
        ("inputs", []),
        ("inputs", {"parameters_sha256": 3}),
        ("experiment", {"name": "a", "title": "T"}),
        ("experiment", {"name": "a", "policies": "as_is"}),
        ("experiment", {"name": "a", "draws": True}),
        ("experiment", {"name": "a", "file": ["x"]}),
        ("experiment", {}),
        ("experiment", None),
    ],
)
def test_what_is_of_another_type_is_told(tmp_path: Path, key: str, value: Any) -> None:
    written(tmp_path, whole() | {key: value})
    assert result_folder.manifest_of(tmp_path) is None
    assert result_folder.why_no_manifest(tmp_path).startswith("it has no manifest.json that can be read: ")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 200_000, "nested too deep"),
        ('{"a":' * 100_000, "nested too deep"),
        ("1" * 5_000, "more digits"),
        ("{", "not JSON: line 1, column 2"),
        ("", "not JSON"),
    ],
)
def test_json_that_would_hurt_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(manifest_file.UnreadableError, match=why):
        manifest_file.read_json(tmp_path / "a.json")


def test_json_that_is_far_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest_file, "LARGEST", 10)
    (tmp_path / "a.json").write_text('"012345678901"', encoding="utf-8")
    with pytest.raises(manifest_file.UnreadableError, match="MB"):
        manifest_file.read_json(tmp_path / "a.json")


@pytest.mark.parametrize("content", [b"", b"no netCDF", b"\x89HDF\r\n\x1a\n" + bytes(200), b"CDF\x01" + bytes(50)])
def test_numbers_that_cannot_be_read_are_told_with_their_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run.nc").write_bytes(content)
    with pytest.raises(InvalidInput, match=r"run\.nc.*E924"):
        load.open_numbers(tmp_path / "run.nc")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<g onclick="alert(1)"/>',
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        '<image xlink:href="http://example.org/x.png"/>',
        '<use href="other.svg#a"/>',
        "<foreignObject><b>x</b></foreignObject>",
        "<style>@import 'http://example.org/x.css';</style>",
        '<path style="fill: url(http://example.org/x)"/>',
        "<g>",
    ],
)
def test_an_svg_that_does_more_than_draw_is_not_taken(tmp_path: Path, inside: str) -> None:
    (tmp_path / "x.svg").write_text(SVG.format(inside), encoding="utf-8")
    assert not drawn_figures.is_drawing((tmp_path / "x.svg").read_bytes())


def test_an_svg_that_draws_is_taken_and_one_that_unfolds_is_not(tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text(SVG.format('<g><path d="M0 0" clip-path="url(#a)"/></g>'), encoding="utf-8")
    assert drawn_figures.is_drawing((tmp_path / "x.svg").read_bytes())
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("<title>&a;</title>")
    (tmp_path / "x.svg").write_text(bomb, encoding="utf-8")
    assert not drawn_figures.is_drawing((tmp_path / "x.svg").read_bytes())


def test_a_picture_that_is_cut_short_is_not_taken(tmp_path: Path) -> None:
    from PIL import Image

    Image.effect_noise((60, 60), 50).save(tmp_path / "x.png")
    assert drawn_figures._is_picture(tmp_path / "x.png")
    for content in ((tmp_path / "x.png").read_bytes()[:-400], b"", b"GIF89a"):
        (tmp_path / "x.png").write_bytes(content)
        assert not drawn_figures._is_picture(tmp_path / "x.png")
