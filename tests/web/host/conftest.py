"""A full room behind a host's link: people whose names, contacts and notes would be known anywhere they stood."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.host_evening import Evening


@pytest.fixture
def evening(app: Flask) -> Iterator[Evening]:
    with app.app_context():
        yield Evening(app)
