"""Passes: small sealed, dated payloads for whoever has no session. Kept nowhere.

What a pass says can be read by nobody but the house, and no two passes are alike: who gets two cannot tell by them whether
they speak of the same person.
"""

import base64
import binascii
from datetime import UTC, datetime

from tracker import clock
from tracker.errors import Refusal
from tracker.store.links import LinkUnknown
from tracker.store.sealing import Broken, seal, unseal
from tracker.words import lazy


class PassOver(Refusal):
    sentence = lazy("This page was open for too long. What was done stays done.")
    status = 410


def give(use: str, *said: str) -> str:
    """A pass for `use` that says these words (without blanks), dated now."""
    text = " ".join([f"{int(clock.now().timestamp()):x}", *(word or "-" for word in said)])
    return base64.urlsafe_b64encode(seal(text, _where(use))).decode("ascii").rstrip("=")


def read(use: str, token: str, good_for: int) -> list[str]:
    """What a pass for `use` says, within `good_for` seconds. Raises LinkUnknown for none of ours, PassOver for an old one."""
    made, said = _opened(use, token)
    if not 0 <= (clock.now() - made).total_seconds() <= good_for:
        raise PassOver
    return said


def given_at(use: str, token: str) -> datetime:
    """When a pass was given, to the second. Raises LinkUnknown."""
    return _opened(use, token)[0]


def said_once(use: str, token: str) -> list[str]:
    """What a pass said, however old it is: not for opening anything. Raises LinkUnknown."""
    return _opened(use, token)[1]


def _opened(use: str, token: str) -> tuple[datetime, list[str]]:
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        # Spare bits of the last character: no second spelling of a pass is one.
        if base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=") != token:
            raise LinkUnknown
        made, *said = unseal(sealed, _where(use)).split(" ")
    except (Broken, binascii.Error, ValueError):
        raise LinkUnknown from None
    return datetime.fromtimestamp(int(made, 16), UTC), ["" if word == "-" else word for word in said]


def _where(use: str) -> str:
    return f"pass:{use}"
