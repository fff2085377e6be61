"""A process of the tests that ends in the middle of one does not end without a word."""

import pytest

from tests.engines import TOP

FILE = """
import os, signal

def test_that_ends_its_process():
    os.kill(os.getpid(), signal.SIGKILL)
"""
MINUTE = 60


def test_what_ended_a_process_of_the_run_is_told(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    pytester.makepyfile(FILE)
    told = pytester.runpytest_subprocess("-p", "tests.ended", "-n", "1", timeout=MINUTE)
    told.stdout.fnmatch_lines(["*gw0* was ended by SIGKILL"])
