"""What people do in the journey in which nobody falls through: a house they raise hands in, and all they may press or ask."""

import contextlib
import importlib
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import delete, select

from tests import invented, world
from tests.journeys.somebody import Person
from tests.smtp import Post
from tracker.allies.suppress import suppress
from tracker.app import ROOMS
from tracker.appeals.interest import Interest
from tracker.followups import outcomes
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.letters.bounced import StillLeaving
from tracker.letters.letter import Letter
from tracker.letters.return_path import return_path
from tracker.screenings import code as codes
from tracker.store.db import Base, db
from tracker.store.transactions import transaction
from tracker.team import settings as house
from tracker.team.trace import Trace
from tracker.team.trace_anchor import TraceAnchor
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.change_consent import change_consent
from tracker.usecases.confirm_address import AddressGone, confirm_address
from tracker.usecases.erase_due import erase_due
from tracker.usecases.forget_address import forget_address
from tracker.usecases.move_in import move_in
from tracker.usecases.receive_mail import receive_mail
from tracker.usecases.self_report import self_report
from tracker.usecases.sign_up import sign_up
from tracker.usecases.stop_contact import stop_contact

SAMPLES = Path(__file__).parent.parent / "data" / "mail"
BASE_URL = "https://houselights.example"

START = datetime(2023, 10, 24, 3, 0, tzinfo=UTC)


class RaisedHands(RuleBasedStateMachine):
    """One house with two screenings of a campaign, five people and two organizers."""

    app: Flask
    post: Post
    traveller: Any

    @initialize()
    def move_in(self) -> None:
        self.traveller.move_to(START)
        self.post.letters.clear()
        self.post.answers.clear()
        db.session.rollback()
        with transaction() as session:
            # The trace is only added to, but for what lies before its anchor.
            session.execute(delete(TraceAnchor))
            session.add(TraceAnchor(id=1, number=2**62, mac=b"", day=START.date(), seal=b""))
            session.flush()
            session.execute(delete(Trace))
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())
        move_in()
        with transaction():
            house.put("sender", "letters@houselights.example")
            house.put("reply_to", "rosa@houselights.example")
            house.put("reply_to_read", "rosa@houselights.example")
            house.put("letters_a_minute_to_one_domain", "0")
            campaign = world.campaign(world.film())
            rooms = [world.screening(campaign), world.screening(campaign, kind="community")]
            self.screenings = [each.id for each in rooms]
            self.codes = [str(codes.code_of(screening_id=each)) for each in self.screenings]
            self.campaign_id = campaign.id
        self.organizers = [invented.account("coordinator", name=f"Organizer {n}") for n in (1, 2)]
        self.people = [
            Person(f"Somebody {n}", f"somebody{n}@example{n % 2}.org", f"+1512555010{n}" if n % 3 else None)
            for n in range(4)
        ]
        # One has a number alone.
        self.people.append(Person("Nobody Else", None, "+15125550109"))
        self.interests = [row.key for row in db.session.query(Interest)]
        self.submissions = 0
        self.may_repeat: Counter[str] = Counter()
        self.read = 0
        self.last_attempt: tuple[str, str] | None = None
        # The lights come up, and all but one raise a hand.
        for who in range(4):
            self._sign_up(who=who, where=who % 2, yes=True, ticks=frozenset({who}))

    # -- people ----------------------------------------------------------------------------------------------------

    @rule(
        who=st.integers(0, 4), where=st.integers(0, 1), yes=st.booleans(), ticks=st.sets(st.integers(0, 3), max_size=3)
    )
    def signs_up(self, who: int, where: int, yes: bool, ticks: Collection[int]) -> None:
        self._sign_up(who, where, yes, ticks)

    def _sign_up(self, who: int, where: int, yes: bool, ticks: Collection[int]) -> None:
        person = self.people[who]
        self.submissions += 1
        welcomed = sign_up(
            code=self.codes[where], submission=f"submission {self.submissions}", name=person.name, email=person.email,
            phone=person.phone, consent="yes" if yes else "no", extra_care=False, language="en",
            interests=[self.interests[n] for n in ticks if n < len(self.interests)], consent_words="May we write to you?",
        )  # fmt: skip
        # A "no" keeps no contact; of somebody who is known it is heard.
        if yes:
            person.ally_id = welcomed.ally_id
            person.said_yes = True
            person.signups.add(str(welcomed.signup_id))
        elif person.ally_id:
            person.stopped = True

    @rule(who=st.integers(0, 4))
    def stops_by_link(self, who: int) -> None:
        person = self.people[who]
        if person.ally_id:
            stop_contact(person.ally_id)
            person.stopped = True

    @rule(who=st.integers(0, 4))
    def says_yes_by_link(self, who: int) -> None:
        person = self.people[who]
        if person.ally_id:
            try:
                confirm_address(person.ally_id)
            except AddressGone:
                return
            again, person.stopped, person.sure = person.stopped, False, True
            if again:
                self._is_not_lost(person.ally_id)

    @rule(who=st.integers(0, 4), calls=st.booleans(), letters=st.booleans())
    def says_no_and_yes_again(self, who: int, calls: bool, letters: bool) -> None:
        """On the page of what we hold; the link to it came by letter."""
        person = self.people[who]
        said = {channel for channel, chosen in (("phone", calls), ("email", letters)) if chosen}
        words = {"email": "May we write to you?", "phone": "May we call you?"}
        if not person.ally_id or not said:
            return
        try:
            confirm_address(person.ally_id)
        except AddressGone:
            return
        change_consent(person.ally_id, dict.fromkeys(said, "no"), words)
        change_consent(person.ally_id, dict.fromkeys(said, "yes"), words)
        person.stopped, person.sure = False, True
        self._is_not_lost(person.ally_id)

    def _is_not_lost(self, ally_id: str) -> None:
        waits = db.session.scalars(select(FollowUp.id).where(FollowUp.ally_id == ally_id, FollowUp.state == "open"))
        assert waits.all(), "they said yes again, and nobody has anything to do for them"
        db.session.rollback()

    @rule(who=st.integers(0, 4))
    def is_erased(self, who: int) -> None:
        person = self.people[who]
        if person.ally_id is None:
            return
        with transaction():
            suppress(person.email, person.phone, person.name, "erased")
            for room in ("letters", "followups", "signups", "allies"):
                assert room in ROOMS
                importlib.import_module(f"tracker.{room}.person").forget(person.ally_id)
        person.ally_id, person.stopped = None, True

    @rule(who=st.integers(0, 4))
    def says_that_it_was_somebody_else(self, who: int) -> None:
        person = self.people[who]
        if person.ally_id and forget_address(person.ally_id):
            person.ally_id, person.stopped = None, True

    @rule(who=st.integers(0, 4), thinks_again=st.booleans())
    def asks_to_be_erased(self, who: int, thinks_again: bool) -> None:
        person = self.people[who]
        if not person.ally_id or not ask_for_erasure(person.ally_id):
            return
        if not thinks_again or not take_back_erasure(person.ally_id):
            person.ally_id = None
        person.stopped = True

    @rule()
    def what_is_due_is_erased(self) -> None:
        erase_due()

    @rule(which=st.integers(0, 50), what=st.sampled_from(outcomes.SELF_REPORTED))
    def presses_a_button_in_a_letter(self, which: int, what: str) -> None:
        letters = db.session.query(FollowUp).filter_by(channel="letter", held=False).order_by(FollowUp.id).all()
        chosen = letters[which % len(letters)] if letters else None
        follow_up_id, ally_id = (chosen.id, chosen.ally_id) if chosen else ("", "")
        db.session.rollback()
        if follow_up_id:
            self._is_sure(ally_id)
            self_report(follow_up_id, what)

    def _is_sure(self, ally_id: str | None) -> None:
        for person in self.people:
            person.sure = person.sure or (ally_id is not None and person.ally_id == ally_id)

    @rule(which=st.integers(0, 50), hard=st.booleans())
    def a_letter_comes_back_or_is_answered(self, which: int, hard: bool) -> None:
        left = db.session.query(Letter).filter_by(state="left").order_by(Letter.id).all()
        db.session.rollback()
        if not left:
            return
        letter = left[which % len(left)]
        if not hard:
            self._is_sure(letter.ally_id)
        back = return_path(letter.id, "bounces@houselights.example").encode()
        raw = (SAMPLES / ("bounce_postfix.eml" if hard else "reply_gmail.eml")).read_bytes()
        raw = raw.replace(b"bounces+VERP@houselights.example", back)
        raw = raw.replace(b"<LETTER@houselights.example>", letter.message_id.encode())
        with contextlib.suppress(StillLeaving):
            receive_mail(raw, [back.decode()])

    def worker(self, who: int) -> Worker:
        return Worker(self.organizers[who], None, careful=True)

    def person_of(self, ally_id: str) -> Person:
        return next(each for each in self.people if each.ally_id == ally_id)
