"""Somebody who signed up with all that a person can leave behind, and somebody else beside them."""

from datetime import timedelta
from typing import Any

from flask import Flask

from tests import invented, world
from tracker import clock
from tracker.allies.own_link import OwnLink
from tracker.arrivals.welcome import welcome
from tracker.followups.followup import Attempt
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.screenings.campaign import WorksOn
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store.db import db
from tracker.store.transactions import transaction

NAME, ADDRESS, PHONE = "Zephyrine Quillfeather", "zephyrine.quillfeather@example.org", "+15125550186"


def welcomed(at: Screening, **more: Any) -> str:
    """Somebody raises a hand; their id."""
    with transaction():
        [told] = welcome([world.entry(at, **more)])
    return str(told.ally_id)


def own_link(ally_id: str) -> None:
    """A link that is to confirm another address."""
    row = OwnLink(ally_id=ally_id, purpose="address", made_at=clock.now(), ends_at=clock.now() + timedelta(minutes=30))
    row.email = "zephyrine.new@example.org"
    invented.write(row)


def letters_of(ally_id: str) -> list[Letter]:
    db.session.rollback()
    return list(db.session.query(Letter).filter_by(ally_id=ally_id).order_by(Letter.written_at, Letter.id))


class Out:
    """The world around them: `here` is where both signed up; rosa works there, a coordinator sees all."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.here = world.one_screening()
        self.rosa, self.coordinator = invented.account("organizer"), invented.account("coordinator", "Ines C.")
        invented.write(WorksOn(account_id=self.rosa, campaign_id=self.here.campaign_id))
        self.ally_id = welcomed(
            self.here, name=NAME, email=ADDRESS, phone=PHONE, note="came with her aunt", source="screen"
        )
        self.other_id = welcomed(self.here, phone="+15125550187", note="came alone", extra_care=True)

    def leave_more(self) -> str:
        """A try with a note, an answer, a letter that has left, a reply, a link: the letter's id."""
        now, signup = clock.now(), db.session.query(Signup).filter_by(ally_id=self.ally_id).one()
        call = invented.follow_up(self.ally_id, self.here.campaign_id, signup.id)
        attempt = Attempt(follow_up_id=call, at=now, account_id=self.rosa, outcome="no answer")
        attempt.note = "her cousin crossed the river"
        answer = SignupAnswer(signup_id=signup.id, interest_id=invented.interest(), at=now)
        answer.text = "in March, at the library of Oksana"
        letter = Letter(
            ally_id=self.ally_id, kind="thanks", language="en", message_id="<gone@example.org>", state="left",
            due_at=now, written_at=now, left_at=now, tries=1, trouble="", urgency=0,
        )  # fmt: skip
        letter.recipient, letter.words = ADDRESS, {"subject": "s", "text": "Dear Zephyrine", "html": "h"}
        reply = Reply(ally_id=self.ally_id, letter_id=letter.id, follow_up_id=call, mark=b"m" * 32, received_at=now)
        reply.message = {"sender": ADDRESS, "subject": "s", "text": "the door is blue"}
        invented.write(attempt, answer, letter, reply)
        own_link(self.ally_id)
        return letter.id
