"""An answer as the frame sends it, headers and all, without anybody having asked: for who answers before Flask does."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response
from flask.typing import ResponseReturnValue


def framed(app: Flask, path: str, answer: Callable[[], ResponseReturnValue], **request: Any) -> Response:
    """What `answer` gives, as if it had been asked for at `path`. `request`: as for a test client."""
    with app.test_request_context(path, **request):
        return app.process_response(app.make_response(answer()))


def said(answer: Response, *without: str) -> list[tuple[str, str]]:
    """Its headers but its length and those named, which are another's each time."""
    left_out = {"content-length", *(name.lower() for name in without)}
    return [(name, value) for name, value in answer.headers if name.lower() not in left_out]
