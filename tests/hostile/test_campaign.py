"""Two thousand damaged and hostile inputs: none ends in a traceback, and nothing is written but what was asked for."""

from pathlib import Path

import pytest
from tools.campaign.bench import make_bench
from tools.campaign.campaign import KINDS, Bench, campaign, one

INPUTS, PARTS = 2000, 40

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return make_bench(tmp_path_factory.mktemp("campaign"))


@pytest.mark.filterwarnings("ignore")  # of libraries, about files that are damaged on purpose
@pytest.mark.parametrize("part", range(PARTS))
def test_no_input_breaks_a_rule(bench: Bench, tmp_path: Path, part: int) -> None:
    found = list(campaign(bench, INPUTS // PARTS, part, tmp_path))
    assert not found, "\n".join(f"{each.kind}, seed {each.seed}: {each.what}" for each in found)


def test_what_breaks_a_rule_is_found_and_kept(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        (bench.place / ".left").write_text("", encoding="utf-8")
        raise KeyError("x")

    monkeypatch.setitem(KINDS, "theme", (fails, 1.0))
    finding = one(bench, "theme", 1, tmp_path)
    assert finding is not None
    assert finding.what.startswith("KeyError")
    assert (finding.kept / ".left").is_file()


def test_the_same_seed_makes_the_same_inputs(bench: Bench) -> None:
    made = []
    for _ in range(2):
        one(bench, "experiment", 7, bench.place.parent)
        made.append((bench.place / "hostile.yaml").read_bytes())
    assert made[0] == made[1]
