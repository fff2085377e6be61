"""Allies as another program is told of them: in the order in which they came to be, by campaign, by filter."""

from collections.abc import Collection, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, select, text

from tracker.allies import besides
from tracker.allies.ally import Ally, Contact
from tracker.allies.besides import Told
from tracker.allies.contact_points import clean_email, clean_phone, clean_text, email_for_matching
from tracker.allies.identity import ONE_HOLDER, Identity
from tracker.allies.name_words import asked_words, candidates, phone_candidates
from tracker.allies.recognise import email_marks
from tracker.allies.said import parted
from tracker.errors import Refusal
from tracker.finding.in_order import InOrder
from tracker.followups.claiming import ForCoordinators
from tracker.osdi.filters import Condition
from tracker.records import dataclass
from tracker.signups.within import held, in_campaign, seen
from tracker.store import known_as
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.words import lazy

# What is sealed is compared whole; moments are compared in any way.
CONTACTS = ("email_address", "phone_number", "given_name", "family_name", "postal_code")
FILTERS = (*CONTACTS, "identifier", "created_date", "modified_date")
# Opened one by one, in one go at most.
MOST_OPENED = 20_000


class OnlyEqual(Refusal):
    sentence = lazy("“%(field)s” is sealed here: it can be compared by eq alone.")
    status = 400


class TooManyToOpen(Refusal):
    sentence = lazy("That would open more than 20,000 people. Say more: an address, a name, a time.")
    status = 400


@dataclass(frozen=True, slots=True)
class PersonTold:
    """`closed`: they have asked for extra care, or there is nothing but an alias: no more than that is told."""

    id: str
    alias: str
    created_at: datetime
    changed_at: datetime
    closed: bool
    language: str = ""
    contact: Contact = field(default_factory=Contact)
    email_consent: str = "unknown"
    phone_consent: str = "unknown"
    told: Told = field(default_factory=Told)
    identifiers: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, str]:
        """Given and family name."""
        return parted(self.contact, self.told)


def order(conditions: Sequence[Condition], campaign_id: str | None) -> InOrder:
    """Everybody who is held and fits. Raises OnlyEqual, TooManyToOpen, and Unreadable for a moment that is none."""
    fits = [held()]
    if campaign_id is not None:
        fits.append(in_campaign(campaign_id))
    fits += [_plain(each) for each in conditions if each.field not in CONTACTS]
    sealed = [each for each in conditions if each.field in CONTACTS]
    if sealed:
        fits.append(Ally.id.in_(_opened(sealed, fits)))
    return InOrder(select(Ally.created_at, Ally.id).where(*fits), Ally.created_at, Ally.id)


def open_to(ally_id: str, campaign_id: str | None) -> str:
    """The same for more than the alias. Raises ForCoordinators for who asked for extra care, too."""
    found = db.session.get_one(Ally, seen(ally_id, campaign_id))
    if found.extra_care:
        raise ForCoordinators
    return found.id


def careful(ally_ids: Collection[str]) -> set[str]:
    """Those of them who asked for extra care."""
    rows = db.session.execute(select(Ally.id, Ally.extra_care_sealed).where(Ally.id.in_(sorted(ally_ids))))
    opener = Ally.extra_care.opener()
    return {ally_id for ally_id, sealed in rows if opener(ally_id, sealed)}


def told(ally_ids: Sequence[str]) -> list[PersonTold]:
    """In their order; who is gone is left out."""
    allies = {ally.id: ally for ally in db.session.scalars(select(Ally).where(Ally.id.in_(ally_ids), held()))}
    more, names = besides.of(allies), known_as.of(known_as.PERSON, allies)
    return [_told(allies[id_], more, names) for id_ in ally_ids if id_ in allies]


def _told(ally: Ally, more: dict[str, Told], names: dict[str, list[str]]) -> PersonTold:
    changed = ally.changed_at or ally.created_at
    if abs(changed - ally.created_at) < timedelta(seconds=2):
        changed = ally.created_at  # written down in one go
    contact = ally.contact
    if ally.extra_care or not contact:
        return PersonTold(ally.id, ally.alias, ally.created_at, changed, closed=True)
    return PersonTold(
        ally.id, ally.alias, ally.created_at, changed, False, ally.language, contact, ally.email_consent, ally.phone_consent,
        more.get(ally.id, Told()), tuple(names.get(ally.id, ())),
    )  # fmt: skip


def _plain(condition: Condition) -> ColumnElement[bool]:
    if condition.field == "identifier":
        if condition.op != "eq":
            raise OnlyEqual(field=condition.field)
        kind, _, id_ = condition.value.partition(":")
        if kind == "action_network":
            return Ally.id == id_ if is_id(id_) else false()
        meant, _erased = known_as.meant(known_as.PERSON, [condition.value])
        return Ally.id == meant if meant else false()
    return compared(Ally.created_at if condition.field == "created_date" else Ally.changed_at, condition)


def compared(column: Any, condition: Condition) -> ColumnElement[bool]:
    """A column of moments against a moment, which is told to the second alone. Raises Unreadable.

    What comes after one within its second is told again: who goes on from where they were misses nobody.
    """
    at = condition.moment
    after = at + timedelta(seconds=1)
    compare: dict[str, ColumnElement[bool]] = {
        "eq": and_(column >= at, column < after), "ne": not_(and_(column >= at, column < after)),
        "gt": column > at, "ge": column >= at, "lt": column < at, "le": column < after,
    }  # fmt: skip
    return compare[condition.op]


def _opened(sealed: Sequence[Condition], fits: Sequence[ColumnElement[bool]]) -> list[str]:
    """Ids of those whose contact is so; nobody with extra care."""
    for each in sealed:
        if each.op != "eq":
            raise OnlyEqual(field=each.field)
    narrowed = [one for each in sealed if (one := _narrowed(each)) is not None]
    rows = db.session.scalars(select(Ally).where(*fits, *narrowed).limit(MOST_OPENED + 1)).all()
    if len(rows) > MOST_OPENED:
        raise TooManyToOpen
    more = besides.of([ally.id for ally in rows]) if any(each.field != "email_address" for each in sealed) else {}
    return [
        ally.id for ally in rows
        if ally.contact and not ally.extra_care and all(_is(ally.contact, more.get(ally.id, Told()), each) for each in sealed)
    ]  # fmt: skip


def _narrowed(condition: Condition) -> ColumnElement[bool] | None:
    """By an index, as far as there is one."""
    if condition.field == "email_address":
        email = clean_email(condition.value)
        if email is None:
            return false()
        marks = [mark for _, mark in email_marks(email)]
        return Ally.id.in_(
            select(Identity.ally_id).where(text(ONE_HOLDER), Identity.kind == "email", Identity.fingerprint.in_(marks))
        )
    if condition.field == "phone_number":
        phone = e164(condition.value)
        return Ally.id.in_(phone_candidates(phone)) if phone else false()
    if condition.field in ("given_name", "family_name"):
        found = candidates(asked_words(condition.value))
        return Ally.id.in_(found) if found is not None else None
    return Ally.id.in_(select(besides.Besides.ally_id))


def _is(contact: Contact, told_: Told, condition: Condition) -> bool:
    wanted = clean_text(condition.value).casefold()
    if condition.field == "email_address":
        return email_for_matching(contact.get("email", "")) == email_for_matching(clean_email(condition.value) or "")
    if condition.field == "phone_number":
        return contact.get("phone") == e164(condition.value)
    if condition.field == "postal_code":
        return str(told_.get("postal", {}).get("postal_code", "")).casefold() == wanted
    given, family = parted(contact, told_)
    return (given if condition.field == "given_name" else family).casefold() == wanted


def e164(written: str) -> str | None:
    """A number as `+` and digits; programs send the digits alone, the country among them."""
    found = clean_phone(written)
    digits = written.strip()
    if found is None and digits.isascii() and digits.isdigit() and 9 <= len(digits) <= 15 and digits[0] != "0":
        return f"+{digits}"
    return found
