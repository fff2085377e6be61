"""What a film screening has besides its facts: most have little of it, and what is not there is not asked for."""

from typing import Any

from sqlalchemy import func, select

from tracker.letters.notice import Notice
from tracker.screenings.code import Code
from tracker.screenings.host_link import HostLink
from tracker.screenings.talkback_guests import TalkbackGuests
from tracker.signups.kiosk import Kiosk
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.sheet import Sheet
from tracker.signups.signup import Signup
from tracker.store.counts import counted


def kinds(screening_id: str) -> frozenset[str]:
    """Of which kinds there is anything: "host links", "kiosks", "notices", "guests", "sheets", "request", "hosted". One query."""

    def of(row: Any) -> Any:
        return select(func.count()).where(row.screening_id == screening_id)

    led = select(Code.code).where(Code.screening_id == screening_id, Code.source == "sheet")
    asked_here = select(func.count()).select_from(RequestToHost).join(Signup, Signup.id == RequestToHost.signup_id)
    there = counted({
        "host links": of(HostLink), "kiosks": of(Kiosk), "notices": of(Notice), "guests": of(TalkbackGuests),
        "sheets": select(func.count()).where(Sheet.code.in_(led)), "request": of(RequestToHost),
        "hosted": asked_here.where(RequestToHost.state == "approved", Signup.screening_id == screening_id),
    })  # fmt: skip
    return frozenset(kind for kind, number in there.items() if number)
