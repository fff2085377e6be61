"""Pages that take files say beside themselves how much; every other keeps to the house's bound."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request

SAID = "houselights_most_bytes"

V = TypeVar("V", bound=Callable[..., object])


def takes_bytes(most: int) -> Callable[[V], V]:
    """Let a view take so many bytes in one request."""

    def say(view: V) -> V:
        setattr(view, SAID, most)
        return view

    return say


def hang_up(app: Flask) -> None:
    """Before everything else, the form token too: looking at a form reads the whole body."""
    before = app.before_request_funcs.setdefault(None, [])
    if raise_limit not in before:
        before.insert(0, raise_limit)


def raise_limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, SAID, None)
    if most is not None:
        request.max_content_length = most
