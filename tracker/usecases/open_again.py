"""After an emergency: two administrators confirm that the house opens again, each by password and second factor."""

from tracker.letters.to_member import tell_administrators
from tracker.store.transactions import transaction
from tracker.team import panic, trace
from tracker.words import _


def open_again(by_id: str, seen: str, base_url: str) -> bool:
    """True: it is open; False: one more must confirm. `seen`: panic.mark_of() of what they were shown.

    Raises NotClosed, PressedAgain, CameSince and SameAgain.
    """
    with transaction():
        opened = panic.confirm(by_id, seen)
        if opened:
            tell_administrators(base_url, lambda: _told(base_url))
        trace.note("opened again" if opened else "opening confirmed", by_id)
        return opened


def _told(base_url: str) -> tuple[str, list[str]]:
    return _("The house is open again"), [
        _("Administrators have opened the house again: names and contacts are shown, and letters leave."),
        _("If you did not expect this, close it again: %(address)s", address=f"{base_url}/desk/panic/"),
    ]
