"""Figures drawn by processes beside the run: the same files as without, the same warnings, and none lost with them."""

import json
import sys
from concurrent.futures import ProcessPoolExecutor

import pytest

from care2040.study import hands as drawing_hands
from care2040.study.hands import hands
from care2040.study.run import run
from care2040.study.work import Means, Silent

TEXT = """\
title: {en: Small, nl: Klein}
question: {en: Does it draw?, nl: Tekent het?}
end: 2027
resolution: city
policies: {as_is: {}, retain: {retention: {effort: 1}}}
indicators: [care_share_needed, shortage]
figures:
  - {figure: series, indicator: shortage}
  - three_shares
"""


@pytest.fixture(scope="module")
def asked(whole, tmp_path_factory):
    file = tmp_path_factory.mktemp("asked") / "small.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return whole.project, file


def drawn(asked, folder, pool):
    project, file = asked
    watch = Silent()
    run(project, project.experiment(file), file, Means(folder, draw=pool), watch, ("care2040",))
    files = {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}
    return files, watch.notes


@pytest.fixture(scope="module")
def alone(asked, tmp_path_factory):
    return drawn(asked, tmp_path_factory.mktemp("alone") / "out", None)


def test_processes_draw_the_same_files_to_the_last_byte(asked, alone, tmp_path, monkeypatch):
    monkeypatch.setattr(drawing_hands.os, "cpu_count", lambda: 2)
    with hands(2) as pool:
        assert pool is not None
        files, notes = drawn(asked, tmp_path / "out", pool)
    assert {*files} == {*alone[0]}
    assert len(files) == 20
    for name, content in files.items():
        if name.endswith(".json"):
            assert json.loads(content) == json.loads(alone[0][name]), name
        else:
            assert content == alone[0][name], name
    assert notes == alone[1]


def test_what_a_process_that_is_gone_was_to_draw_is_drawn_here(asked, alone, tmp_path):
    with ProcessPoolExecutor(1) as pool:
        pool.submit(pow, 2, 2).result()
        for process in pool._processes.values():
            process.kill()
        files, _ = drawn(asked, tmp_path / "out", pool)
    assert {*files} == {*alone[0]}


def test_one_figure_or_one_core_is_drawn_here(monkeypatch):
    with hands(1) as pool:
        assert pool is None
    monkeypatch.setattr(drawing_hands.os, "cpu_count", lambda: 1)
    with hands(5) as pool:
        assert pool is None


def test_what_gets_processes_ready_reads_what_draws():
    drawing_hands.ready()
    assert "matplotlib" in sys.modules
