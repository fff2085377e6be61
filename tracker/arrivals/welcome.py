"""The one way in: raised hands become ally, consent, signup and follow-ups, for every source, always a list.

Called inside a transaction: all of it is written, or none.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.allies.confirmed import confirmed
from tracker.allies.contact_points import email_for_matching, name_words
from tracker.allies.introduce import Answer, introduce
from tracker.allies.recognise import Person, Recognised, known, recognise
from tracker.allies.suppress import contacts_fingerprints, suppressed_since
from tracker.arrivals.entry import Entry, Welcomed
from tracker.followups.closing import CLOSED_BY_NO, close_all_of
from tracker.followups.facts import Earned
from tracker.followups.plan import plan_signups
from tracker.hooks import happened
from tracker.hooks.happened import Happened
from tracker.letters.dead_address import give_a_chance
from tracker.letters.once_more import may_have_one_more
from tracker.letters.outbox import withdraw_from_all
from tracker.screenings.shown import days_since, shown
from tracker.signups.register import Hand, Registered, register, replays, ticked
from tracker.signups.signup import ASKED_BY_US
from tracker.store.db import db

# Bars besides the kinds of a suppression. A tablet comes back two days later with a hand that was raised before its owner was
# erased: nothing of it is kept. Or before they left: it is counted, and no letter asks whether they meant it.
GONE, LATE = "gone", "late"


def welcome(entries: Sequence[Entry]) -> list[Welcomed]:
    """Welcome everybody; the answers stand in the order of the entries."""
    before = replays([entry.submission for entry in entries])
    barred = _barred(entries)
    told: dict[int, Welcomed] = {}
    fresh: list[int] = []
    for i, entry in enumerate(entries):
        if entry.submission in before:
            signup_id, ally_id = before[entry.submission]
            told[i] = Welcomed("replay", ally_id, signup_id)
        elif barred[i] == GONE or (barred[i] and not entry.in_person):
            told[i] = Welcomed("suppressed", None, None)
        else:
            fresh.append(i)
    if fresh:
        told.update(zip(fresh, _take_in([entries[i] for i in fresh], [barred[i] for i in fresh]), strict=True))
    return [told[i] for i in range(len(entries))]


def _take_in(entries: Sequence[Entry], barred: Sequence[str | None]) -> list[Welcomed]:
    people = _to_be_known(entries)
    who = recognise(people)
    introduce(people, who, [_answer(entry, bar) for entry, bar in zip(entries, barred, strict=True)])
    signups = register([_hand(entry, each.ally_id) for entry, each in zip(entries, who, strict=True)])
    # Strangers too, of whom nothing is planned: a "no" takes as long for them as for those we know.
    _let_go({each.ally_id for entry, each in zip(entries, who, strict=True) if entry.consent == "no"})
    for channel in CLOSED_BY_NO:
        said_no = {
            each.ally_id for entry, each in zip(entries, who, strict=True) if (channel, "no") in entry.by_channel
        }
        _let_go(said_no, channel)
    give_a_chance({e.email for e in entries if e.email and e.consent == "yes" and e.in_person})
    plan_signups(_earned(entries, who, signups, barred))
    happened.signups([
        Happened(signup.signup_id, entry.campaign_id, each.ally_id)
        for entry, each, signup in zip(entries, who, signups, strict=True) if signup.new
    ])  # fmt: skip
    return [
        Welcomed("new" if signup.new else "repeat", each.ally_id, signup.signup_id, each.new)
        for each, signup in zip(who, signups, strict=True)
    ]


def _to_be_known(entries: Sequence[Entry]) -> list[Person]:
    """What is looked at to recognise them. Who says "no" to our own question is heard if we know them, by this list or
    an earlier one; of anybody else neither name nor contact is kept.
    """
    people = [Person(entry.submission, entry.name, entry.email, entry.phone) for entry in entries]
    noes = [i for i, e in enumerate(entries) if e.consent == "no" and e.source in ASKED_BY_US]
    if not noes:
        return people
    others = {way for i, each in enumerate(people) if i not in noes for way in _ways(each)}
    ways = [(i, way) for i in noes for way in _ways(people[i])]
    holders = known([way for _, way in ways])
    heard = {
        i: way for (i, way), ally_id in reversed(list(zip(ways, holders, strict=True))) if ally_id or way in others
    }
    for i in noes:
        way = heard.get(i, Person("", "", None, None))
        people[i] = Person(people[i].submission, way.name, way.email, way.phone)
    return people


def _ways(person: Person) -> list[Person]:
    """Each way by which somebody could be known, by itself: the address before the number."""
    by_email = [Person("", "", email_for_matching(person.email), None)] if person.email else []
    by_phone = (
        [Person("", " ".join(sorted(name_words(person.name).split())), None, person.phone)] if person.phone else []
    )
    return by_email + by_phone


def _barred(entries: Sequence[Entry]) -> list[str | None]:
    """How each entry's address or number is suppressed, if it is: a kind, or GONE, or LATE."""
    marks = contacts_fingerprints((entry.email, entry.phone) for entry in entries)
    found = suppressed_since(mark for each in marks for mark in each)
    if not found:
        return [None] * len(entries)
    return [
        _bar(entry, {since for mark in each for since in found.get(mark, {}).items()})
        for entry, each in zip(entries, marks, strict=True)
    ]


def _bar(entry: Entry, against: Collection[tuple[str, datetime]]) -> str | None:
    kinds = {kind for kind, _at in against}
    raised = entry.device_at or entry.at
    overtaken = {kind for kind, at in against if raised < at}
    if "erased" in overtaken:
        return GONE
    if "never again" in kinds:
        return "never again"
    return LATE if overtaken else min(kinds, default=None)


def _answer(entry: Entry, bar: str | None) -> Answer:
    return Answer(
        entry.consent, entry.language, entry.at, entry.source, entry.screening_id,
        entry.wording_id, entry.extra_care, entry.account_id, waits=bar is not None, by_channel=entry.by_channel,
        import_id=entry.import_id,
    )  # fmt: skip


def _hand(entry: Entry, ally_id: str) -> Hand:
    return Hand(
        entry.submission, ally_id, entry.screening_id, entry.source, entry.at, entry.device_at,
        tuple(interest_id for interest_id, _ in entry.interests), entry.note, entry.account_id,
    )  # fmt: skip


def _let_go(allies: set[str], channel: str = "") -> None:
    """Known people who now said "no", to everything or to a channel: what was planned for them ends, what waits for them stays."""
    if not channel:
        close_all_of(allies, "withdrawn")
    else:
        close_all_of(allies, "withdrawn", CLOSED_BY_NO[channel])
    if channel != "phone":
        withdraw_from_all(allies)


def _earned(
    entries: Sequence[Entry], who: Sequence[Recognised], signups: Sequence[Registered], barred: Sequence[str | None]
) -> list[Earned]:
    """The signups of all who said "yes": what may be done is what stands now, not what this form alone says."""
    stands = _standing({each.ally_id for each in who if each.new}, held=False)
    stands |= _standing({each.ally_id for each in who if not each.new}, held=True)
    ticked_before = ticked(sorted({each.ally_id for each in who if not each.new}))
    places = shown({entry.screening_id for entry in entries})
    said_no = {each.ally_id for entry, each in zip(entries, who, strict=True) if entry.consent == "no"}
    anew = {
        each.ally_id for entry, each in zip(entries, who, strict=True)
        if not each.new and entry.email and entry.in_person and not stands[each.ally_id][3]
        and places[entry.screening_id].confirmed_first
    }  # fmt: skip
    more = may_have_one_more(anew) if anew else frozenset()
    earned = []
    for entry, each, signup, bar in zip(entries, who, signups, barred, strict=True):
        if entry.consent != "yes":
            continue
        by_email, by_phone, language, sure = stands[each.ally_id]
        waits = bar is not None or not (by_email or by_phone)
        asked = (
            entry.email is not None
            and entry.in_person
            and bar not in ("never again", LATE)
            and each.ally_id not in said_no
        )
        ticks = frozenset(key for _, key in entry.interests) | ticked_before.get(
            (each.ally_id, entry.campaign_id), frozenset()
        )
        at = places[entry.screening_id]
        earned.append(Earned(
            signup_id=signup.signup_id, ally_id=each.ally_id, campaign_id=entry.campaign_id, kind=entry.kind,
            source=entry.source, language=language, interests=ticks, by_email=asked if waits else by_email,
            by_phone=by_phone and not waits, waits=waits, unconfirmed=at.confirmed_first and not sure,
            again=each.ally_id in more and entry.in_person, at=entry.at, zone=at.zone,
            days_since=days_since(entry.at, at.zone, at.day, at.starts_at), point_person_id=entry.point_person_id,
            host_contact_id=at.host_contact_id, terms=entry.terms,
        ))  # fmt: skip
    return earned


def _standing(some: Collection[str], held: bool) -> dict[str, tuple[bool, bool, str, bool]]:
    """Whether each may be written to, and called; their language; and whether their address is confirmed.

    `held`: nobody of them is confirmed meanwhile, so that no letter waits for what has just happened.
    """
    found: dict[str, tuple[bool, bool, str, bool]] = {}
    allies = sorted(some)
    for start in range(0, len(allies), 10_000):
        rows = select(Ally.id, Ally.email_consent, Ally.phone_consent, Ally.language, confirmed()).where(
            Ally.id.in_(allies[start : start + 10_000])
        )
        if held:
            rows = rows.order_by(Ally.id).with_for_update(key_share=True)
        found.update({
            ally: (email == "yes", phone == "yes", language, bool(sure))
            for ally, email, phone, language, sure in db.session.execute(rows)
        })  # fmt: skip
    return found
