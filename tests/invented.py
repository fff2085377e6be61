"""Invented people, rooms and promises, written straight into the tables: what the tests of the desk stand on."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from tracker import clock
from tracker.allies import besides, name_words
from tracker.allies.ally import Ally, Contact, alias_of
from tracker.allies.choice import Choice, Chosen
from tracker.allies.consent import Consent
from tracker.allies.identity import Identity
from tracker.allies.tag import AllyTag, Tag
from tracker.appeals.interest import Interest
from tracker.finding.bulk_deed import BulkDeed, BulkDone
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.followups.hosting import FollowUpRequest
from tracker.followups.playbook import Playbook, Step
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.reports.document import HIDDEN, Cell, Document, Line
from tracker.reports.report import Report
from tracker.screenings.campaign import Campaign, WorksOn
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.program_form import FormSubmission, ProgramForm
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.signup import Signup, SignupAnswer, SignupInterest
from tracker.store import known_as
from tracker.store.db import Row, db
from tracker.store.ids import new_id
from tracker.store.transactions import add_rows, transaction
from tracker.team.account import Account


def write(*rows: Row) -> None:
    """All of them, in a transaction of their own."""
    with transaction() as session:
        session.add_all(rows)


def account(role: str = "organizer", name: str = "Rosa M.", **values: Any) -> str:
    """Somebody of the team; their id."""
    row = member(role, name, **values)
    write(row)
    return row.id


def member(role: str, name: str, **values: Any) -> Account:
    """The same, not written yet."""
    row = Account(
        role_name=role, tf_primary_method="authenticator", email_key="test", email_fingerprint=secrets.token_bytes(32),
        active=values.pop("active", True), fs_uniquifier=new_id(), created_at=clock.now(), **values,
    )  # fmt: skip
    row.email, row.name = f"{row.id}@example.org", name
    row.totp_secret = "A" * 32
    return row


def campaign(*members: str, name: str = "Autumn") -> str:
    """A campaign with a film; its id. `members` work on it."""
    film = Film(title="Beyond Utopia", title_key="beyond utopia", created_at=clock.now())
    # That letters wait for a confirmed address is told in tests/followups/test_held.py.
    row = Campaign(name=name, film_id=film.id, created_at=clock.now(), confirmed_first=False)
    write(film, row, *(WorksOn(account_id=member, campaign_id=row.id) for member in members))
    return row.id


def screening(
    campaign_id: str, zone: str = "America/Chicago", venue: str = "Barton Street Cinema", **values: Any
) -> str:
    """An evening in a cinema, yesterday; its id."""
    film_id = db.session.get_one(Campaign, campaign_id).film_id
    place = Venue(name=venue, name_key=venue.lower(), city="Austin", region="TX", zone=zone, created_at=clock.now())
    at = values.pop("at", clock.now() - timedelta(days=1))
    row = Screening(
        film_id=film_id, campaign_id=campaign_id, venue_id=place.id, kind="theatrical", zone=zone, day=at.date(),
        starts_at=at,
        created_at=clock.now(), changed_at=clock.now(), **values,
    )  # fmt: skip
    write(place, row)
    return row.id


def interest(key: str = "host", label: str = "Host a film screening") -> str:
    """A tick of the form; its id."""
    found = db.session.query(Interest).filter_by(key=key).first()
    if found is not None:
        return found.id
    row = Interest(key=key, position=0, labels={"en": label})
    write(row)
    return row.id


def ally(name: str = "Min-ji Seo", care: bool = False, **values: Any) -> str:
    """Somebody who signed up somewhere; their id."""
    ally_id = new_id()
    contact: Contact = {
        "name": name,
        "call": name.partition(" ")[0],
        "email": f"{ally_id}@example.org",
        "phone": "+15125550147",
    }
    row = Ally(
        id=ally_id, alias=alias_of(ally_id), language=values.pop("language", "en"), acted_at=clock.now(),
        created_at=clock.now(), email_consent=values.pop("email_consent", "yes"), phone_consent=values.pop("phone_consent", "yes"),
    )  # fmt: skip
    contact.update(values)  # type: ignore[typeddict-item]
    row.contact, row.extra_care = contact, care
    fact = Consent(ally_id=ally_id, channel="email", answer="yes", language="en", at=clock.now(), source="screen")
    write(row, fact)
    with transaction():
        name_words.write(ally_id, contact)
    return ally_id


def signup(ally_id: str, screening_id: str, *interests: str) -> str:
    """Their raised hand; its id."""
    row = Signup(ally_id=ally_id, screening_id=screening_id, submission=new_id(), source="screen", at=clock.now())
    ticks = [SignupInterest(signup_id=row.id, interest_id=each, at=clock.now()) for each in interests]
    write(row, *ticks)
    return row.id


def playbook(campaign_id: str | None = None) -> str:
    """A playbook without steps; its id."""
    if campaign_id is None:  # in the place of the one that the house moved in with
        with transaction() as session:
            session.execute(delete(Step))
            session.execute(delete(Playbook))
    row = Playbook(campaign_id=campaign_id, scope=campaign_id or "default", name="Default", created_at=clock.now())
    write(row)
    return row.id


def step(playbook_id: str, key: str, channel: str = "call", **values: Any) -> str:
    """A step of it; its id."""
    words = values.pop("words", {"en": {"subject": "Thank you", "text": "Hello {call}"}} if channel == "letter" else {})
    position = values.pop("position", len(key))
    title = values.pop("title", key.capitalize())
    row = Step(playbook_id=playbook_id, key=key, position=position, title=title, channel=channel, words=words, **values)
    write(row)
    return row.id


def follow_up(ally_id: str, campaign_id: str, *signups: str, **values: Any) -> str:
    """A promise that is due; its id."""
    now = clock.now()
    due = values.pop("due_at", now - timedelta(hours=1))
    row = FollowUp(
        ally_id=ally_id, campaign_id=campaign_id, channel=values.pop("channel", "call"), due_at=due,
        late_at=values.pop("late_at", due + timedelta(hours=72)), planned_at=due, state=values.pop("state", "open"),
        tries=0,
        **values,
    )  # fmt: skip
    write(row, *(FollowUpSignup(follow_up_id=row.id, signup_id=each) for each in signups))
    return row.id


# Of that report.
STEPS = {
    "signups": 118, "allies": 110, "contactable": 90, "awaiting": 0, "reached": 60, "acted_said": 5, "acted": 20, "outcomes": 30,
}  # fmt: skip


def report(campaign_id: str, languages: str = "en", **values: Any) -> str:
    """A published report of a campaign, with a few numbers and a hidden one; its id."""
    now = values.pop("at", None) or clock.now()
    told = Document(
        campaign="Autumn", film="Beyond Utopia", organisation="Lantern Crossing", counted_at=now, day=now.date(), wording=1,
        tables={
            "steps": tuple(Line(key, (Cell(number), Cell(118))) for key, number in STEPS.items()),
            "goals": (Line("signups", (Cell(118), Cell(200))), Line("hosts", (HIDDEN, Cell(10)))),
        },
    )  # fmt: skip
    row = Report(
        campaign_id=campaign_id, languages=languages, story_ids=values.pop("story_ids", []), document=told.to_json(),
        counted_at=now, published_at=now, number=values.pop("number", None) or next_report(campaign_id), **values,
    )  # fmt: skip
    row.learned = {code: f"Learnedxmark {code}" for code in languages.split(",")}
    write(row)
    return row.id


def next_report(campaign_id: str) -> int:
    """The number that its next report has."""
    return 1 + (db.session.scalar(select(func.max(Report.number)).where(Report.campaign_id == campaign_id)) or 0)


def request(ally_id: str | None = None, **values: Any) -> str:
    """Somebody would like to host; the id of the request."""
    asker: Any = {"name": "Ada Oh", "email": "hosting@example.org", **values.pop("asker", {})}
    row = RequestToHost(
        submission=new_id(), door=values.pop("door", "form"), at=values.pop("at", clock.now()), ally_id=ally_id,
        language=values.pop("language", "en"), kind=values.pop("kind", "community"), heads=40,
        state=values.pop("state", "waiting"), by_own_link=values.pop("by_own_link", False), mark=secrets.token_bytes(32),
    )  # fmt: skip
    wish: Any = {
        "place": "the hall by the river", "city": "Austin", "region": "TX", "country": "US", "when": "In May", "more": "",
        **values.pop("wish", {}),
    }  # fmt: skip
    row.asker, row.wish = asker, wish
    for name, value in values.items():
        setattr(row, name, value)
    write(row)
    return row.id


def whole_person(campaign_id: str, screenings: list[str], by: str) -> str:
    """An ally with a row in every table that holds something about people, each sealed part filled; their id."""
    ally_id = ally(care=True)
    write(
        Identity(ally_id=ally_id, kind="email", key_name="test", fingerprint=secrets.token_bytes(32)),
        Identity(ally_id=ally_id, kind="reach", key_name="test", fingerprint=b"r" * 32),
    )
    signups = [signup(ally_id, each) for each in screenings]
    thanks = follow_up(ally_id, campaign_id, *signups, step_key="thanks", channel="letter")
    call = follow_up(ally_id, campaign_id, *signups, step_key="contact")
    letter = Letter(
        ally_id=ally_id, follow_up_id=thanks, kind="thanks", language="en", message_id=f"<{new_id()}@example.org>",
        state="waiting", due_at=clock.now(), written_at=clock.now(), tries=0, trouble="", urgency=0,
    )  # fmt: skip
    letter.recipient, letter.words = "somebody@example.org", {"subject": "s", "text": "t", "html": "h"}
    attempt = Attempt(follow_up_id=call, at=clock.now(), account_id=by, outcome="no answer")
    attempt.note = "dog barked"
    reply = Reply(ally_id=ally_id, letter_id=letter.id, mark=secrets.token_bytes(32), received_at=clock.now())
    reply.message = {"sender": "somebody@example.org", "subject": "s", "text": "t"}
    write(letter, attempt, reply)
    answer = SignupAnswer(signup_id=signups[0], interest_id=interest(), at=clock.now())
    answer.text = "in May, at our church"
    write(answer)
    write(
        FollowUpRequest(
            follow_up_id=thanks, request_id=request(ally_id, signup_id=signups[0], asker={"phone": "+15125550147"})
        )
    )
    with transaction() as session:
        session.get_one(Signup, signups[0]).note = "came with a friend"
    in_many(tag(by=by), by, ally_id)
    form = ProgramForm(campaign_id=campaign_id, made_at=clock.now(), changed_at=clock.now())
    form.words = {"title": "of another program", "description": "", "origin": ""}
    write(form, FormSubmission(form_id=form.id, ally_id=ally_id, at=clock.now()))
    with transaction():
        besides.note(ally_id, {"postal": {"postal_code": "78704"}, "custom": {"shirt": "size M"}})
        known_as.know(known_as.PERSON, ally_id, [f"crm:{ally_id}"])
    return ally_id


def tag(name: str = "", by: str | None = None) -> str:
    """A tag of the team; its id."""
    row = Tag(made_at=clock.now(), made_by_id=by)
    row.name = name or f"translates {row.id}"
    write(row)
    return row.id


def in_many(tag_id: str, by: str, *ally_ids: str) -> str:
    """Allies who were chosen and got a tag together; the id of the deed."""
    now = clock.now()
    choice = Choice(account_id=by, filters=None, number=len(ally_ids), made_at=now)
    done = BulkDeed(
        choice_id=choice.id, deed="tag", what={"tag_id": tag_id}, account_id=by, state="done", made_at=now, ended_at=now,
        done=len(ally_ids), left_out={}, undone=0,
    )  # fmt: skip
    tagged = [AllyTag(ally_id=each, tag_id=tag_id, at=now, account_id=by) for each in ally_ids]
    write(choice, done, *tagged)
    with transaction():
        add_rows(Chosen, [{"choice_id": choice.id, "ally_id": each} for each in ally_ids])
        add_rows(BulkDone, [{"bulk_deed_id": done.id, "ally_id": each, "before": {}} for each in ally_ids])
    return done.id


class House:
    """One campaign with one screening, and people in it."""

    def __init__(self, *members: str, zone: str = "America/Chicago") -> None:
        self.campaign_id = campaign(*members)
        self.screening_id = screening(self.campaign_id, zone)
        self.host = interest()

    def promise(self, **values: Any) -> str:
        """An ally who ticked "host", and the call they were promised; the follow-up's id."""
        ally_id = values.pop("ally_id", None) or ally(
            care=values.pop("care", False), language=values.pop("language", "en"), name=values.pop("name", "Min-ji Seo")
        )
        return follow_up(ally_id, self.campaign_id, signup(ally_id, self.screening_id, self.host), **values)


NOON = datetime(2023, 10, 24, 15, 40, tzinfo=UTC)
"""10:40 am in Austin."""
