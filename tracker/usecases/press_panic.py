"""One action closes the house: nobody is signed in any more, nothing given out opens, contacts are sealed. Signups go on."""

from tracker.keeping import ways_in
from tracker.letters.to_member import tell_administrators
from tracker.store.transactions import transaction
from tracker.team import panic, trace
from tracker.words import _


def press_panic(by_id: str | None, base_url: str) -> dict[str, int]:
    """How much of what was shut; all of it, or nothing. `by_id`: None from the command line."""
    with transaction():
        was_open = panic.press(by_id)
        shut = ways_in.withdraw_all()
        if was_open:
            tell_administrators(base_url, lambda: _told(base_url))
        trace.note("panic", by_id, detail=", ".join(f"{number} {what}" for what, number in shut.items()))
        return shut


def _told(base_url: str) -> tuple[str, list[str]]:
    return _("The house was closed in an emergency"), [
        _("Everybody was signed out, and links and tokens that had been given out open nothing any more."),
        _(
            "Names and contacts stay sealed until two administrators open the house again, or one after 24 hours. Signups go on."
        ),
        _("Find out first what happened. Then open it here: %(address)s", address=f"{base_url}/desk/panic/"),
    ]
