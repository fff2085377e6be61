"""What is known of one ally, without the contact: where they stand, what is still to do, and all that happened."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import exists, select

from tracker.allies.ally import Ally
from tracker.errors import NotThere
from tracker.finding.allies import names_of_mine
from tracker.finding.ally_timeline import Timeline, rare, timeline
from tracker.finding.filters import mine_or
from tracker.followups import hosting, ladder
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.followups.titles import title_of
from tracker.letters import lists
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.screening import Screening
from tracker.signups import answers, lineage, requests
from tracker.signups.signup import Signup
from tracker.store.counts import counted
from tracker.store.db import db
from tracker.store.once import tell
from tracker.store.rows import row_of
from tracker.words import plain

# Open follow-ups that are shown.
MOST = 100


@dataclass(frozen=True, slots=True)
class Followed:
    """One follow-up that is open."""

    follow_up: FollowUp
    title: str
    letter_state: str


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
    # What is still to do.
    follow_ups: list[Followed]
    timeline: Timeline
    # What letters are called that come from no follow-up, by letter.
    named: dict[str, str]
    stands: Stands | None = None
    # How many answers to calls to action are held.
    wrote: int = 0
    hosts: "Hosts | None" = None


def ally_card(ally_id: str, who: Worker, after: tuple[datetime, str] | None = None) -> AllyCard:
    """`after`: where a page of the timeline begins. Raises NotThere unless the ally signed up in a campaign of theirs."""
    ally = row_of(Ally, ally_id)
    mine = exists().where(Signup.ally_id == ally_id, Screening.id == Signup.screening_id, mine_or(Screening, who))
    if who.campaigns is not None and not db.session.scalar(select(mine)):
        raise NotThere
    if ally.extra_care and not who.careful:
        return AllyCard(ally, True, "", [], Timeline([], None), {})
    called = names_of_mine([ally_id], who.account_id).get(ally_id, "")
    # What most allies have none of is not asked for kind by kind.
    there = counted({**rare(ally_id), "answer": answers.counting(ally_id)})
    tell(("joined to", ally_id), there["merge"])
    told = timeline(ally_id, who, after, {kind for kind, number in there.items() if not number})
    letters = [event.row[0] for event in told.events if event.kind == "letter"]
    return AllyCard(
        ally, False, called, _follow_ups(ally_id, who), told, _named(letters, who), _stands(ally_id, who),
        there["answer"], _hosts(ally_id, who, there),
    )  # fmt: skip


def _hosts(ally_id: str, who: Worker, there: Mapping[str, int]) -> Hosts | None:
    """None: they have asked for nothing."""
    if not there["request"]:
        return None
    asked = requests.of_ally(ally_id, who.campaigns)
    return Hosts(asked, *lineage.brought_by(ally_id)) if asked else None


def _stands(ally_id: str, who: Worker) -> Stands | None:
    """None: on no rung yet."""
    rung, acts = ladder.stand_of(ally_id)
    if rung is None:
        return None
    mine = [act for act in acts if who.campaigns is None or act.campaign_id in who.campaigns]
    # Each way once, at its latest.
    by = {act.way: act for act in reversed(mine)}
    return Stands(plain(rung.title), sorted(by.values(), key=lambda act: act.at, reverse=True), len(mine) < len(acts))


def _follow_ups(ally_id: str, who: Worker) -> list[Followed]:
    """Those that are open, what is due first."""
    rows = (
        select(FollowUp, Step.title)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .where(FollowUp.ally_id == ally_id, FollowUp.state == "open")
        .order_by(FollowUp.due_at, FollowUp.id)
        .limit(MOST)
    )
    if who.campaigns is not None:
        rows = rows.where(FollowUp.campaign_id.in_(sorted(who.campaigns)))
    found = db.session.execute(rows).all()
    ids = [each.id for each, _ in found]
    on_its_way = select(Letter.follow_up_id, Letter.state).where(Letter.follow_up_id.in_(ids))
    states = {str(follow_up_id): state for follow_up_id, state in db.session.execute(on_its_way)} if ids else {}
    return [Followed(each, title_of(title, each.why), states.get(each.id, "")) for each, title in found]


def came_of(card: AllyCard, who: Worker) -> dict[str, tuple[str, str]]:
    """The film screenings that came of what stands on the page, by follow-up: id, and what it is called."""
    shown = [e.row[1].id for e in card.timeline.events if e.kind in ("try", "letter") and e.row[1] is not None]
    shown += [e.row.id for e in card.timeline.events if e.kind == "outcome"]
    return {
        follow_up_id: (screening.id, terms.title(screening, venue))
        for follow_up_id, (screening, venue) in hosting.hosted_after(shown).items()
        if who.campaigns is None or screening.campaign_id in who.campaigns
    }


def _named(letters: list[Letter], who: Worker) -> dict[str, str]:
    """Those of a letter to many of a campaign of theirs by its title; notices of change by what they are."""
    to_many = {letter.bulk_id for letter in letters if letter.bulk_id}
    wanted = select(BulkLetter.id, BulkLetter.title).where(BulkLetter.id.in_(to_many))
    if who.campaigns is not None:
        wanted = wanted.where(BulkLetter.campaign_id.in_(sorted(who.campaigns)))
    titles: dict[str, str] = dict(db.session.execute(wanted).all()) if to_many else {}
    told = {letter.id: str(lists.KINDS[letter.kind]) for letter in letters if letter.notice_id}
    return told | {letter.id: lists.many(titles[letter.bulk_id]) for letter in letters if letter.bulk_id in titles}
