"""The cookie of a device on which the second factor is not asked for again for 14 days."""

from flask import Response, current_app, request

from tracker.team import device
from tracker.team.account import Account
from tracker.usecases import remember_device
from tracker.web.account.browser_words import browser_words


def token() -> str:
    """What the cookie says; "" where there is none."""
    return request.cookies.get(_name(), "")


def is_known(whose: Account) -> bool:
    """Whether this browser has shown the second factor of this very account, not too long ago."""
    found = device.known(token())
    return found is not None and found.account_id == whose.id


def remember(whose: Account, answer: Response) -> Response:
    """Give this browser its cookie: it opens nothing without the password."""
    answer.set_cookie(
        _name(), remember_device.remember(whose.id, browser_words()), max_age=device.LIFE, path="/", httponly=True,
        samesite="Strict", secure=_safe(),
    )  # fmt: skip
    return answer


def _safe() -> bool:
    return bool(current_app.config["BASE_URL"].startswith("https://"))


def _name() -> str:
    return "__Host-houselights-device" if _safe() else "houselights-device"
