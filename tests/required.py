"""Where REQUIRE_POSTGRES=1 (or _BROWSER, or _HTML_CHECKER) is set, what needs that may not be skipped."""

import os
from collections.abc import Generator

import pytest

NEEDS = {"postgres": "REQUIRE_POSTGRES", "browser": "REQUIRE_BROWSER", "html_checker": "REQUIRE_HTML_CHECKER"}
FIXTURES = {"postgres_house": "postgres", "browser": "browser", "playwright": "browser", "html_checker": "html_checker"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for the fixture bears the mark."""
    for item in items:
        for fixture, mark in FIXTURES.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        for mark, variable in NEEDS.items():
            if os.environ.get(variable) == "1" and item.get_closest_marker(mark):
                report.outcome = "failed"
                report.longrepr = f"{variable}=1, yet this test was skipped: {report.longrepr}"
                break
    return report
