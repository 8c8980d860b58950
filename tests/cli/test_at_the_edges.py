"""The edges of the command line: Ctrl-C while Python still loads, consoles without our letters, readers that stop."""

import os
import signal
import subprocess
import sys
import time

import pytest

COMMAND = [sys.executable, "-m", "care2040"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGINT for one process")
def test_ctrl_c_while_it_loads_is_no_traceback() -> None:
    # says when the program has begun, as any time in seconds would be too early on one machine and late on another
    begun = "import sys, time; print('begun', flush=True); sys.argv = ['care2040', 'list', 'indicators']; "
    slow = "import builtins; real = builtins.__import__; "
    slow += "builtins.__import__ = lambda name, *rest: (name == 'typer' and time.sleep(5), real(name, *rest))[1]; "
    words = [sys.executable, "-c", begun + slow + "from care2040.__main__ import main; main()"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "stopped; nothing was begun\n")


@pytest.mark.slow
@pytest.mark.parametrize("words", [["explain", "care_share_needed"], ["list", "loops"], ["list", "nothing"]])
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_without_our_letters_gets_others(words: list[str], encoding: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([*COMMAND, *words], env=env, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 2)
    (done.stdout + done.stderr).decode(encoding)


@pytest.mark.slow
def test_what_goes_to_a_file_is_utf_8() -> None:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    env |= {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*COMMAND, "explain", "quits"], env=env, capture_output=True, check=True)
    assert "·" in done.stdout.decode("utf-8"), "a product is written with a dot that only UTF-8 holds here"
