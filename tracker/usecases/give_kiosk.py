"""A tablet for the lobby: somebody of the team, or the host by their link, names it and opens it; and ends it.

Those of hosts look at their link once more while it is held: withdrawn in between, it does nothing. They raise HostLinkClosed.
"""

from tracker.errors import NotThere
from tracker.screenings import host_link, log
from tracker.signups import kiosks
from tracker.store.transactions import transaction
from tracker.team import trace


def give_kiosk(screening_id: str, name: str, language: str, by_id: str) -> str:
    """The id of the new one. Raises what kiosks.make() raises."""
    with transaction():
        kiosk = kiosks.make(screening_id, name, language, by_id)
        trace.note("kiosk made", by_id, "screening", kiosk.screening_id)
        return kiosk.id


def withdraw_kiosk(kiosk_id: str, by_id: str) -> bool:
    """Nobody writes there from now on; what waits still comes. False: it was withdrawn already. Raises NotThere."""
    with transaction():
        screening = log.by_id(kiosks.by_id(kiosk_id).screening_id, lock=True)
        if not kiosks.withdraw(kiosk_id, by_id):
            return False
        trace.note("kiosk withdrawn", by_id, "screening", screening.id)
        return True


def give_kiosk_as_host(token: str, name: str, language: str) -> str:
    """The same by the host's link."""
    with transaction():
        _link, screening = host_link.hold(token)
        return kiosks.make(screening.id, name, language, None).id


def withdraw_kiosk_as_host(token: str, kiosk_id: str) -> bool:
    """One of their own evening. Raises NotThere for any other."""
    with transaction():
        _link, screening = host_link.hold(token)
        if kiosks.by_id(kiosk_id).screening_id != screening.id:
            raise NotThere
        return kiosks.withdraw(kiosk_id, None)
