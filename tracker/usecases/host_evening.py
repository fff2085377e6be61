"""A host, by the link alone: comes, ticks off what is done, counts heads, and says whether reminders should come.

Each looks at the link once more while it is held: withdrawn in between, it writes nothing. All raise HostLinkClosed.
"""

from tracker.letters import host_letters
from tracker.screenings import calendar, checklist, heads, host_link
from tracker.store.transactions import transaction


def come(token: str) -> None:
    """Their page was opened: the day is kept, and no more."""
    link, screening = host_link.opened_by(token)
    today = calendar.today_at(screening.zone)
    if link.used_on != today:
        with transaction():
            host_link.used(link.id, today)


def tick_off(token: str, item: str, done: bool) -> None:
    """Raises NotThere for what is not on the list."""
    with transaction():
        _link, screening = host_link.hold(token)
        checklist.tick(screening.id, item, done)


def count(token: str, kind: str, number: int) -> bool:
    """One more count; the same again is one. False: it was said already. Raises NotBegun."""
    with transaction():
        _link, screening = host_link.hold(token)
        if heads.add(screening, kind, number, by=None) is None:
            return False
        checklist.tick(screening.id, "heads", done=True)
        return True


def want_reminders(token: str, wanted: bool) -> None:
    """From now on; those that wait stay at home."""
    with transaction():
        link, screening = host_link.hold(token)
        link.reminds = wanted
        if not wanted:
            host_letters.stop_of([screening.id])
