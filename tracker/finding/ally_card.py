"""What is known of one ally, without the contact: signups, answers about contact, follow-ups and their tries, letters."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from tracker.allies.ally import Ally
from tracker.allies.consent import Consent, Wording
from tracker.appeals.interest import Interest
from tracker.errors import NotThere
from tracker.finding.allies import names_of_mine
from tracker.finding.filters import mine_or
from tracker.followups import hosting, ladder
from tracker.followups.claiming import Worker
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.playbook import Step
from tracker.followups.titles import title_of
from tracker.letters import lists
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter
from tracker.screenings import terms
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups import answers, lineage, requests
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.times import when_words

# Newest ones shown of each kind.
MOST = 100


@dataclass(frozen=True, slots=True)
class SignedUp:
    """One signup."""

    screening_id: str
    place: str
    when: str
    source: str
    at: datetime
    interests: list[str]


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer about contact."""

    channel: str
    answer: str
    # Version of the wording shown; None where no page of ours asked.
    version: int | None
    language: str
    source: str
    at: datetime
    account_id: str | None


@dataclass(frozen=True, slots=True)
class Followed:
    """One follow-up with its tries."""

    follow_up: FollowUp
    title: str
    tries: list[Attempt]
    letter_state: str
    # The film screening that came of it: its id, and what it is called.
    came: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """Where they stand on the ladder, and what holds them there: ways and days, the latest first."""

    title: str
    by: list[ladder.Act]
    # Something in a campaign that others work on holds them there too.
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Hosts:
    """What they asked to host, and whom that brought: at their own film screenings, and over all generations."""

    requests: list[requests.Line]
    own: lineage.Sum
    in_all: lineage.Sum


@dataclass(frozen=True, slots=True)
class AllyCard:
    """The page. `closed_to_me`: the alias alone."""

    ally: Ally
    closed_to_me: bool
    called: str
    signups: list[SignedUp]
    consents: list[Answered]
    follow_ups: list[Followed]
    letters: list[Letter]
    # What those are called that come from no follow-up, by letter.
    named: dict[str, str]
    stands: Stands | None = None
    # How many answers to calls to action are held.
    wrote: int = 0
    hosts: "Hosts | None" = None


def ally_card(ally_id: str, who: Worker) -> AllyCard:
    """Raises NotThere unless the ally signed up in a campaign of theirs."""
    ally = row_of(Ally, ally_id)
    mine = exists().where(Signup.ally_id == ally_id, Screening.id == Signup.screening_id, mine_or(Screening, who))
    if who.campaigns is not None and not db.session.scalar(select(mine)):
        raise NotThere
    if ally.extra_care and not who.careful:
        return AllyCard(ally, True, "", [], [], [], [], {})
    called = names_of_mine([ally_id], who.account_id).get(ally_id, "")
    letters = list(
        db.session.scalars(
            select(Letter).where(Letter.ally_id == ally_id).order_by(Letter.written_at.desc()).limit(MOST)
        )
    )
    return AllyCard(
        ally, False, called, _signups(ally_id, who), _consents(ally_id), _follow_ups(ally_id, who, letters), letters,
        _named(letters, who), _stands(ally_id, who), answers.how_many(ally_id), _hosts(ally_id, who),
    )  # fmt: skip


def _hosts(ally_id: str, who: Worker) -> Hosts | None:
    """None: they have asked for nothing."""
    asked = requests.of_ally(ally_id, who.campaigns)
    return Hosts(asked, *lineage.brought_by(ally_id)) if asked else None


def _stands(ally_id: str, who: Worker) -> Stands | None:
    """None: on no rung yet."""
    rung = ladder.stands([ally_id])[ally_id]
    if rung is None:
        return None
    acts = ladder.held_by(ally_id, rung)
    mine = [act for act in acts if who.campaigns is None or act.campaign_id in who.campaigns]
    # Each way once, at its latest.
    by = {act.way: act for act in reversed(mine)}
    return Stands(rung.title, sorted(by.values(), key=lambda act: act.at, reverse=True), len(mine) < len(acts))


def _signups(ally_id: str, who: Worker) -> list[SignedUp]:
    ticked: dict[str, list[str]] = {}
    wanted = (
        select(SignupInterest.signup_id, Interest)
        .join(Interest, Interest.id == SignupInterest.interest_id)
        .join(Signup, Signup.id == SignupInterest.signup_id)
        .where(Signup.ally_id == ally_id)
        .order_by(Interest.position, Interest.key)
    )
    for signup_id, interest in db.session.execute(wanted):
        ticked.setdefault(signup_id, []).append(interest.label)
    rows = (
        select(Signup, Screening, Venue)
        .join(Screening, Screening.id == Signup.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Signup.ally_id == ally_id, mine_or(Screening, who))
        .order_by(Signup.at.desc(), Signup.id)
        .limit(MOST)
    )
    return [
        SignedUp(
            screening.id, terms.title(screening, venue), when_words(screening.starts_at, screening.day, screening.zone),
            signup.source, signup.at, ticked.get(signup.id, []),
        )
        for signup, screening, venue in db.session.execute(rows)
    ]  # fmt: skip


def _consents(ally_id: str) -> list[Answered]:
    rows = (
        select(Consent, Wording.version)
        .outerjoin(Wording, Wording.id == Consent.wording_id)
        .where(Consent.ally_id == ally_id)
        .order_by(Consent.at.desc(), Consent.id)
        .limit(MOST)
    )
    return [
        Answered(fact.channel, fact.answer, version, fact.language, fact.source, fact.at, fact.account_id)
        for fact, version in db.session.execute(rows)
    ]


def _follow_ups(ally_id: str, who: Worker, letters: list[Letter]) -> list[Followed]:
    rows = (
        select(FollowUp, Step.title)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .where(FollowUp.ally_id == ally_id)
        .order_by(FollowUp.due_at.desc(), FollowUp.id)
        .limit(MOST)
    )
    if who.campaigns is not None:
        rows = rows.where(FollowUp.campaign_id.in_(sorted(who.campaigns)))
    found = db.session.execute(rows).all()
    tries: dict[str, list[Attempt]] = {}
    made = (
        select(Attempt).where(Attempt.follow_up_id.in_([each.id for each, _ in found])).order_by(Attempt.at, Attempt.id)
    )
    for attempt in db.session.scalars(made):
        tries.setdefault(attempt.follow_up_id, []).append(attempt)
    states = {letter.follow_up_id: letter.state for letter in letters if letter.follow_up_id}
    hosted = {
        follow_up_id: (screening.id, terms.title(screening, venue))
        for follow_up_id, (screening, venue) in hosting.hosted_after([each.id for each, _ in found]).items()
        if who.campaigns is None or screening.campaign_id in who.campaigns
    }
    return [
        Followed(each, title_of(title, each.why), tries.get(each.id, []), states.get(each.id, ""), hosted.get(each.id))
        for each, title in found
    ]


def _named(letters: list[Letter], who: Worker) -> dict[str, str]:
    """Those of a letter to many of a campaign of theirs by its title; notices of change by what they are."""
    wanted = select(BulkLetter.id, BulkLetter.title).where(
        BulkLetter.id.in_({letter.bulk_id for letter in letters if letter.bulk_id})
    )
    if who.campaigns is not None:
        wanted = wanted.where(BulkLetter.campaign_id.in_(sorted(who.campaigns)))
    titles: dict[str, str] = dict(db.session.execute(wanted).all())
    told = {letter.id: str(lists.KINDS[letter.kind]) for letter in letters if letter.notice_id}
    return told | {letter.id: lists.many(titles[letter.bulk_id]) for letter in letters if letter.bulk_id in titles}
