"""Who may be written to: decided when a letter is written, and once more when it is about to leave."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from config import is_loopback
from tracker.allies.ally import Ally
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.letters.dead_address import dead
from tracker.letters.outbox import CONFIRM, NEW_ADDRESS, OWN_LINK, REQUEST
from tracker.mail import carry
from tracker.store.db import db
from tracker.store.sealing import Broken
from tracker.team import settings

# Even a letter that asks "was this you?" does not go to these.
NEVER = "never again"
# The mailbox does not exist, as its own server has told us.
DEAD = "dead"


def allies_named(ally_ids: Sequence[str]) -> dict[str, Ally]:
    """The allies that are still there, by id."""
    found = db.session.scalars(select(Ally).where(Ally.id.in_(sorted(set(ally_ids)))))
    return {ally.id: ally for ally in found}


def email_of(ally: Ally) -> str | None:
    """Their address, "" when there is none; None when it cannot be opened with the keys that are here."""
    try:
        return (ally.contact or {}).get("email", "")
    except Broken:
        return None


def kinds_against(addresses: Sequence[str]) -> dict[str, frozenset[str]]:
    """As what each address is suppressed, and DEAD; without those that nothing is against."""
    gone = dead(addresses)
    marks = {address: contact_fingerprints(address, None) for address in addresses}
    found = suppressed(mark for each in marks.values() for mark in each)
    return {
        address: frozenset({DEAD} if address in gone else ()).union(*(found[mark] for mark in each if mark in found))
        for address, each in marks.items()
        if address in gone or any(mark in found for mark in each)
    }


def may_be_written_to(ally: Ally | None, address: str, kind: str, against: Mapping[str, frozenset[str]]) -> bool:
    """Whether a letter of a kind may go to an ally at an address; `against` comes from kinds_against()."""
    if ally is None or not address:
        return False
    # Whoever left may still ask what we hold: that is a right, and the letter answers nothing but their own question.
    # "Never again" is a coordinator's word about an address: there a person hands the link over.
    # So may whoever asks to host: they are answered (letters.to_asker says when no more).
    if kind in (CONFIRM, OWN_LINK, NEW_ADDRESS, REQUEST):
        return is_not_barred(address, against)
    return ally.email_consent == "yes" and address not in against


def is_not_barred(address: str, against: Mapping[str, frozenset[str]]) -> bool:
    """Whether anything at all may go there; `against` comes from kinds_against()."""
    return against.get(address, frozenset()).isdisjoint({NEVER, DEAD})


def must_stay(smtp_url: str) -> bool:
    """Whether these are letters of the demo, and the mail server is another machine: invented people get none."""
    return bool(smtp_url) and settings.get("demo") == "yes" and not is_loopback(carry.server_at(smtp_url).host)
