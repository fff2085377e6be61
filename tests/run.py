"""One run of pytest: a folder that all its processes share, and what may be built once in it."""

import fcntl
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDER = "HOUSELIGHTS_TEST_RUN"
ROOM = 2_000_000_000  # bytes
SELDOM = 20_000  # objects made between two looks for waste, not 700: a twentieth of a test's time


def pytest_configure(config: pytest.Config) -> None:
    # Some machines forbid Python to keep what it has compiled: each server and command of a test would compile the house anew.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if FOLDER not in os.environ:  # xdist's workers inherit it from the process that started them
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="hl-")
        config.add_cleanup(_clear)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and tests stay to the end: nobody looks through them for waste, neither now nor at every turn of the run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(SELDOM, 10, 20)


def _clear() -> None:
    from tests import forked, postgres

    run = folder()
    forked.end(run)
    postgres.stop(run / "postgres")
    for path in (run, Path("/dev/shm") / run.name):  # noqa: S108
        shutil.rmtree(path, ignore_errors=True)
    del os.environ[FOLDER]


def goes_on() -> bool:
    """Whether tests run: benchmarks make houses of the same kind in folders of their own."""
    return FOLDER in os.environ


def folder() -> Path:
    """The run's folder; short, for a socket's path has room for some hundred characters only."""
    return Path(os.environ[FOLDER])


def fast_folder() -> Path:
    """The same for small files that are written often: in memory where there is room, for a disk makes every commit wait."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder of one's own in it)
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < ROOM:
        return folder()
    path = memory / folder().name
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def compiled() -> Path:
    """For templates that are compiled."""
    path = fast_folder() / "compiled"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def share_compiled(instance: Path) -> None:
    """What the processes of a house in that folder compile, whoever came before has compiled; and they for whoever comes."""
    if goes_on() and instance.is_dir() and not (instance / "compiled").exists():
        (instance / "compiled").symlink_to(compiled())


def once(name: str, build: Callable[[Path], None]) -> Path:
    """The path `name` in the run's folder, built by whichever process comes first; the others wait for it."""
    path = folder() / name
    with _alone(folder() / f"{name}.lock"):
        done = folder() / f"{name}.done"
        if not done.exists():
            build(path)
            done.touch()
    return path


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
