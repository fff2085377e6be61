"""A house that may open few files takes few connections, so that each of them can be answered."""

import resource
import subprocess
import sys

import pytest

from tracker import logs
from tracker.cli import handles


@pytest.mark.parametrize(("may_open", "taken"), [(8_192, 1_000), (1_200, 1_000), (1_024, 824), (256, 56), (64, 12)])
def test_what_the_database_needs_is_kept_back(may_open: int, taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    assert handles.connections(may_open) == taken
    assert ("few file handles" in capsys.readouterr().err) is (taken < 1_000)


@pytest.mark.parametrize(("soft", "hard", "had"), [(64, 9_000, handles.WANTED), (64, 500, 500), (8_900, 9_000, 8_900)])
def test_it_takes_what_the_system_allows_and_gives_nothing_back(soft: int, hard: int, had: int) -> None:
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < hard:
        pytest.skip(f"this account may open fewer than {hard} files")
    asked = (
        f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))\n"
        "from tracker.cli import handles; print(handles.raise_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert told == [str(had), str(had), str(hard)]
