"""What a campaign is tried on: the project as shipped, and a small result with its figures."""

from pathlib import Path

from care2040.study.project import open_project
from tools.campaign.campaign import Bench

SMALL = {
    "name": "small",
    "title": {"en": "Small", "nl": "Klein"},
    "question": {"en": "What then?", "nl": "Wat dan?"},
    "resolution": "city",
    "end": 2028,
    "scenarios": {"evidence": {}},
    "policies": {"as_is": {}, "respite": {"carer_respite": {"effort": 1}}},
    "indicators": ["care_share_needed", "care_share_working", "shortage"],
    "figures": ["one_in_four"],
}


def make_bench(folder: Path) -> Bench:
    """Return a bench in a folder, with a result that is run for it."""
    project = open_project()
    project.run(SMALL, to=folder / "small")
    (folder / "work").mkdir()
    return Bench(project, folder / "small", folder / "work" / "place")
