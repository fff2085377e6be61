"""One search over all that the desk knows: film screenings, films, campaigns, venues, hosts, allies. Nothing of it is kept.

Allies by alias; by what they are called, one's own and those of one's team (coordinators: everybody, extra care too); by
their exact address or number, for coordinators.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import field
from itertools import islice

from sqlalchemy import ColumnElement, Select, exists, func, select

from tracker.allies import name_words
from tracker.allies.ally import Ally
from tracker.allies.by_address import by_address
from tracker.allies.contact_points import clean_phone, clean_text
from tracker.errors import Refusal
from tracker.finding import by_alias, search_places
from tracker.finding.allies import called_by_name, own
from tracker.finding.reach import in_reach
from tracker.finding.search_places import Places
from tracker.followups import claiming
from tracker.followups.card import called_by
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.records import dataclass
from tracker.screenings import who_works
from tracker.store.db import db
from tracker.words import lazy

MOST_ASKED = 120
SHOWN = 20
# Contacts that are opened for one search at most; so many at a time.
OPENED, AT_ONCE = 3_000, 250
_NUMBER = re.compile(r"[+(\d][\d\s().+/-]{6,}", re.ASCII)


class AskForSomething(Refusal):
    sentence = lazy("Write what you look for: a place, a film, a name, or an alias.")
    field = "asked"


@dataclass(frozen=True, slots=True)
class Person:
    """An ally who fits. `called`: where they were found by it, or are one's own."""

    id: str
    alias: str
    called: str
    language: str
    extra_care: bool


@dataclass(slots=True)
class Found:
    """All that fits; of each kind the first ones."""

    people: list[Person] = field(default_factory=list)
    # More fit, or may: so many were looked through.
    more_people: bool = False
    places: Places = field(default_factory=Places)
    # Ids of those who were found by what they are called, or by a contact.
    opened: list[str] = field(default_factory=list)
    # An address or a number was asked for; and by whom it may not be.
    by_contact: bool = False
    not_for_me: bool = False

    def __bool__(self) -> bool:
        return bool(self.people or self.places)


def look_for(asked: str, who: Worker) -> Found:
    """Raises AskForSomething."""
    text = clean_text(asked)[:MOST_ASKED]
    words = name_words.asked_words(text)
    if not words:
        raise AskForSomething
    found = Found()
    if "@" in text or _NUMBER.fullmatch(text):
        _by_contact(text, who, found)
        return found
    _by_alias(words, who, found)
    _by_name(words, who, found)
    found.places = search_places.look_for(words, who)
    return found


def _by_contact(text: str, who: Worker, found: Found) -> None:
    """Exactly this one: what looks alike is nobody's."""
    found.by_contact, found.not_for_me = True, not who.careful
    if found.not_for_me:
        return
    ids = [by_address(text)] if "@" in text else []
    phone = clean_phone(text) if "@" not in text else None
    if phone:
        ids += _opened(
            name_words.phone_candidates(phone), lambda ally: (ally.contact or {}).get("phone") == phone, who, found
        )
    _add_named([each for each in ids if each], found)


def _by_name(words: Sequence[str], who: Worker, found: Found) -> None:
    wanted = name_words.candidates(words)
    if wanted is not None:
        ids = _opened(wanted, lambda ally: name_words.fits(words, ally.contact or {}), who, found)
        _add_named(ids, found)


def _opened(wanted: Select[str], fits: Callable[[Ally], bool], who: Worker, found: Found) -> list[str]:
    """Ids of who really fits, of the first OPENED that may."""
    fitting, after = list[str](), ""
    for _ in range(OPENED // AT_ONCE):
        some = _some(wanted, after, who)
        fitting += [ally.id for ally in some if (who.careful or not ally.extra_care) and fits(ally)]
        if len(some) < AT_ONCE:
            break
        after = some[-1].id
        if len(fitting) > SHOWN:
            break
    else:
        found.more_people = True
    found.more_people = found.more_people or len(fitting) > SHOWN
    return fitting[:SHOWN]


def _some(candidates: Select[str], after: str, who: Worker) -> Sequence[Ally]:
    """In the order in which the index of marks has them: no more of them are looked up than are opened."""
    ids = candidates.subquery()
    (candidate,) = ids.c
    wanted = select(Ally).join(ids, candidate == Ally.id).where(Ally.contact_sealed.is_not(None), candidate > after)
    wanted = wanted.where(in_reach(who))
    if not who.careful:
        wanted = wanted.where(_looked_after_by(who))
    return db.session.scalars(wanted.order_by(candidate).limit(AT_ONCE)).all()


def _looked_after_by(who: Worker) -> ColumnElement[bool]:
    """Over Ally: they or somebody of their team is point person, in a campaign that they work on."""
    people = sorted(who_works.colleagues_of(who.account_id))
    # Wrapped up: of each ally SQLite would go through all that these people have, not through the ally's few.
    person = func.coalesce(FollowUp.point_person_id, "")
    theirs = FollowUp.ally_id == Ally.id, person.in_(people), claiming.in_reach(who, leads=False)
    return exists().where(*theirs).correlate(Ally)


def _by_alias(words: Sequence[str], who: Worker, found: Found) -> None:
    called_so = by_alias.matching(words)
    if called_so is None:
        return
    wanted = select(Ally, own(who.account_id)).where(called_so, in_reach(who)).order_by(Ally.alias)
    rows = db.session.execute(wanted.limit(SHOWN + 1)).all()
    found.more_people = len(rows) > SHOWN
    found.people += [
        Person(
            ally.id, ally.alias, called_by_name(ally) if mine and not ally.extra_care else "", ally.language,
            bool(ally.extra_care),
        )
        for ally, mine in islice(rows, SHOWN)
    ]  # fmt: skip


def _add_named(ids: Sequence[str], found: Found) -> None:
    """Those with a name go first, in the order of their names."""
    if not ids:
        return
    named = [_named(ally) for ally in db.session.scalars(select(Ally).where(Ally.id.in_(ids)))]
    named.sort(key=lambda person: (person.called.casefold(), person.alias))
    found.opened += [person.id for person in named]
    found.people = [*named, *(person for person in found.people if person.id not in found.opened)][: 2 * SHOWN]


def _named(ally: Ally) -> Person:
    contact = ally.contact or {}
    called = called_by(contact.get("name", ""), contact.get("call", ""), ally.language)
    return Person(ally.id, ally.alias, called, ally.language, bool(ally.extra_care))
