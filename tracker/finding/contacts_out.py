"""Contacts of allies as a file, for coordinators: who may be reached, how, and what they said yes to.

Left out, and counted: who said no, who is suppressed, whose contact is gone. A way they said no to, or that is suppressed, is not in
it. For a system that sends mail: only those who said yes to letters and whose address is known to be theirs.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, cast

from sqlalchemy import exists, select

from tracker.allies.ally import Ally, Contact
from tracker.allies.confirmed import is_confirmed
from tracker.allies.consent import Consent
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.appeals.interest import Interest
from tracker.files.workbooks_out import Cell
from tracker.finding import exports
from tracker.finding.export import Export, ExportOf
from tracker.finding.list_kind import utc
from tracker.letters.dead_address import dead
from tracker.records import dataclass
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.store.sealing import Broken
from tracker.words import Lazy, lazy

HOUSE = "house"
WAYS = ("email", "phone")
ANSWERS = {"yes": "yes", "no": "no", "unknown": "not asked"}


@dataclass(frozen=True, slots=True)
class Columns:
    """A file's columns: their names -> ours. `mails`: the system writes to everybody in it."""

    title: Lazy
    names: Mapping[str, str]
    mails: bool = False


LAYOUTS = {
    HOUSE: Columns(lazy("Everything we may know"), {each: each for each in (
        "ally_id", "alias", "name", "called", "email", "phone", "language", "may_be_written_to", "may_be_called",
        "address_confirmed", "extra_care", "ticked", "last_act",
    )}),
    "action network": Columns(lazy("For Action Network"), {
        "first_name": "first", "last_name": "last", "email": "email", "can2_phone": "digits", "can2_user_tags": "tags",
    }, mails=True),
    "mailchimp": Columns(lazy("For Mailchimp"), {
        "Email Address": "email", "First Name": "first", "Last Name": "last", "Phone Number": "digits", "Tags": "tags",
    }, mails=True),
}  # fmt: skip


def header(layout: str) -> list[str]:
    """Names of the columns."""
    return list(LAYOUTS[layout].names)


class Line(NamedTuple):
    """Somebody who is in it; `ways`: by which they may be reached."""

    ally_id: str
    ways: tuple[str, ...]
    cells: list[Cell]


def lines_of(ally_ids: Sequence[str], export: Export, left_out: Counter[str]) -> Iterator[Line]:
    """Those that may be in it, in the order of their ids; why others are not is counted in `left_out`."""
    allies = list(db.session.scalars(select(Ally).where(Ally.id.in_(ally_ids)).order_by(Ally.id)))
    found, barred = _without_suppressed(_without_dead({ally.id: _contact(ally) for ally in allies}))
    ticked = _ticked(ally_ids)
    columns = LAYOUTS[export.layout]
    for ally in allies:
        contact = found[ally.id]
        why = _why_not(ally, contact, ally.id in barred, export)
        if why:
            left_out[why] += 1
        elif contact is not None:
            told = _told(ally, contact, ticked.get(ally.id, []))
            ways = tuple(way for way in WAYS if told[way])
            yield Line(ally.id, ways, [told[name] for name in columns.names.values()])


class Who:
    """Of whom a file is and by which ways, in one mark without any contact: by it a change is seen."""

    def __init__(self) -> None:
        self._all = sha256()

    def add(self, line: Line) -> None:
        """In the order of their ids."""
        self._all.update(f"{line.ally_id} {' '.join(line.ways)}\n".encode())

    @property
    def mark(self) -> str:
        return self._all.hexdigest()


def changed(export: Export) -> bool:
    """Whether, gathered now, it would be without somebody who is in it, or without a way. Opens all of them: call it outside
    transactions, and said_no_since() in them.
    """
    now = Who()
    for ids in exports.allies_of(export.id):
        for line in lines_of(ids, export, Counter()):
            now.add(line)
    return now.mark != export.who


def said_no_since(export: Export) -> bool:
    """Whether anybody in it has said no to anything since it was gathered; lists apart, which date it back."""
    since = exists().where(
        Consent.ally_id == ExportOf.ally_id, Consent.answer == "no", Consent.at >= export.gathered_at
    )  # fmt: skip
    return db.session.scalar(select(ExportOf.id).where(ExportOf.export_id == export.id, since).limit(1)) is not None


def _contact(ally: Ally) -> Contact | None:
    try:
        return ally.contact
    except Broken:
        return None


def _without_dead(found: Mapping[str, Contact | None]) -> dict[str, Contact | None]:
    """Without addresses that do not exist any more."""
    gone = dead([contact["email"] for contact in found.values() if contact and contact.get("email")])
    return {
        ally_id: Contact(**{**contact, "email": ""}) if contact and contact.get("email") in gone else contact
        for ally_id, contact in found.items()
    }


def _without_suppressed(found: Mapping[str, Contact | None]) -> tuple[dict[str, Contact | None], set[str]]:
    """Without the ways that are suppressed; and those of whom no way is left then. Two people may share a number."""
    marks = {
        (ally_id, way): contact_fingerprints(contact.get("email") if way == "email" else None,
                                             contact.get("phone") if way == "phone" else None)
        for ally_id, contact in found.items() if contact for way in WAYS if contact.get(way)
    }  # fmt: skip
    known = suppressed(mark for each in marks.values() for mark in each)
    barred = {place for place, each in marks.items() if any(mark in known for mark in each)}
    left = {
        ally_id: cast(Contact, {way: said for way, said in contact.items() if (ally_id, way) not in barred})
        if contact
        else None
        for ally_id, contact in found.items()
    }
    hit = {ally_id for ally_id, _way in barred}
    return left, {ally_id for ally_id in hit if not any((left[ally_id] or {}).get(way) for way in WAYS)}


def _why_not(ally: Ally, contact: Contact | None, barred: bool, export: Export) -> str:
    """ "" for who may be in it."""
    if contact is None:
        return "nothing_to_reach"
    if barred:
        return "suppressed"
    if ally.extra_care and not export.with_care:
        return "extra_care"
    email, phone = _ways(ally, contact)
    if "no" in (ally.email_consent, ally.phone_consent) and "yes" not in (ally.email_consent, ally.phone_consent):
        return "said_no"
    if LAYOUTS[export.layout].mails:
        if ally.email_consent != "yes":
            return "said_no" if ally.email_consent == "no" else "nothing_to_reach"
        if email and not is_confirmed(ally):
            return "not_confirmed"
        return "" if email else "nothing_to_reach"
    return "" if email or phone else "nothing_to_reach"


def _ways(ally: Ally, contact: Contact) -> tuple[str, str]:
    email = contact.get("email") or "" if ally.email_consent != "no" else ""
    return email, (contact.get("phone") or "" if ally.phone_consent != "no" else "")


def _told(ally: Ally, contact: Contact, ticked: list[str]) -> dict[str, Cell]:
    email, phone = _ways(ally, contact)
    name, call = contact.get("name", ""), contact.get("call", "")
    first, last = parted(name, call)
    return {
        "ally_id": ally.id, "alias": ally.alias, "name": name, "called": call or name, "first": first, "last": last,
        "email": email, "phone": phone, "digits": phone.lstrip("+"), "language": ally.language,
        "may_be_written_to": ANSWERS[ally.email_consent], "may_be_called": ANSWERS[ally.phone_consent],
        "address_confirmed": is_confirmed(ally), "extra_care": bool(ally.extra_care), "ticked": "; ".join(ticked),
        "tags": ", ".join(ticked), "last_act": utc(ally.acted_at),
    }  # fmt: skip


def parted(name: str, call: str) -> tuple[str, str]:
    """For systems with two fields: what they are called by, and the rest of the name. Nothing is guessed: where no name to be
    called by was said, the whole name is the first.
    """
    words, called = name.split(), call.split()
    if not called or called == words:
        return name or call, ""
    if words[: len(called)] == called:
        return call, " ".join(words[len(called) :])
    if words[-len(called) :] == called:
        return call, " ".join(words[: -len(called)])
    return call, ""


def _ticked(ally_ids: Sequence[str]) -> dict[str, list[str]]:
    wanted = (
        select(Signup.ally_id, Interest.key)
        .join(SignupInterest, SignupInterest.signup_id == Signup.id)
        .join(Interest, Interest.id == SignupInterest.interest_id)
        .where(Signup.ally_id.in_(ally_ids))
        .distinct()
        .order_by(Interest.key)
    )
    found: dict[str, list[str]] = {}
    for ally_id, key in db.session.execute(wanted):
        found.setdefault(ally_id, []).append(key)
    return found
