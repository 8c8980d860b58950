"""The page of the vision: every name on it is in the model, and what has none has a reason."""

import re
from pathlib import Path

import pytest
from tools.refresh.vision_page import rows, values

from care2040.analysis.feedback.loop_registry import shipped_loops
from care2040.files.yaml_document import read
from care2040.inputs import futures
from care2040.study.project import Project, open_project

PAGE = Path(__file__).parents[2] / "docs/vision.md"
NEAR = {"residents": 0.01, "homes": 0.001, "density": 0.02, "minors": 0.03, "unhealthy_share_18_64": 0.02}
"""What the model is fitted to, and how near it has to come."""
VISION = {"residents": 473_000, "homes": 222_450, "density": 4_800, "minors": 80_400, "unhealthy_share_18_64": 0.19}


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


@pytest.fixture(scope="module")
def known(project: Project) -> set[str]:
    parameters = project.parameters
    return {
        *project.model.equations,
        *parameters,
        *project.levers.names,
        *project.experiments,
        *shipped_loops(project.model, tuple(parameters)),
        *futures.names(project.folder / "national" / "futures.yaml"),
        *project.model.alternatives,
        *read(project.folder / "national" / "reality_checks.yaml").data,
    }


def test_every_name_on_the_page_is_in_the_model(known: set[str]) -> None:
    named = re.findall(r"`([A-Za-z_0-9]+)`", PAGE.read_text("utf-8").split("## Figures")[1])
    assert len(named) > 80
    assert [name for name in named if name not in known] == []


def test_what_has_no_name_has_a_reason() -> None:
    for name, lines in rows().items():
        for row in lines:
            assert row["names"] or row.get("reason"), (name, row["says"])


def test_what_is_fitted_to_the_vision_is_there(project: Project) -> None:
    found = values(project, [row["at"] for own in rows().values() for row in own if "at" in row])
    told = {name: value for (name, year), value in found.items() if year == 2040 or name == "unhealthy_share_18_64"}
    for name, near in NEAR.items():
        assert told[name] == pytest.approx(VISION[name], rel=near), name
