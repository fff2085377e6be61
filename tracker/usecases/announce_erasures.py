"""A large erasure is near: the administrators are told how many and when, a week before. Never who."""

from tracker import clock, times
from tracker.keeping import announcing
from tracker.keeping.announcement import Announcement
from tracker.letters.to_member import tell_administrators
from tracker.store.db import db
from tracker.store.transactions import one_at_a_time, transaction
from tracker.words import _, _n


def announce_erasures(base_url: str) -> int:
    """How many were announced; 0: none, or nothing new. As often as one likes: what is announced is not announced again."""
    news = announcing.unannounced(clock.now())
    db.session.rollback()
    if not news:
        return 0
    with transaction():
        one_at_a_time("announce erasures")
        now = clock.now()
        number = announcing.unannounced(now)
        if number:
            told = announcing.announce(number, now)
            tell_administrators(base_url, lambda: _said(told, base_url))
        return number


def _said(told: Announcement, base_url: str) -> tuple[str, list[str]]:
    day = times.day_words(told.goes_on, with_year=True)
    return _("A large erasure is near"), [
        _n(
            "By %(day)s the time of %(n)s ally is over, and nobody of us need do anything: they are erased by themselves.",
            "By %(day)s the time of %(n)s allies is over, and nobody of us need do anything: they are erased by themselves.",
            told.number,
            day=day,
        ),
        _("Numbers stay. It cannot be put off: how long we keep people was promised to them."),
        _("What is held, until when, and what goes:"),
        f"{base_url}/desk/keeping/",
    ]
