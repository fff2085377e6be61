"""A "no" that was said to another server is heard here: for good, whatever is taken back of what came in by it."""

from collections.abc import Collection, Iterable

from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.allies.suppress import suppress
from tracker.followups import closing
from tracker.letters import outbox, stopping
from tracker.sync.terms import SOURCE, Terms


def hear(ally_id: str, channels: Collection[str], terms: Terms) -> None:
    """Inside a transaction. Whoever cannot be reached in any other way has said that they want no more at all."""
    ally = answer_by_link.find(ally_id)
    if ally is None or ally.contact is None:
        return
    if _open_ways(ally) <= set(channels):
        stopping.stop(ally, SOURCE, terms.by)
        return
    answer_by_link.say_no(ally, SOURCE, terms.by, sorted(channels))
    for channel in channels:
        closing.close_all(ally.id, "withdrawn", closing.CLOSED_BY_NO[channel])
    if "email" in channels:
        outbox.withdraw_from(ally.id)


def remember(strangers: Iterable[tuple[str | None, str | None]]) -> None:
    """Of those nothing is kept but a fingerprint, so that no old list makes a "yes" of their "no"; inside a transaction."""
    for email, phone in strangers:
        suppress(email, phone, "", "left")


def _open_ways(ally: Ally) -> set[str]:
    """On which they can be reached and have not said "no" yet."""
    contact = ally.contact or {}
    answers = {"email": ally.email_consent, "phone": ally.phone_consent}
    return {channel for channel, stands in answers.items() if channel in contact and stands != "no"}
