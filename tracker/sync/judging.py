"""People of another server meet the allies: who is known, who comes in, whose "no" is heard, and who is left alone. Nothing is written.

Known is whom the other server's id means, else who is recognised as at every other door. What it says of somebody known changes
nothing but consent: a "no" always, a "yes" where somebody vouches for it and nothing was said here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.allies.ally import Ally, Contact
from tracker.allies.consent import CHANNELS
from tracker.allies.contact_points import MOST_NAME, clean_email, clean_text
from tracker.allies.now import now_of
from tracker.allies.recognise import Person, known
from tracker.allies.said import whole_name
from tracker.allies.suppress import contacts_fingerprints, suppressed
from tracker.finding.people_told import e164
from tracker.imports.people_rows import Hand
from tracker.imports.people_screenings import Spot, many
from tracker.osdi.there import AttendanceThere, PersonThere
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.sync import links
from tracker.sync.fates import ATTENDANCES, IN, PEOPLE, Fate
from tracker.sync.terms import ATTENDING, Terms
from tracker.team import offered

GONE, TAKEN_BACK = "gone", "taken back"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A raised hand that comes in: whose it is there, and by which attendance; "" by none."""

    hand: Hand
    person_id: str
    attendance_id: str = ""
    # The name to be called by, of somebody new.
    called: str = ""


@dataclass
class Judged:
    """What is to be done about one portion of people."""

    wanted: list[Wanted] = field(default_factory=list)
    # By ally the channels on which they said "no" there.
    noes: dict[str, set[str]] = field(default_factory=dict)
    # Contacts of nobody here who said "no" there.
    strangers: list[tuple[str | None, str | None]] = field(default_factory=list)
    # Ids there of whom letters go to from there although they said "no" here, or were erased.
    to_tell: list[tuple[str, bool, bool]] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    attendances: dict[str, str] = field(default_factory=dict)
    fates: list[Fate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where hands were raised: the film screening of each event there, and the campaign's own for who was at none."""

    spots: Mapping[str, Spot]
    unplaced: Spot


@dataclass(frozen=True, slots=True)
class _Somebody:
    """A person there, cleaned, with what is known of them here."""

    there: PersonThere
    name: str
    email: str | None
    phone: str | None
    came: Sequence[tuple[str, AttendanceThere]]
    ally: Ally | None
    # How an id there came to mean nobody here.
    lost: str
    barred: bool

    @property
    def answers(self) -> dict[str, str]:
        """By channel; those alone on which they can be reached."""
        found = {"email": (self.email, self.there.email_answer), "phone": (self.phone, self.there.phone_answer)}
        return {channel: answer for channel, (way, answer) in found.items() if way}


def judge(
    terms: Terms, people: Sequence[PersonThere], came: Mapping[str, Sequence[tuple[str, AttendanceThere]]],
    at: Whereabouts,
) -> Judged:  # fmt: skip
    """`came`: by the id of a person their attendances, each with the id of its event; those that are here already are not among them."""
    found = Judged()
    somebody = _look_up(terms, people, came)
    there = {each.ally.id for each in somebody if each.ally is not None}
    signups = _in_campaign(terms.campaign_id, there)
    for each in somebody:
        if each.ally is not None:
            _known(found, terms, each, each.ally, at, signups.get(each.ally.id, {}))
        else:
            _unknown(found, terms, each, at)
    return found


def _look_up(
    terms: Terms, people: Sequence[PersonThere], came: Mapping[str, Sequence[tuple[str, AttendanceThere]]]
) -> list[_Somebody]:
    cleaned = [
        (each, clean_text(whole_name(each.given, each.family))[:MOST_NAME], clean_email(each.email) if each.email else None,
         e164(each.phone) if each.phone else None)
        for each in people
    ]  # fmt: skip
    meant = links.meaning(terms.server, links.PERSON, [each.id for each in people])
    recognised = known([Person("", name, email, phone) for _, name, email, phone in cleaned])
    ids = {id_ for id_ in (*meant.values(), *recognised) if id_}
    allies = _allies(ids)
    whom = [
        _whom(each.id, meant, by_contact, allies) for (each, *_), by_contact in zip(cleaned, recognised, strict=True)
    ]
    contacts = [(email, phone) for _, _, email, phone in cleaned]
    contacts += [
        (own.get("email"), own.get("phone")) for ally, _ in whom for own in [(ally and ally.contact) or Contact()]
    ]
    marks = contacts_fingerprints(contacts)
    barred = suppressed(mark for each in marks for mark in each)
    stopped = [any(mark in barred for mark in each) for each in marks]
    both = zip(stopped[: len(people)], stopped[len(people) :], strict=True)
    return [
        _Somebody(each, name, email, phone, came.get(each.id, ()), ally, lost, theirs or ours)
        for (each, name, email, phone), (ally, lost), (theirs, ours) in zip(cleaned, whom, both, strict=True)
    ]


def _allies(ids: set[str]) -> dict[str, Ally]:
    """By the id that was asked for; who was joined to another is that one."""
    found: dict[str, Ally] = {}
    listed = sorted(ids)
    for start in range(0, len(listed), 5_000):
        some = select(Ally).where(Ally.id.in_(listed[start : start + 5_000]))
        found.update({ally.id: ally for ally in db.session.scalars(some)})
    for id_ in listed:
        if id_ in found and found[id_].contact_sealed is None and (stays := now_of(id_)) != id_:
            found[id_] = db.session.get_one(Ally, stays)
    return found


def _whom(
    id_: str, meant: Mapping[str, str | None], by_contact: str | None, allies: Mapping[str, Ally]
) -> tuple[Ally | None, str]:
    """By the id there; where that means nobody any more, by a contact that somebody has left here anew."""
    linked = meant.get(id_)
    ally = allies.get(linked) if linked else None
    if ally is not None and ally.contact_sealed is not None:
        return ally, ""
    again = allies.get(by_contact) if by_contact else None
    if again is not None and again.contact_sealed is not None:
        return again, ""
    if id_ not in meant:
        return None, ""
    return None, TAKEN_BACK if linked and ally is None else GONE


def _in_campaign(campaign_id: str, ally_ids: set[str]) -> dict[str, dict[str, str]]:
    """By ally, by film screening of the campaign: their signup."""
    found: dict[str, dict[str, str]] = {}
    listed = sorted(ally_ids)
    for start in range(0, len(listed), 5_000):
        wanted = select(Signup.ally_id, Signup.screening_id, Signup.id).join(
            Screening, Screening.id == Signup.screening_id
        )
        some = wanted.where(Screening.campaign_id == campaign_id, Signup.ally_id.in_(listed[start : start + 5_000]))
        for ally_id, screening_id, signup_id in db.session.execute(some):
            found.setdefault(ally_id, {})[screening_id] = signup_id
    return found


def _known(
    found: Judged, terms: Terms, one: _Somebody, ally: Ally, at: Whereabouts, signups: Mapping[str, str]
) -> None:
    found.people[one.there.id] = ally.id
    contact = ally.contact or Contact()
    noes = {
        channel for channel, answer in one.answers.items()
        if answer == "no" and channel in contact and getattr(ally, f"{channel}_consent") != "no"
    }  # fmt: skip
    if noes:
        found.noes[ally.id] = noes
    _tell(found, one, ally)
    fate = "no heard" if noes else "already there"
    if one.barred and not noes:
        fate = "left alone"
    hands = [] if one.barred else _hands_of(terms, one, ally, contact, at, signups, found)
    found.wanted += hands
    if not hands or noes:
        found.fates.append(Fate(IN, PEOPLE, fate, one.there.id, ally.id))


def _hands_of(
    terms: Terms,
    one: _Somebody,
    ally: Ally,
    contact: Contact,
    at: Whereabouts,
    signups: Mapping[str, str],
    found: Judged,
) -> list[Wanted]:
    """By the contact that we have, so that they are who they are."""
    by = "email" if "email" in contact else "phone"
    yes = (
        terms.vouched
        and one.answers.get(by) == "yes"
        and getattr(ally, f"{by}_consent") == "unknown"
        and not ally.extra_care
    )
    answers = {by: "yes"} if yes else {}
    hands = []
    for event_id, attendance in one.came:
        spot = at.spots[event_id]
        if spot.id in signups:
            found.attendances[attendance.id] = signups[spot.id]
            found.fates.append(Fate(IN, ATTENDANCES, "already there", attendance.id, signups[spot.id]))
        else:
            hands.append(_hand(terms, one, contact, spot, attendance.at, answers, attendance.id))
    if hands or (signups and not yes):
        return hands
    if signups:
        [spot] = many([min(signups)]).values()
        return [_hand(terms, one, contact, spot, None, answers)]
    if terms.people == ATTENDING or ally.email_consent == "no":
        return []
    return [_hand(terms, one, contact, at.unplaced, one.there.created, answers)]


def _unknown(found: Judged, terms: Terms, one: _Somebody, at: Whereabouts) -> None:
    """Of whom nobody here knows anything."""
    there = one.there
    if one.barred:
        _tell(found, one, None)
        found.fates.append(Fate(IN, PEOPLE, "left alone", there.id))
        return
    if one.lost:
        found.fates.append(Fate(IN, PEOPLE, "erased" if one.lost == GONE else "taken back", there.id))
        return
    if not one.email and not one.phone:
        found.fates.append(Fate(IN, PEOPLE, "no contact", there.id))
        return
    answers = one.answers
    if not one.came and set(answers.values()) == {"no"}:
        found.strangers.append((one.email, one.phone))
        found.fates.append(Fate(IN, PEOPLE, "unsubscribed", there.id))
        return
    if not one.came and terms.people == ATTENDING:
        found.fates.append(Fate(IN, PEOPLE, "not attending", there.id))
        return
    latest = max([attendance.at or clock.now() for _, attendance in one.came] or [there.created or clock.now()])
    if latest < terms.kept_since():
        found.fates.append(Fate(IN, PEOPLE, "too old", there.id))
        return
    contact: Contact = {"name": one.name}
    if one.email:
        contact["email"] = one.email
    if one.phone:
        contact["phone"] = one.phone
    heard = {
        channel: answer for channel, answer in answers.items() if answer == "no" or (answer == "yes" and terms.vouched)
    }
    if one.came:
        found.wanted += [
            _hand(terms, one, contact, at.spots[event_id], attendance.at, heard, attendance.id)
            for event_id, attendance in one.came
        ]
    else:
        found.wanted.append(_hand(terms, one, contact, at.unplaced, there.created, heard))


def _tell(found: Judged, one: _Somebody, ally: Ally | None) -> None:
    """Whoever said "no" here, or was erased, is unsubscribed there as well."""
    stands = {channel: getattr(ally, f"{channel}_consent") if ally else "no" for channel in CHANNELS}
    mail = one.there.mailed and (stands["email"] == "no" or one.barred)
    call = one.there.called and (stands["phone"] == "no" or one.barred)
    if mail or call:
        found.to_tell.append((one.there.id, mail, call))


def _hand(
    terms: Terms, one: _Somebody, contact: Contact, spot: Spot, at: datetime | None, answers: Mapping[str, str],
    attendance_id: str = "",
) -> Wanted:  # fmt: skip
    email, phone = contact.get("email"), contact.get("phone")
    ways = {"email": email, "phone": phone}
    said = {channel: answers.get(channel, "unknown") for channel in CHANNELS if ways[channel]}
    each = set(said.values())
    consent = each.pop() if len(each) == 1 else "yes" if "yes" in each else "unknown"
    by_channel = (
        () if len(set(said.values())) == 1 else tuple((channel, said.get(channel, "unknown")) for channel in CHANNELS)
    )
    spoken = offered.offered()
    language = next(
        (code for code in (code[:2].lower() for code in one.there.languages) if code in spoken), terms.language
    )
    hand = Hand(0, contact.get("name", ""), email, phone, consent, by_channel, spot, at, (), "", language)
    return Wanted(hand, one.there.id, attendance_id, clean_text(one.there.given)[:MOST_NAME])


def here_already(terms: Terms, ids: Sequence[str]) -> set[str]:
    """Those of the attendances there that are known here: nothing more comes of them."""
    return set(links.meaning(terms.server, links.ATTENDANCE, ids))


__all__ = ["Judged", "Wanted", "Whereabouts", "here_already", "judge"]
