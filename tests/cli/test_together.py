"""Web server and worker live and end together."""

import os
import signal
import sys
import threading
from pathlib import Path

from tests.server import wait_until
from tracker.cli.together import run_together

PYTHON = [sys.executable, "-c"]
STAYS = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(0)); open({!r}, 'w').close(); time.sleep(600)"
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); open({!r}, 'w').close(); time.sleep(600)"


def waits_for(path: Path, then: str) -> str:
    return f"import os, time\nwhile not os.path.exists({str(path)!r}): time.sleep(0.02)\n{then}"


def test_when_one_dies_the_other_is_ended_and_the_status_tells(tmp_path: Path):
    up = tmp_path / "up"
    commands = {"web": [*PYTHON, STAYS.format(str(up))], "worker": [*PYTHON, waits_for(up, "raise SystemExit(7)")]}
    assert run_together(commands) == ("worker", 7)


def test_one_that_ends_without_complaint_is_a_failure_all_the_same(tmp_path: Path):
    up = tmp_path / "up"
    commands = {"web": [*PYTHON, STAYS.format(str(up))], "worker": [*PYTHON, waits_for(up, "")]}
    assert run_together(commands) == ("worker", 1)


def test_one_that_is_deaf_is_killed_after_its_time(tmp_path: Path):
    up = tmp_path / "up"
    commands = {"web": [*PYTHON, DEAF.format(str(up))], "worker": [*PYTHON, waits_for(up, "raise SystemExit(3)")]}
    assert run_together(commands, grace=0.5) == ("worker", 3)


def test_being_told_to_end_ends_all_and_is_no_failure(tmp_path: Path):
    ups = [tmp_path / "web", tmp_path / "worker"]

    def tell() -> None:
        wait_until(lambda: all(up.exists() for up in ups), "both to be up")
        os.kill(os.getpid(), signal.SIGTERM)

    teller = threading.Thread(target=tell)
    teller.start()
    before = signal.getsignal(signal.SIGTERM)
    assert run_together({up.name: [*PYTHON, STAYS.format(str(up))] for up in ups}) == (None, 0)
    teller.join()
    assert signal.getsignal(signal.SIGTERM) == before


def test_one_that_cannot_even_start_leaves_nobody_behind(tmp_path: Path):
    up = tmp_path / "up"
    try:
        run_together({"web": [*PYTHON, STAYS.format(str(up))], "worker": [str(tmp_path / "no such program")]}, grace=5)
    except FileNotFoundError:
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        assert not children.exists() or not children.read_text().split() or not _ours(children, str(up))
    else:
        raise AssertionError("a missing program went unnoticed")


def _ours(children: Path, mark: str) -> bool:
    return any(mark in Path(f"/proc/{pid}/cmdline").read_text() for pid in children.read_text().split())
