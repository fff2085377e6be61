"""What these tests begin with."""

import pytest

from tests.letters_world import later, world

__all__ = ["later", "world"]


@pytest.fixture(scope="session")
def browser(bare_browser):
    return bare_browser
