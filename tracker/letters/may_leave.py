"""Who may be written to: decided when a letter is written, and once more when it is about to leave."""

from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, ColumnElement, bindparam, literal_column, select, union_all

from config import is_loopback
from tracker.allies.ally import Ally
from tracker.allies.suppress import contacts_fingerprints, suppressed
from tracker.allies.suppression import Suppression
from tracker.letters.dead_address import DeadAddress, dead
from tracker.letters.outbox import CONFIRM, NEW_ADDRESS, OWN_LINK, REQUEST
from tracker.mail import carry
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.sealing import Broken
from tracker.team import settings
from tracker.team.panic import Panic

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
    marks = marks_of(addresses)
    found = suppressed(mark for each in marks.values() for mark in each)
    return {
        address: frozenset({DEAD} if address in gone else ()).union(*(found[mark] for mark in each if mark in found))
        for address, each in marks.items()
        if address in gone or any(mark in found for mark in each)
    }


def may_be_written_to(ally: Ally | None, address: str, kind: str, against: Mapping[str, frozenset[str]]) -> bool:
    """Whether a letter of a kind may go to an ally at an address; `against` comes from kinds_against()."""
    return ally is not None and consented(ally.email_consent, address, kind, against)


def consented(consent: str, address: str, kind: str, against: Mapping[str, frozenset[str]]) -> bool:
    """The same of an ally whose consent to letters is this."""
    if not address:
        return False
    # Whoever left may still ask what we hold: that is a right, and the letter answers nothing but their own question.
    # "Never again" is a coordinator's word about an address: there a person hands the link over.
    # So may whoever asks to host: they are answered (letters.to_asker says when no more).
    if kind in (CONFIRM, OWN_LINK, NEW_ADDRESS, REQUEST):
        return is_not_barred(address, against)
    return consent == "yes" and address not in against


def is_not_barred(address: str, against: Mapping[str, frozenset[str]]) -> bool:
    """Whether anything at all may go there; `against` comes from kinds_against()."""
    return against.get(address, frozenset()).isdisjoint({NEVER, DEAD})


def marks_of(addresses: Sequence[str]) -> dict[str, list[bytes]]:
    """By what each address is found again among those that something is against: the key stands, so it holds for long."""
    return dict(zip(addresses, contacts_fingerprints((address, None) for address in addresses), strict=True))


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands at this moment: an ally's consent to letters (None: they are gone), whether the house is closed, and as
    what an address is suppressed, or DEAD.
    """

    consent: str | None
    closed: bool
    kinds: frozenset[str]


def last_look(ally_id: str | None, marks: Sequence[bytes]) -> Seen:
    """By one question, which is asked for each letter that leaves; inside a transaction."""
    told = {"ally": ally_id, "marks": list(marks)}
    found = [(what, said) for what, said in db.session.connection().execute(_LOOK, told)]
    return Seen(
        next((said for what, said in found if what == "consent"), None),
        any(what == "closed" for what, _ in found),
        frozenset(said for what, said in found if what == "against"),
    )


# Over the tables and built once: made anew for each letter it took longer to make than to answer.
_ally, _panic, _dead, _suppression = (
    Ally.__table__.c,
    Panic.__table__.c,
    DeadAddress.__table__.c,
    Suppression.__table__.c,
)
_CONSENT: ColumnElement[str] = literal_column("'consent'")
_CLOSED: ColumnElement[str] = literal_column("'closed'")
_AGAINST: ColumnElement[str] = literal_column("'against'")
_marks: BindParameter[list[bytes]] = bindparam("marks", expanding=True)
_LOOK = union_all(
    select(_CONSENT, _ally.email_consent).where(_ally.id == bindparam("ally")),
    select(_CLOSED, literal_column("''")).where(_panic.opened_at.is_(None)),
    select(_AGAINST, literal_column(f"'{DEAD}'")).where(_dead.fingerprint.in_(_marks)),
    select(_AGAINST, _suppression.kind).where(_suppression.fingerprint.in_(_marks)),
)


def must_stay(smtp_url: str) -> bool:
    """Whether these are letters of the demo, and the mail server is another machine: invented people get none."""
    return bool(smtp_url) and settings.get("demo") == "yes" and not is_loopback(carry.server_at(smtp_url).host)
