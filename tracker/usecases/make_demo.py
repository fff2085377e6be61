"""The demo moves into an empty house: a team, two campaigns, their screenings, invented people and what became of them.

Everything comes in by the ways that real things come in; only the past, which nobody lived here, is written in bulk.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from tracker import clock
from tracker.allies import ally, hear_no, suppress, tags, wordings
from tracker.allies.ally import Ally
from tracker.appeals import counting, defining, interest, story_review, story_writing
from tracker.appeals.defining import Draft
from tracker.appeals.interest import NextStep
from tracker.appeals.story_review import CHECKLIST, Look
from tracker.appeals.story_writing import Draft as StoryDraft
from tracker.arrivals import from_sheet, past_hosting
from tracker.arrivals.entry import Entry
from tracker.arrivals.past_hosting import Hosting
from tracker.arrivals.welcome import welcome
from tracker.errors import Refusal
from tracker.files import pictures
from tracker.files.tables import read_table
from tracker.finding import saved_filter
from tracker.finding.filters import Filters, matching
from tracker.followups import by_letter, past, placing
from tracker.followups.claiming import Worker
from tracker.imports import memory, people_preview, people_writing
from tracker.imports.import_ import Import, State
from tracker.imports.people_choices import PeopleChoices
from tracker.imports.people_writing import Came
from tracker.keeping import demo_row
from tracker.letters import already_gone
from tracker.screenings import (
    calendar,
    campaigns,
    checklist,
    films,
    heads,
    host_link,
    log,
    printed,
    talkback_guests,
    venues,
    who_works,
)
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.films import FilmFacts
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.screening import Screening
from tracker.screenings.talkback_guests import Guest
from tracker.screenings.venues import VenueFacts
from tracker.signups import kiosks, lines, printing, sheet_ends, sheets
from tracker.signups.placing import double_of
from tracker.signups.printing import THINGS, Order
from tracker.signups.sheet_line import Typist
from tracker.signups.signup import Signup
from tracker.signups.typed_line import TypedLine
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account as accounts
from tracker.team import settings
from tracker.team.account import Account
from tracker.words import _, lazy, speaking

# Signups that are welcomed in one go.
AT_ONCE = 200
# From the signup until they say where they watched.
AFTERWARDS = timedelta(minutes=2)
# One in so many has not confirmed the address: the desk shows how that looks.
UNCONFIRMED = 9
# When the team has left those in peace, and how many it has still to look at.
TO_CONFIRM, STILL_TO_SEE_TO = timedelta(days=10), 6


class LivedIn(Refusal):
    """Somebody has an account here, or has raised a hand."""

    sentence = lazy("This house is lived in; the demo wants an empty one.")
    status = 409


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the invented team, known in the story by `key`. Without `role` gone: a colleague who has left."""

    key: str
    role: str
    name: str
    email: str
    speaks: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Evening:
    """One screening; campaign and venue by their places in the story, people by their keys."""

    campaign: int
    venue: int | None
    facts: ScreeningFacts
    point_person: str = ""
    # Kind, number, when.
    counts: tuple[tuple[str, int, datetime], ...] = ()
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """One signup. `where`: the place of an evening in the story, or (campaign, "streaming" or "unplaced")."""

    entry: Entry
    where: int | tuple[int, str]
    ticks: tuple[str, ...]
    # Where they said afterwards that they had been: the place of an evening.
    said: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A story with a picture as it was brought; `published`: in which of its languages."""

    draft: StoryDraft
    picture: bytes
    published: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pressed:
    """How often a next step was pressed on a day; the campaign by its place in the story."""

    key: str
    campaign: int
    place: str
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Named:
    """The guests of a talkback; the evening by its place in the story."""

    evening: int
    guests: Sequence[Guest]
    cleared: bool


# What became of an open follow-up, if anything did: asked round by round, with the team's ids by key.
Ending = Callable[[past.Waiting, Mapping[str, str]], past.Past | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """A list that the team shares; or a tag, on every so many of those who fit."""

    name: str
    filters: Filters
    tag_every: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """A list of people of the first evening that is over, and what its columns mean."""

    file_name: str
    data: bytes
    choices: PeopleChoices


@dataclass(frozen=True, slots=True)
class Story:
    """All that is to be made."""

    organisation: str
    reply_to: str
    zone: str
    team: Sequence[Member]
    film: FilmFacts
    campaigns: Sequence[CampaignFacts]
    venues: Sequence[VenueFacts]
    evenings: Sequence[Evening]
    hands: Sequence[Hand]
    rounds: Sequence[Ending]
    # By interest and language.
    calls: Mapping[str, Mapping[str, NextStep]]
    presses: Sequence[Pressed]
    hosting: Hosting
    # Places of evenings whose hosts have their kits.
    printed: Sequence[int] = ()
    guests: Sequence[Named] = ()
    pieces: Sequence[Piece] = ()
    # Lines of two paper sheets: one is closed, one left half typed.
    paper: tuple[Sequence[TypedLine], Sequence[TypedLine]] = ((), ())
    found: Sequence[Kept] = ()
    brought: Brought | None = None

    @property
    def steps(self) -> int:
        """How often make() says that it went on."""
        return len(self.evenings) + len(self.hands)


def check_empty() -> None:
    """Raises LivedIn where anybody has an account, or any ally is known."""
    if accounts.anybody() or ally.anybody():
        raise LivedIn


def make(story: Story, password_hash: str, went_on: Callable[[int], None]) -> list[str]:
    """Make it all, or nothing. The ids of the screenings, in the story's order. Raises LivedIn."""
    with transaction():
        check_empty()
        before, steps = demo_row.standing(), _steps()
        settings.put("demo", "yes")
        put = {
            "organisation": story.organisation, "zone": story.zone, "reply_to": story.reply_to, "reply_to_read": story.reply_to,
            "most_months": str(max(facts.retention_months for facts in story.campaigns)),
        }  # fmt: skip
        for name, value in put.items():
            settings.put(name, value)
        team = _team(story, password_hash)
        ids = _campaigns(story, team)
        _calls(story, ids)
        _tell(story, writer=team["second"], reviewer=team["coordinator"])
        standing = [campaigns.standing_of(campaign_id) for campaign_id in ids]
        places = [venues.add(facts) for facts in story.venues]
        db.session.flush()
        rows: list[Screening] = []
        for evening in story.evenings:
            venue_id = None if evening.venue is None else places[evening.venue].id
            facts = replace(
                evening.facts, campaign_id=ids[evening.campaign], venue_id=venue_id,
                point_person_id=team.get(evening.point_person),
            )  # fmt: skip
            rows.append(_evening(evening, facts, team["organizer"]))
            went_on(1)
        for place in story.printed:  # codes and numbered sheets; nobody needs the pages
            printing.plan(Order(rows[place], "letter", "", team["organizer"]), THINGS)
        _name_guests(story, rows, team)
        _welcome_all(story, rows, standing, went_on)
        past_hosting.live(story.hosting, ids, team["organizer"], clock.now())
        for ending in story.rounds:
            _live_through(ending, team)
        _type_up(story, rows, team["organizer"])
        _bring_list(story, rows, team["coordinator"])
        past.rest(TO_CONFIRM, but=STILL_TO_SEE_TO)
        _keep(story, team["coordinator"])
        _remember(before, put, steps)
        return [row.id for row in rows]


def _steps() -> dict[str, object]:
    return {each.id: each.next_step for each in interest.every()}


def _remember(before: Mapping[str, frozenset[str]], put: Mapping[str, str], steps: Mapping[str, object]) -> None:
    """What is the demo's own, so that it can go again, and nothing else with it."""
    demo_row.mark(before)
    changed = {id_: (steps[id_], step) for id_, step in _steps().items() if id_ in steps and step != steps[id_]}
    settings.put("demo_put", json.dumps({"settings": put, "interests": changed}))


def _keep(story: Story, by: str) -> None:
    who = Worker(by, None, careful=True)
    for each in story.found:
        if not each.tag_every:
            saved_filter.save(each.filters, each.name, shared=True, account_id=by)
            continue
        fit = db.session.scalars(select(Ally.id).where(matching(each.filters, who)).order_by(Ally.created_at, Ally.id))
        tags.put(fit.all()[:: each.tag_every], tags.make(each.name, by).id, by)


def post(before: datetime) -> None:
    """Of the letters that wait, a few have failed and those due before a moment have left."""
    with transaction():
        by_letter.close_sent(already_gone.post(before))


def _team(story: Story, password_hash: str) -> dict[str, str]:
    team = {}
    for member in story.team:
        row = Account(
            role_name=member.role, created_at=clock.now(), active=member.active, demo=True, language="en",
            speaks=member.speaks,
        )  # fmt: skip
        row.name = member.name
        row.set_email(member.email)
        row.set_password_hash(password_hash)
        db.session.add(row)
        team[member.key] = row.id
    db.session.flush()
    return team


def _campaigns(story: Story, team: Mapping[str, str]) -> list[str]:
    film = films.add(story.film)
    db.session.flush()
    made = [campaigns.add(replace(facts, film_id=film.id), None).id for facts in story.campaigns]
    for member in story.team:
        if member.active:
            who_works.set_campaigns(team[member.key], frozenset(made))
    db.session.flush()
    return made


def _calls(story: Story, campaign_ids: Sequence[str]) -> None:
    """The organizers' words for the first interests, and the presses."""
    known = {each.key: each for each in interest.every()}
    for key, steps in story.calls.items():
        row = known[key]
        defining.change(row.id, Draft(row.labels, steps))
    for each in story.presses:
        counting.add(known[each.key].id, campaign_ids[each.campaign], each.place, each.day, each.number)


def _tell(story: Story, writer: str, reviewer: str) -> None:
    """Written by one of the team, and let through by another where it is published."""
    for piece in story.pieces:
        row = story_writing.add(replace(piece.draft, picture=pictures.remade(piece.picture)), writer)
        for language, text in story_writing.texts_of(row.id).items():
            if language in piece.published:
                story_review.publish(Look(row.id, language, text.version, frozenset(CHECKLIST), reviewer))


def _evening(evening: Evening, facts: ScreeningFacts, by: str) -> Screening:
    row = log.add(facts, by)
    for kind, number, at in evening.counts:
        heads.add(row, kind, number, by, at)
    if evening.cancelled_at:
        row.status, row.cancelled_at = "cancelled", evening.cancelled_at
    return row


def give_host_links(screening_ids: Sequence[str], whom: Sequence[str], done: Sequence[str]) -> list[str]:
    """Links for the hosts of these, who have done some of their list by now. The token of the first for each."""
    with transaction():
        tokens = [[host_link.give(screening_id, each) for each in whom] for screening_id in screening_ids]
        for screening_id in screening_ids:
            for item in done:
                checklist.tick(screening_id, item, done=True)
        return [first for first, *_others in tokens]


def give_kiosks(screening_ids: Sequence[str], names: Sequence[str]) -> list[str]:
    """Tablets in the lobbies of these, each in the first language of its campaign. The token of the first for each."""
    with transaction():
        made = [[kiosks.make(each, name, _first_language(each), None) for name in names] for each in screening_ids]
        return [kiosks.token_of(first.id) for first, *_others in made]


def _first_language(screening_id: str) -> str:
    return printed.languages_of(campaigns.by_id(log.by_id(screening_id).campaign_id))[0]


def _name_guests(story: Story, rows: Sequence[Screening], team: Mapping[str, str]) -> None:
    """The organizer wrote them down; the coordinator has cleared some."""
    for each in story.guests:
        talkback_guests.write(rows[each.evening].id, each.guests, 0, team["organizer"])
        db.session.flush()
        if each.cleared:
            talkback_guests.clear(rows[each.evening].id, 1, team["coordinator"])


def _type_up(story: Story, rows: Sequence[Screening], by: str) -> None:
    """Of the first evening that has its kit and is over; one line of the closed sheet nobody could read."""
    begun = (rows[place] for place in story.printed if calendar.phase(rows[place]) == "over")
    evening = next((row for row in begun if len(sheets.at(row.id)) > 1), None)
    if evening is None:
        return
    keys = {each.key for each in interest.offered()}
    for sheet, written in zip(sheets.at(evening.id), story.paper, strict=False):
        typed = [lines.add(sheet, line, Typist(by), None)[0] for line in written if line.check(keys)]
        if written is story.paper[0]:
            sheet_ends.close(sheet, evening, len(typed) + 1, 1, by)
            from_sheet.take_in(sheet, evening, typed)


def _bring_list(story: Story, rows: Sequence[Screening], by: str) -> None:
    """Looked at and let in, as at the desk."""
    over = next((row for row in rows if row.day and calendar.phase(row) == "over"), None)
    if story.brought is None or over is None:
        return
    table = read_table(story.brought.data, story.brought.file_name)
    found = Import(
        kind="people", sha256=hashlib.sha256(story.brought.data).hexdigest(), size=len(story.brought.data), account_id=by,
        state=State.UPLOADED.value, signature=memory.signature_of("people", table), uploaded_at=clock.now(),
    )  # fmt: skip
    found.file_name, found.upload = story.brought.file_name, base64.b64encode(story.brought.data).decode("ascii")
    found.choices = replace(story.brought.choices, screening_id=over.id).written()
    db.session.add(found)
    db.session.flush()
    people_preview.store(found, people_preview.look(found))
    found.written_at, found.state = clock.now(), State.WRITTEN.value
    came = Came(found.written_at)
    for some in people_writing.staged(found):
        came.before(some)
        welcomed = welcome([Entry(**fields) for fields in people_writing.fields_of(found, some, came, by)])
        came.note(some, [(each.fate, each.ally_id, each.signup_id, each.ally_new) for each in welcomed])
    people_writing.close(found)
    found.counts = {**found.counts, "made": len(came.signups), "allies": len(came.allies)}


def _welcome_all(
    story: Story, rows: Sequence[Screening], standing: Sequence[Mapping[str, Screening]], went_on: Callable[[int], None]
) -> None:
    interests = {each.key: each.id for each in interest.offered()}
    asked = {}
    for language in sorted({hand.entry.language for hand in story.hands}):
        with speaking(language):
            question = _("May %(organisation)s contact you about this?", organisation=story.organisation)
            words = f"{question} / {_('Yes, contact me')} / {_('No, only count me')}"
        asked[language] = wordings.kept(words, language)
    for start in range(0, len(story.hands), AT_ONCE):
        some = story.hands[start : start + AT_ONCE]
        entries = []
        for hand in some:
            row = rows[hand.where] if isinstance(hand.where, int) else standing[hand.where[0]][hand.where[1]]
            entries.append(replace(
                hand.entry, screening_id=row.id, campaign_id=row.campaign_id, kind=row.kind,
                point_person_id=row.point_person_id, interests=tuple((interests[key], key) for key in hand.ticks),
                wording_id=None if hand.entry.source == "import" else asked[hand.entry.language],
            ))  # fmt: skip
        told = list(zip(some, welcome(entries), entries, strict=True))
        for hand, each, _entry in told:
            if hand.said is not None and each.signup_id:
                _say_where(each.signup_id, rows[hand.said], hand.entry.at + AFTERWARDS)
        _confirm([
            each.ally_id for number, (_hand, each, entry) in enumerate(told)
            if each.ally_id and entry.email and entry.consent == "yes" and number % UNCONFIRMED
        ])  # fmt: skip
        went_on(len(some))


def _say_where(signup_id: str, at: Screening, when: datetime) -> None:
    """As they would have on the thanks page."""
    signup = db.session.get_one(Signup, signup_id)
    whose = db.session.get_one(Ally, signup.ally_id)
    if double_of(signup, at.id):
        return
    was = placing.before(whose, signup_id)
    signup.screening_id, signup.placed_at = at.id, when
    db.session.flush()
    placing.after(whose, signup_id, was, begun=())


def _confirm(ally_ids: Sequence[str]) -> None:
    """At once, by the button in the first letter."""
    sure = update(Ally).where(Ally.id.in_(sorted(ally_ids))).values(confirmed_at=Ally.created_at)
    db.session.execute(sure.execution_options(synchronize_session=False))
    past.let_go(ally_ids, clock.now())


def _live_through(ending: Ending, team: Mapping[str, str]) -> None:
    """One round of endings; whoever asked for it is heard as in real life."""
    told = [(each, became) for each in past.waiting() if (became := ending(each, team))]
    past.write([became for _each, became in told])
    for each, became in told:
        if each.channel != "letter" and became.outcome in ("stop calls", "asked to stop"):
            _hear(db.session.get_one(Ally, each.ally_id), became.outcome, str(became.tries[-1].account_id))


def _hear(whose: Ally, outcome: str, account_id: str) -> None:
    hear_no.hear_no(whose, ("phone",) if outcome == "stop calls" else ("email", "phone"), account_id)
    if outcome == "asked to stop":
        past.stop_held(whose.id, clock.now())
        contact = whose.contact or {}
        suppress.suppress(contact.get("email"), contact.get("phone"), contact.get("name", ""), "left")
