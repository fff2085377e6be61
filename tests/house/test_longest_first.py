"""What takes long is begun first in each process: tried on xdist itself."""

import pytest

from tests.engines import TOP

TWO_MINUTES = 120
FILE = """
import pytest

@pytest.mark.parametrize("n", range(20))
def test_short(n):
    pass

@pytest.mark.long
@pytest.mark.parametrize("n", range(4))
def test_long(n):
    pass
"""


def test_each_process_begins_with_its_share_and_nothing_is_lost_or_doubled(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    pytester.makeini("[pytest]\nmarkers = long: long")
    pytester.makepyfile(FILE)
    told = pytester.runpytest_subprocess(
        "-p", "tests.longest_first", "-n", "3", "--dist", "worksteal", "-v", timeout=TWO_MINUTES
    )
    told.assert_outcomes(passed=24)
    first: dict[str, str] = {}
    for line in told.outlines:
        if " PASSED " in line:
            process, name = line.split()[0], line.split()[-1]
            first.setdefault(process, name)
    assert len(first) == 3
    assert all("test_long" in name for name in first.values()), first
