"""Links of kiosks that open nothing. Guessing is slowed as it is for links of hosts; the right one opens all the same."""

from flask import request
from flask.typing import ResponseReturnValue

from tracker.signups.kiosks import KioskUnknown
from tracker.web.frame import errors, floods
from tracker.web.frame.floods import GUESSED, Judged
from tracker.words import _


def turned_away(refusal: KioskUnknown) -> ResponseReturnValue:
    """The same for each, whatever is the matter with the link."""
    floods_seen = floods.seen()
    if floods_seen.judge(GUESSED, request.remote_addr or "") is Judged.LATER:
        return *errors.page(429, bare=True), {"Retry-After": str(floods_seen.wait())}
    return errors.page(refusal.status, title=_("Not open"), sentence=str(refusal))
