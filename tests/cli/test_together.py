"""Web server and worker live and end together."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server import wait_until
from tracker.cli import together
from tracker.cli.together import run_together


def stays(up: Path) -> Callable[[], None]:
    """Until it is told to end."""
    return lambda: _up(up, lambda *_: sys.exit(0))


def deaf(up: Path) -> Callable[[], None]:
    """Whatever it is told."""
    return lambda: _up(up, signal.SIG_IGN)


def _up(up: Path, handler: Any) -> None:
    signal.signal(signal.SIGTERM, handler)
    up.touch()
    time.sleep(600)


def ends_after(up: Path, status: int) -> Callable[[], None]:
    def ends() -> None:
        wait_until(up.exists, "the other one")
        raise SystemExit(status)

    return ends


def test_when_one_dies_the_other_is_ended_and_the_status_tells(tmp_path: Path):
    up = tmp_path / "up"
    commands = {"web": stays(up), "worker": ends_after(up, 7)}
    assert run_together(commands) == ("worker", 7)


def test_one_that_ends_without_complaint_is_a_failure_all_the_same(tmp_path: Path):
    up = tmp_path / "up"
    commands = {"web": stays(up), "worker": ends_after(up, 0)}
    assert run_together(commands) == ("worker", 1)


def test_one_that_is_deaf_is_killed_after_its_time(tmp_path: Path):
    up = tmp_path / "up"
    commands = {"web": deaf(up), "worker": ends_after(up, 3)}
    assert run_together(commands, grace=0.5) == ("worker", 3)


def test_being_told_to_end_ends_all_and_is_no_failure(tmp_path: Path):
    ups = [tmp_path / "web", tmp_path / "worker"]

    def tell() -> None:
        wait_until(lambda: all(up.exists() for up in ups), "both to be up")
        os.kill(os.getpid(), signal.SIGTERM)

    teller = threading.Thread(target=tell)
    teller.start()
    before = signal.getsignal(signal.SIGTERM)
    assert run_together({up.name: stays(up) for up in ups}) == (None, 0)
    teller.join()
    assert signal.getsignal(signal.SIGTERM) == before


def test_one_that_breaks_at_once_leaves_nobody_behind(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    def breaks() -> None:
        wait_until(up.exists, "the web server")
        raise RuntimeError

    up = tmp_path / "up"
    assert run_together({"web": stays(up), "worker": breaks}, grace=5) == ("worker", 1)
    assert multiprocessing.active_children() == [] and "RuntimeError" in capfd.readouterr().err


def test_each_hears_signals_as_a_process_of_its_own_does():
    def heard() -> None:
        each = (
            (signal.SIGTERM, signal.SIG_DFL),
            (signal.SIGINT, signal.default_int_handler),
            (signal.SIGHUP, signal.SIG_DFL),
        )
        assert all(signal.getsignal(number) == handler for number, handler in each)
        assert not signal.pthread_sigmask(signal.SIG_BLOCK, []) & set(together.STOPS)
        raise SystemExit(9)

    assert run_together({"web": heard}) == ("web", 9)
