"""``python -m tools.refresh``: write again what is made from the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views.console import FAILED, exits, say_why, screen
from tools.refresh.diagrams import DIAGRAMS


def _schema() -> str:
    import json

    from care2040.inputs.experiments.experiment import json_schema

    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _model_page() -> str:
    from care2040.files.package_files import package_folder
    from care2040.inputs.parameters.parameter_set import load
    from care2040.reports.site.model_page import model_page
    from care2040.sectors import load_model

    return model_page(load_model(), load(package_folder("parameters")))


def _hindcast_page() -> str:
    from care2040.analysis.validation.hindcast import hindcast
    from tools.refresh.hindcast_page import hindcast_page

    return hindcast_page(hindcast())


def _amersfoort_page() -> str:
    from tools.refresh.amersfoort_page import amersfoort_page

    return amersfoort_page()


def _vision_page() -> str:
    from care2040.study.project import open_project
    from tools.refresh.vision_page import vision_page

    return vision_page(open_project())


def _api_page() -> str:
    from care2040.files.package_files import package
    from tools.refresh.api_page import api_page

    return api_page(package().parent)


def _error_codes() -> str:
    from tools.refresh.error_codes import error_codes_page

    return error_codes_page()


def _memo(name: str) -> bytes:
    from care2040.files.package_files import package_folder
    from tools.refresh.word_templates import word_template

    return word_template(package_folder("memos") / f"{name}.md", "en" if name.endswith(".en") else "nl")


def _picture() -> bytes:
    import tempfile

    from care2040.study.project import open_project

    result = open_project().run("one_in_four")
    with tempfile.TemporaryDirectory() as folder:
        written = result.write_figures(folder, ["one_in_four"], ["en"])
        return next(path for path in written if path.suffix == ".png").read_bytes()


def _validation_page() -> str:
    from care2040.analysis.validation.evidence import fingerprint, validate
    from tools.refresh.validation_page import validation_page

    return validation_page(validate(), fingerprint())


def _validation_is_fresh(written: str) -> bool:
    from care2040.analysis.validation.evidence import fingerprint
    from tools.refresh.validation_page import is_made_from

    return is_made_from(written, fingerprint())


def _changes_page() -> str:
    from tools.changes_of_the_answer.command import page

    return page()


def _changes_are_fresh(written: str) -> bool:
    from tools.changes_of_the_answer.command import is_fresh

    return is_fresh(written)


SLOW: Mapping[str, tuple[Callable[[str], bool], Callable[[], str]]] = {
    "docs/validation.md": (_validation_is_fresh, _validation_page),
    "docs/changes_of_the_answer.md": (_changes_are_fresh, _changes_page),
}
"""File to whether its text was made from what is there now, and to what makes it in half a minute of runs."""

GENERATED: Mapping[str, Callable[[], str | bytes]] = {
    "experiments/experiment.schema.json": _schema,
    "docs/model.md": _model_page,
    "docs/api.md": _api_page,
    "docs/hindcast.md": _hindcast_page,
    "docs/amersfoort.md": _amersfoort_page,
    "docs/vision.md": _vision_page,
    "docs/error_codes.md": _error_codes,
    "memos/een_op_vier.nl.docx": partial(_memo, "een_op_vier.nl"),
    "memos/one_in_four.en.docx": partial(_memo, "one_in_four.en"),
    "memos/tussenstand.nl.docx": partial(_memo, "tussenstand.nl"),
    "memos/keuzes.nl.docx": partial(_memo, "keuzes.nl"),
    "memos/choices.en.docx": partial(_memo, "choices.en"),
    "memos/interim_review.en.docx": partial(_memo, "interim_review.en"),
    "docs/one_in_four.png": _picture,
    **DIAGRAMS,
}
"""File in the checkout to the function that returns its text, or its bytes."""


def refresh(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say what is stale, and fail if anything is.")
    ] = False,
) -> None:
    """Write the files that are made from the code: the schema for editors, pages and diagrams, memos for Word."""
    with exits():
        root = Path(__file__).parents[2]
        made = {name: maker() for name, maker in GENERATED.items()}
        stale = {name: content for name, content in made.items() if not is_there(root / name, content)}
        old = [name for name, (is_fresh, _) in SLOW.items() if not is_fresh(_content(root / name))]
        if check and (stale or old):
            names = ", ".join([*stale, *old])
            raise say_why(f"not what the code makes of it: {names}", "run: python -m tools.refresh", "text", FAILED)
        for name in old:
            screen(stderr=True).print(f"making {name}: half a minute")
            stale[name] = SLOW[name][1]()
        for name, content in stale.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
            screen().print(f"wrote {name}")
        if not stale:
            screen().print(f"{len(GENERATED) + len(SLOW)} files made from the code are up to date")


def _content(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def is_there(path: Path, content: str | bytes) -> bool:
    """Whether a file holds what it should.

    Of a Word document the parts, for machines compress them differently; of a picture its words, in which its numbers
    stand, for the commit that is named in it changes and letters are drawn a little differently elsewhere.
    """
    if not path.is_file():
        return False
    if isinstance(content, str):
        return path.read_text(encoding="utf-8") == content
    parts = _words if path.suffix == ".png" else _parts
    return parts(path.read_bytes()) == parts(content)


def _words(picture: bytes) -> dict[str, object]:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        return {name: opened.info.get(name) for name in ("Title", "Description")}


def _parts(document: bytes) -> dict[str, bytes]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}
