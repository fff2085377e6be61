"""A passkey is asked in two steps: the challenge waits in the session, and is gone with the first answer, right or wrong."""

import base64
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, session

from tracker import clock
from tracker.team import ceremony
from tracker.team.ceremony import Here, PasskeyUnfit

MARK = "passkey_asked"


def here() -> Here:
    """The house as devices know it."""
    return ceremony.here(current_app.config["BASE_URL"])


def possible() -> bool:
    return ceremony.possible(current_app.config["BASE_URL"])


def begin(use: str, asked: tuple[dict[str, Any], bytes]) -> dict[str, Any]:
    """Keep the challenge for `use`; returns what the browser is told."""
    options, challenge = asked
    kept = base64.b64encode(challenge).decode("ascii")
    session[MARK] = {"use": use, "challenge": kept, "at": clock.now().isoformat()}
    return options


def take(use: str) -> bytes:
    """The challenge that was asked for `use`, once. Raises PasskeyUnfit."""
    kept = session.pop(MARK, None)
    if kept is None or kept["use"] != use:
        raise PasskeyUnfit
    if clock.now() - datetime.fromisoformat(kept["at"]) > timedelta(seconds=ceremony.PATIENCE):
        raise PasskeyUnfit
    return base64.b64decode(kept["challenge"])
