"""The application of a test behind a server in this process, for a real browser: BASE_URL is where it listens."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.answering import plainly


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """Its address."""
    with plainly(app) as port:
        app.config["BASE_URL"] = f"http://localhost:{port}"
        yield app.config["BASE_URL"]
