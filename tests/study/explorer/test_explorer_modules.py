"""The modules of the page by themselves: node runs the tests that stand beside this file."""

import subprocess
from pathlib import Path

import pytest

TESTS = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.partition(".")[0])
def test_modules(node, path):
    told = subprocess.run([node, "--test", path], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
