"""Worlds that Hypothesis draws: film screenings, heads, people with all that may have become of them; and how they are written."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests import world
from tracker import clock
from tracker.allies import person as allies_person
from tracker.allies.ally import Ally, alias_of
from tracker.allies.consent import Consent
from tracker.appeals import interest
from tracker.followups import person as followups_person
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.followups.outcomes import OUTCOMES
from tracker.followups.playbook import Playbook, Step
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.signups import person as signups_person
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import join_screenings

Spec = dict[str, Any]

# Hours ago at which signups are made, and hours after them at which something happens: on either side of 72, and of midnight.
AGO, AFTER = (1, 30, 71, 72, 73, 100, 400), (-50, 0, 1, 71, 72, 73, 90)
PLACES = (
    "austin",
    "austin too",
    "late",
    "columbus",
    "seoul",
    "cancelled",
    "day only",
    "to come",
    "home",
    "unplaced",
    "noise",
)
KEYS = tuple(OUTCOMES)
# By the steps of follow-ups, in turn.
ASKED = ("write", "volunteer", None)
SAID = st.tuples(
    st.sampled_from(("email", "phone")),
    st.sampled_from(("yes", "no", "unknown")),
    st.sampled_from(("screen", "own link")),
)
# What is pressed in letters, and calls in vain, often enough to meet in one person.
TRIES = (*KEYS, *4 * ("said done", "said not yet"), *2 * ("done", "not reached", "sent"))
TRY = st.tuples(st.sampled_from(TRIES), st.sampled_from(AFTER), st.sampled_from((False, False, True)))
FOLLOWED = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from((None, None, None, "not reached", "wrong number", "gave", *KEYS)),
        "channel": st.sampled_from(("letter", "call")),
        "why": st.sampled_from((None, None, "listed")),
        "noise": st.sampled_from((False, False, False, True)),
        "gift": st.sampled_from((None, ("USD", 5000), ("KRW", 700))),
        "tries": st.lists(TRY, max_size=3),
    }
)
ANSWER = st.sampled_from(("yes", "yes", "no", "unknown"))
PERSON = st.fixed_dictionaries(
    {
        "at": st.lists(
            st.tuples(st.sampled_from(PLACES), st.sampled_from(AGO)), min_size=1, max_size=3, unique_by=lambda e: e[0]
        ),
        "said": st.lists(SAID, max_size=3),
        "now": st.tuples(ANSWER, ANSWER),
        "confirmed": st.booleans(),
        "followed": st.lists(FOLLOWED, max_size=2),
        "hosts": st.sampled_from((None, None, "seoul", "cancelled", "late")),
        "then": st.sampled_from(("", "", "", "erased", "merged")),
    }
)
# Who shares one figure of a list, or has one alone; hours ago at which it was said.
HEADS = st.lists(
    st.tuples(
        st.sampled_from((("austin",), ("late",), ("austin", "late"), ("late", "columbus"), ("cancelled",), ("seoul",))),
        st.sampled_from((0, 40, 180)), st.sampled_from((1, 2, 3, 4)), st.booleans(),
    ),
    max_size=4,
)  # fmt: skip
WORLD = st.fixed_dictionaries(
    {
        "people": st.lists(PERSON, min_size=2, max_size=7),
        "heads": HEADS,
        "total": st.sampled_from((None, None, 500)),
        "joined": st.booleans(),
        "confirmed_first": st.booleans(),
    }
)


class Ground:
    """What all worlds have: films, cinemas, another campaign. One for a test."""

    def __init__(self) -> None:
        with transaction():
            self.films = [world.film(languages="ko,en"), world.film("Another film", languages="")]
            self.venues = {
                "austin": world.venue(), "austin too": world.venue("Other Hall", city="AUSTIN", region="Texas"),
                "columbus": world.venue("Ohio Hall", city="Columbus", region="OH", zone="America/New_York"),
                "seoul": world.venue("Seoul Hall", city="Seoul", region="Seoul", country="KR", zone="Asia/Seoul"),
            }  # fmt: skip
            self.noise = world.screening(world.campaign(self.films[1], "Another campaign"))
            self.noise_id, self.noise_campaign = self.noise.id, self.noise.campaign_id
            interest.add_first()
            self.steps = self._steps()

    def _steps(self) -> list[str]:
        """Asking for one thing, for another, and for none by name."""
        book = Playbook(
            scope=self.noise_campaign, campaign_id=self.noise_campaign, name="Drawn", created_at=clock.now()
        )
        steps = [
            Step(
                playbook_id=book.id,
                key=f"asks {asks}",
                position=n,
                title="Drawn",
                channel="letter",
                asks=asks,
                words={},
            )
            for n, asks in enumerate(ASKED)
        ]
        db.session.add(book)
        db.session.flush()
        db.session.add_all(steps)
        return [each.id for each in steps]


class Living:
    """One drawn world, written down."""

    def __init__(self, ground: Ground, spec: Spec) -> None:
        self.now, self.spec, self.ground = clock.now(), spec, ground
        with transaction():
            self._places(spec)
        with transaction():
            self._heads(spec)
            people = [self._person(each) for each in spec["people"]]
        for each, ally_id in zip(spec["people"], people, strict=True):
            self._then(each["then"], ally_id, people[0])
        if spec["joined"]:
            join_screenings.join(self.ids["austin"], self.ids["austin too"], None)

    def ago(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    def _places(self, spec: Spec) -> None:
        campaign = world.campaign(self.ground.films[0])
        campaign.confirmed_first = spec["confirmed_first"]
        self.campaign_id, venues = campaign.id, self.ground.venues
        made = {
            "austin": world.screening(campaign, venues["austin"], starts_at=self.ago(30)),
            "austin too": world.screening(campaign, venues["austin too"], starts_at=self.ago(30), kind="campus"),
            "late": world.screening(
                campaign, venues["austin"], starts_at=self.ago(410), film_id=self.ground.films[1].id
            ),
            "columbus": world.screening(campaign, venues["columbus"], starts_at=self.ago(100), languages="es,en"),
            "seoul": world.screening(campaign, venues["seoul"], starts_at=self.ago(73), kind="community"),
            "cancelled": world.screening(campaign, venues["columbus"], starts_at=self.ago(71)),
            "day only": world.screening(campaign, venues["seoul"], starts_at=self.ago(100)),
            "to come": world.screening(campaign, venues["columbus"], starts_at=self.ago(-60)),
        }
        made["cancelled"].status, made["cancelled"].cancelled_at = "cancelled", self.now
        made["day only"].starts_at = None
        db.session.flush()
        standing = {
            e.standing: e.id for e in db.session.query(Screening).filter_by(campaign_id=campaign.id) if e.standing
        }
        self.ids = {name: row.id for name, row in made.items()} | {
            "home": standing["streaming"], "unplaced": standing["unplaced"], "noise": self.ground.noise_id,
        }  # fmt: skip

    def _heads(self, spec: Spec) -> None:
        for number, (shows, heads, hours, is_list) in enumerate(spec["heads"]):
            row_id = new_id() if is_list or len(shows) > 1 else None
            at = self.ago(hours) + timedelta(seconds=number)
            db.session.add_all(
                HeadCount(
                    screening_id=self.ids[show],
                    kind="admissions" if row_id else "counted",
                    heads=heads,
                    at=at,
                    row_id=row_id,
                )
                for show in shows
            )
        if spec["total"]:
            db.session.add(HeadCount(campaign_id=self.campaign_id, kind="admissions", heads=spec["total"], at=self.now))

    def _person(self, spec: Spec) -> str:
        ally_id, (email, phone) = new_id(), spec["now"]
        confirmed = self.ago(2) if spec["confirmed"] else None
        ally = Ally(
            id=ally_id, alias=alias_of(ally_id), language="en", acted_at=self.now, created_at=self.now, confirmed_at=confirmed,
            email_consent=email, phone_consent=phone,
        )  # fmt: skip
        ally.contact, ally.extra_care = {"name": "Somebody", "email": f"{ally_id}@example.org"}, False
        db.session.add(ally)
        for number, (channel, answer, source) in enumerate(spec["said"]):
            at = self.ago(300 - number // 2)
            db.session.add(
                Consent(ally_id=ally_id, channel=channel, answer=answer, language="en", at=at, source=source)
            )
        signups = [
            Signup(
                ally_id=ally_id, screening_id=self.ids[place], submission=f"{ally_id}{place}", at=self.ago(hours),
                source="screen" if number else "poster",
            )
            for number, (place, hours) in enumerate(spec["at"])
        ]  # fmt: skip
        db.session.add_all(signups)
        for number, each in enumerate(spec["followed"]):
            self._followed(ally_id, signups[0], number, each)
        if spec["hosts"]:
            self._hosts(ally_id, signups[0], spec["hosts"])
        db.session.flush()
        return ally_id

    def _followed(self, ally_id: str, signup: Signup, number: int, spec: Spec) -> None:
        closed, gift = spec["outcome"] is not None, spec["gift"] if spec["outcome"] == "gave" else None
        row = FollowUp(
            ally_id=ally_id, campaign_id=self.ground.noise_campaign if spec["noise"] else self.campaign_id, channel=spec["channel"],
            why=spec["why"] if closed else None, step_key=None if spec["why"] and closed else f"step {number}",
            due_at=signup.at, late_at=signup.at, planned_at=signup.at, tries=0, state="closed" if closed else "open",
            outcome=spec["outcome"], closed_at=signup.at + timedelta(hours=73) if closed else None,
            currency=gift[0] if gift else None, value=gift[1] if gift else None,
            step_id=None if spec["why"] and closed else self.ground.steps[number % len(ASKED)],
        )  # fmt: skip
        db.session.add_all([row, FollowUpSignup(follow_up_id=row.id, signup_id=signup.id)])
        for second, (outcome, after, undone) in enumerate(spec["tries"]):
            at = signup.at + timedelta(hours=after, seconds=second if after != 72 else 0, microseconds=second)
            db.session.add(Attempt(follow_up_id=row.id, at=at, outcome=outcome, undone_at=self.now if undone else None))

    def _hosts(self, ally_id: str, signup: Signup, place: str) -> None:
        db.session.add(
            RequestToHost(
                submission=new_id(), door="form", at=signup.at, language="en", kind="community", ally_id=ally_id, by_own_link=True,
                signup_id=signup.id, campaign_id=self.campaign_id, state="approved", decided_at=self.now,
                screening_id=self.ids[place],
            )
        )  # fmt: skip

    def _then(self, deed: str, ally_id: str, first: str) -> None:
        with transaction():
            for room in (followups_person, signups_person, allies_person):
                if deed == "erased":
                    room.forget(ally_id)
                elif deed == "merged" and ally_id != first:
                    room.move(ally_id, first)
