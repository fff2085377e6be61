"""Somebody whom another program sends comes in by the one way in; who is known already is added to, and nobody comes back who is
gone. Inside a transaction.
"""

from dataclasses import replace

from sqlalchemy import select

from tracker import clock
from tracker.allies import answer_by_link, said
from tracker.allies.ally import Ally
from tracker.allies.consent import CHANNELS
from tracker.allies.ghosts import ghost_of
from tracker.allies.liken_anew import look_again
from tracker.allies.recognise import Person, known
from tracker.allies.said import SOURCE, Said
from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.errors import NotThere
from tracker.followups import by_hand, closing, facts
from tracker.followups.facts import Terms
from tracker.followups.plan import plan_signups
from tracker.followups.playbook import CHANNELS as STEPS
from tracker.letters import placed, stopping
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups import placing as places
from tracker.signups.signup import Signup
from tracker.store import known_as
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.team import offered


@dataclass(frozen=True, slots=True)
class Sender:
    """What stands behind what is sent. `vouches`: each of them said yes where they were asked; `amends`: what it says of
    somebody known is written, for it may see what was there; `account_id`: who answers for it.
    """

    vouches: bool
    amends: bool
    account_id: str | None


@dataclass(frozen=True, slots=True)
class Came:
    """`ally_id`, `signup_id`: ids of nobody where nothing was kept. `kept`: something was; `new`: nobody knew them before."""

    ally_id: str
    signup_id: str
    kept: bool = True
    new: bool = False


def whom(sent: Said) -> str | None:
    """Who is meant: by the address; without one by another system's id, then by number and name."""
    if not sent.email:
        meant, _erased = known_as.meant(known_as.PERSON, sent.identifiers)
        if meant is not None:
            return meant
    return known([Person("", sent.name, sent.email, None if sent.email else sent.phone)])[0]


def nobody(sent: Said) -> str:
    """The id by which a program is told of somebody who is not kept."""
    return ghost_of(sent.email or sent.phone or " ".join(sent.identifiers))


def take_in(sent: Said, at: Screening, sender: Sender, submission: str = "", raised: bool = True) -> Came:
    """`raised`: a hand at this film screening; else it is enough that they have raised one in its campaign.

    Raises what said.write() raises.
    """
    ally_id = whom(sent)
    if ally_id is None:
        return _new(sent, at, sender, submission)
    ally = answer_by_link.find(ally_id)
    if ally is None:
        raise NotThere
    told = amend(ally, sent, sender)
    there = _signup_in(ally, at, raised)
    if there is not None:
        if told:
            plan_anew(ally)
        return Came(ally.id, there)
    return _raise_again(ally, sent, at, submission)


def raise_hand(ally: Ally, at: Screening, submission: str = "") -> Came:
    """Somebody known, who was named, signs up at this film screening; once."""
    there = _signup_in(ally, at, raised=True)
    return Came(ally.id, there) if there is not None else _raise_again(ally, Said(), at, submission)


def amend(ally: Ally, sent: Said, sender: Sender) -> bool:
    """What was sent of somebody known. A "no" is always heard; who left stays as they are. True: a "yes" stands now that did not.

    Raises what said.write() raises.
    """
    contact = ally.contact or {}
    gone = said.is_barred(Said(email=contact.get("email"), phone=contact.get("phone"))) or said.is_barred(sent)
    _hear_no(ally, sent, sender)
    if gone or ally.contact is None or ally.extra_care:
        return False
    if not sender.amends:
        said.add_missing(ally, sent)
    elif not said.write(ally, sent):
        by_hand.ask_who_is_who(ally.id)
    _know(ally.id, sent)
    yes = [each for each in CHANNELS if getattr(sent, f"{each}_answer") == "yes"]
    return bool([each for each in yes if said.hear_yes(ally, each)])


def terms() -> Terms:
    """What it earns: no letter by itself, unless the playbook names other systems."""
    now = clock.now()
    return Terms(frozenset(STEPS) - {"letter"}, now, now, or_named=True)


def _new(sent: Said, at: Screening, sender: Sender, submission: str) -> Came:
    _meant, erased = known_as.meant(known_as.PERSON, sent.identifiers)
    if erased:
        return Came(nobody(sent), nobody(sent), kept=False)
    [done] = welcome([_entry(sent, at, submission, sent.name, sent.email, sent.phone, _answers(sent, sender.vouches))])
    if done.ally_id is None or done.signup_id is None:
        return Came(nobody(sent), nobody(sent), kept=False)
    ally = db.session.get_one(Ally, done.ally_id, populate_existing=True)
    if done.ally_new and ally.contact and sent.given and ally.contact.get("name") == sent.name:
        ally.contact = {**ally.contact, "call": sent.given}
    said.add_missing(ally, sent, parts=True)
    _know(ally.id, sent)
    return Came(ally.id, done.signup_id, new=done.ally_new)


def _raise_again(ally: Ally, sent: Said, at: Screening, submission: str) -> Came:
    """One more hand of somebody known: by the contact that we have, so that they are who they are."""
    contact = ally.contact or {}
    placed_id = _placed(ally, at)
    if placed_id is not None:
        return Came(ally.id, placed_id)
    done = None
    if contact.get("email") or contact.get("phone"):
        # What they said of contact is heard by now; what stands is nothing new.
        entry = _entry(sent, at, submission, contact.get("name", ""), contact.get("email"), contact.get("phone"), ())
        [done] = welcome([entry])
    if done is None or done.ally_id is None or done.signup_id is None:
        return Came(ally.id, ghost_of(f"{ally.id} {at.id}"), kept=False)
    ally = db.session.get_one(Ally, done.ally_id, populate_existing=True)
    if "yes" in (ally.email_consent, ally.phone_consent):
        plan_anew(ally)
    return Came(ally.id, done.signup_id)


def _placed(ally: Ally, at: Screening) -> str | None:
    """A hand that a program had raised for the campaign alone belongs here: it is one hand still. None: there is none, or they left."""
    contact = ally.contact or {}
    unplaced = (
        select(Signup.id).join(Screening, Screening.id == Signup.screening_id)
        .where(Signup.ally_id == ally.id, Screening.campaign_id == at.campaign_id)
        .where(Screening.standing == "unplaced", Signup.source == SOURCE)
    )  # fmt: skip
    found = db.session.scalar(unplaced) if at.standing is None else None
    if found is None or said.is_barred(Said(email=contact.get("email"), phone=contact.get("phone"))):
        return None
    signup = places.held(found)
    if signup is None:
        return None
    signup.placed_at = clock.now()
    look_again([ally.id])
    return placed.place(ally, signup, at)


def _entry(
    sent: Said, at: Screening, submission: str, name: str, email: str | None, phone: str | None,
    answers: tuple[tuple[str, str], ...],
) -> Entry:  # fmt: skip
    heard = {answer for channel, answer in answers if (email if channel == "email" else phone)}
    consent = "yes" if "yes" in heard else "no" if heard == {"no"} else "unknown"
    return Entry(
        submission=submission or f"api-{new_id()}", screening_id=at.id, campaign_id=at.campaign_id, kind=at.kind, name=name,
        email=email, phone=phone, consent=consent, interests=(), language=_language(sent), source=SOURCE, at=clock.now(),
        extra_care=sent.extra_care, point_person_id=at.point_person_id, by_channel=answers, terms=terms(),
    )  # fmt: skip


def _answers(sent: Said, vouches: bool) -> tuple[tuple[str, str], ...]:
    usual = "yes" if vouches else "unknown"
    said_on = {"email": sent.email_answer, "phone": sent.phone_answer}
    return tuple((channel, said_on[channel] or usual) for channel in CHANNELS)


def _language(sent: Said) -> str:
    spoken = offered.offered()
    return next((code for code in sent.languages if code in spoken), spoken[0])


def _hear_no(ally: Ally, sent: Said, sender: Sender) -> None:
    if sent.email_answer == "no":
        stopping.stop(ally, SOURCE, sender.account_id)
    elif sent.phone_answer == "no" and answer_by_link.say_no(ally, SOURCE, sender.account_id, ("phone",)):
        closing.close_all(ally.id, "withdrawn", closing.CLOSED_BY_NO["phone"])


def _know(ally_id: str, sent: Said) -> None:
    """By the ids that mean nobody else."""
    free = [
        each
        for each in sent.identifiers
        if known_as.meant(known_as.PERSON, [each]) in ((None, False), (ally_id, False))
    ]
    known_as.know(known_as.PERSON, ally_id, free)


def _signup_in(ally: Ally, at: Screening, raised: bool) -> str | None:
    """Theirs at this film screening; or, where no hand was raised, their latest in its campaign."""
    wanted = select(Signup.id).where(Signup.ally_id == ally.id)
    if raised:
        return db.session.scalar(wanted.where(Signup.screening_id == at.id))
    here = wanted.join(Screening, Screening.id == Signup.screening_id).where(Screening.campaign_id == at.campaign_id)
    return db.session.scalars(here.order_by(Signup.at.desc(), Signup.id)).first()


def plan_anew(ally: Ally) -> None:
    """What their signups earn, now that a "yes" stands."""
    plan_signups([replace(each, terms=terms()) for each in facts.of_ally(ally, clock.now())])
