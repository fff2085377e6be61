"""What the public pages are shown with: campaigns, their evenings, what organizers ask for, and allies with letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests import coming_evenings, invented, told_stories, world
from tests.letters_world import World
from tracker import clock
from tracker.allies import own_links
from tracker.allies.ally import Ally
from tracker.allies.identify import identify
from tracker.appeals.interest import Interest, NextStep
from tracker.followups.playbook import Playbook
from tracker.keeping.keep_question import KeepQuestion
from tracker.letters import reply_to
from tracker.screenings import checklist, host_link
from tracker.screenings import code as codes
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupInterest
from tracker.store import links
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.share_report import share_report
from tracker.words import LANGUAGES

LONG_HALL = "The Old Waterworks Auditorium of the Northern Riverside Community College, Lecture Theatre B"
LONG_TITLE = "The Sisters Who Counted Every Lantern on the Night Train to Yanji-si"
GIVE = {
    "en": NextStep(
        title="Give a ticket", sentence="One ticket, one person who sees the film.", button="Give a ticket",
        link="https://give.example/ticket",
    ),
    "ko": NextStep(title="표 한 장 보내기", sentence="표 한 장이면 한 분이 영화를 봅니다.", button="표 보내기", link=""),
    "es": NextStep(
        title="Regale una entrada", sentence="Una entrada, una persona que ve la película.", button="Regalar una entrada",
        link="",
    ),
}  # fmt: skip


@dataclass
class Scene(World):
    """The world of letters, with evenings and codes as supporters meet them. `codes`: by the name of the evening."""

    codes: dict[str, str] = field(default_factory=dict)
    # Ids of evenings to come, by their names.
    ahead: dict[str, str] = field(default_factory=dict)
    # Ids: of one in every language, and of one in Korean alone.
    stories: dict[str, str] = field(default_factory=dict)

    def build(self) -> "Scene":
        now = clock.now().replace(second=0, microsecond=0)
        with transaction():
            noise = world.campaign(world.film("Another film"), "Another campaign")
            world.screening(noise)
            film = self._film()
            self._evenings(world.campaign(film), now)
            self._long_names(now)
            # Nothing has just ended there.
            self._campaign("quiet", world.campaign(film, "Quiet"))
            coming_evenings.add(self.ahead, film, now)
            told = world.campaign(film, "Told")
            self._campaign("told-campaign", told)
            self._settings()
            db.session.query(Interest).filter_by(key="give").one().next_step = GIVE
        self.step("thanks")
        self.stories = {
            "all": told_stories.published(*told_stories.MARKS, campaign_id=told.id),
            "korean": told_stories.published("ko", offered=False),
        }
        return self

    def _film(self) -> Film:
        places = [{"name": "Lantern Row Streaming", "url": "https://watch.example/beyond-utopia"}]
        return world.film(
            where_to_watch=places, director="Madeleine Gavin", makers="Producers: Jana Edelbaum, Rachel Cohen, Sue Mi Terry",
            year=2023, running_minutes=115, languages="en,ko", awards="Audience Award, Sundance Film Festival",
            synopsis="Families try to leave North Korea.", trailer_url="https://watch.example/trailer",
        )  # fmt: skip

    def _evenings(self, campaign: Campaign, now: datetime) -> None:
        hall = world.venue("Alder Hall", postcode="78704")
        evening = world.screening(campaign, hall, visibility="listed", starts_at=now - timedelta(hours=2))
        self.campaign_id, self.screening_id = campaign.id, evening.id
        world.screening(campaign, world.venue("Lone Oak Six"), visibility="listed", starts_at=now - timedelta(hours=3))
        yesterday = now - timedelta(days=1)
        gone = world.screening(campaign, hall, status="cancelled", cancelled_at=clock.now(), starts_at=yesterday)
        over = world.screening(campaign, hall, starts_at=now - timedelta(days=90))
        for name, each in (("room", evening), ("cancelled", gone), ("over", over)):
            self.codes[name] = str(codes.code_of(screening_id=each.id))
        self._campaign("campaign", campaign)
        playbook = Playbook(scope=campaign.id, campaign_id=campaign.id, name="October", created_at=clock.now())
        db.session.add(playbook)
        db.session.flush()
        self.playbook_id = playbook.id

    def _long_names(self, now: datetime) -> None:
        film: Film = world.film(LONG_TITLE, original_title="연길행밤기차의등불을하나하나세던자매들")
        campaign = world.campaign(film, "Long names")
        far = world.venue(LONG_HALL, city="Rancho Santa Margarita de los Álamos")
        evening = world.screening(campaign, far, visibility="listed", starts_at=now - timedelta(hours=2))
        self.codes["long"] = str(codes.code_of(screening_id=evening.id))
        self._campaign("long-campaign", campaign)

    def _campaign(self, name: str, campaign: Campaign) -> None:
        self.codes[name] = str(codes.code_of(campaign_id=campaign.id, source="screen"))
        codes.make("link", campaign_id=campaign.id)

    def _settings(self) -> None:
        settings.put("organisation", "Lantern Crossing")
        settings.put("sender", "letters@houselights.example")
        for name in ("reply_to", "reply_to_read"):
            settings.put(name, "rosa@houselights.example")
        settings.put("quiet_from", settings.get("quiet_until"))

    def sign(self, purpose: str, id_: str = "") -> str:
        """The token of a link; of a new ally when no id is given."""
        return links.sign(purpose, id_ or self.add())

    def nobody(self) -> str:
        """The id of somebody who was erased."""
        return new_id()

    def confirmed(self) -> str:
        """The id of an ally who has said that the address is theirs."""
        ally_id = self.add()
        with transaction() as session:
            session.get_one(Ally, ally_id).confirmed_at = clock.now()
        return ally_id

    def request(self) -> str:
        """The id of a request to host of somebody we do not know."""
        return invented.request()

    def who_ticked(self, key: str) -> str:
        """The id of an ally."""
        ally_id = self.add()
        with transaction() as session:
            signup = session.query(Signup).filter_by(ally_id=ally_id).one()
            interest = session.query(Interest).filter_by(key=key).one()
            session.add(SignupInterest(signup_id=signup.id, interest_id=interest.id, at=clock.now()))
        return ally_id

    def known(self, language: str = "en") -> str:
        """The id of an ally with a letter in the outbox, who is recognised by their contact."""
        ally_id = self.add(name="Mina Heron", language=language)
        self.write()
        with transaction() as session:
            identify(ally_id, session.get_one(Ally, ally_id).contact)
        return ally_id

    def fresh(self, ally_id: str, purpose: str = own_links.OPEN, letters: int = 0) -> str:
        """The token of a fresh link, for a new address or for what we hold. `letters`: how many went before, this hour."""
        with transaction():
            for _ in range(letters):
                own_links.give(ally_id, purpose)
            email = f"{new_id()}@example.org" if purpose == own_links.ADDRESS else None
            return own_links.give(ally_id, purpose, email).token

    def question(self) -> str:
        """The id of "Shall we keep in touch?", as a letter has put it to somebody whose time is nearly over."""
        ally_id = self.known()
        with transaction() as session:
            session.get_one(Ally, ally_id).acted_at = (clock.now() - timedelta(days=530)).replace(day=10)
        with transaction() as session:
            ally = session.get_one(Ally, ally_id)
            row = KeepQuestion(
                ally_id=ally_id, acted_at=ally.acted_at, ends_on=clock.now().date() + timedelta(days=20),
                made_at=clock.now(), asked=True,
            )  # fmt: skip
            session.add(row)
            return row.id

    def host(self, **evening: Any) -> str:
        """The address of a host's page, where something is done already. `evening`: as the film screening is from now on."""
        with transaction() as session:
            row = session.get_one(Screening, self.screening_id)
            for name, value in evening.items():
                setattr(row, name, value)
            session.flush()
            token = host_link.give(row.id)
            checklist.tick(row.id, "cards", done=True)
            return f"/host/{token}"

    def report(self) -> str:
        """The token of a link to a report that can be read in every language."""
        return share_report(invented.report(invented.campaign(), ",".join(LANGUAGES)), "Foundation X", 90, None)

    def mailbox_token(self) -> str:
        """Of the letter that asks whether somebody reads the mailbox; nobody has said so yet."""
        with transaction():
            settings.put("reply_to_read", "")
        return reply_to.token(invented.account(), settings.get("reply_to"))

    def follow_up(self) -> str:
        """The id of a new ally's follow-up."""
        return str(self.follow_up_of(self.add()).id)


@contextmanager
def on_stage(app: Flask) -> Iterator[Scene]:
    """The scene, with the application's context open."""
    with app.app_context():
        yield Scene(app).build()


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    with on_stage(app) as built:
        yield built
