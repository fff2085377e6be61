"""An organizer meets nothing of a campaign that others work on: on no page with an id, by no button."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.members import browser_of
from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter
from tracker.letters.notice import Notice
from tracker.letters.reply import Reply
from tracker.store.db import db


class Theirs:
    """What Juno's campaign has: a change to tell, a letter to many, a failed letter, a card with a message."""

    def __init__(self) -> None:
        now, juno = clock.now(), invented.account("organizer", "Juno P.")
        self.house = invented.House(juno)
        self.follow_up = self.house.promise(name="Noor Haddad", point_person_id=juno)
        self.ally = db.session.get_one(FollowUp, self.follow_up).ally_id
        self.alias = db.session.get_one(Ally, self.ally).alias
        self.notice = Notice(
            screening_id=self.house.screening_id, kind="cancelled", made_at=now, before={"zone": "UTC"}
        )
        self.bulk = BulkLetter(
            title="Only ours", campaign_id=self.house.campaign_id, selection={"campaign_id": self.house.campaign_id},
            words={"en": {"subject": "News", "text": "News"}}, state="draft", made_at=now, made_by_id=juno,
        )  # fmt: skip
        self.letters = [
            Letter(
                ally_id=self.ally, kind="step", language="en", message_id=f"<{n}@houselights.example>", state="failed",
                due_at=now, written_at=now, tries=1, urgency=1, trouble="550", **of,
            )
            for n, of in enumerate((
                {"follow_up_id": self.follow_up}, {"bulk_id": self.bulk.id}, {"notice_id": self.notice.id},
            ))
        ]  # fmt: skip
        for letter in self.letters:
            letter.recipient, letter.words = "noor@example.org", {"subject": "s", "text": "t", "html": "h"}
        reply = Reply(mark=b"1" * 32, received_at=now, ally_id=self.ally, follow_up_id=self.follow_up, settled_at=now)
        reply.message = {"sender": "noor@example.org", "subject": "Hello", "text": "The door is blue"}
        invented.write(self.notice, self.bulk, *self.letters, reply)


@pytest.fixture
def theirs(inside: Flask) -> Theirs:
    return Theirs()


@pytest.fixture
def rosa(inside: Flask) -> FlaskClient:
    browser = invented.account("organizer", "Rosa M.")
    invented.House(browser)
    return browser_of(inside, browser)


def test_no_list_holds_anything_of_theirs(rosa: FlaskClient, theirs: Theirs) -> None:
    failed = "/desk/outbox/?tab=failed"
    lists = (
        "/desk/",
        "/desk/?list=team",
        "/desk/?list=stuck",
        "/desk/notices/",
        "/desk/write/",
        failed,
        "/desk/allies/",
    )
    for path in lists:
        page = rosa.get(path)
        assert page.status_code == 200
        for told in (theirs.alias.replace(" ", "\u00a0"), theirs.alias, "Only ours", theirs.house.screening_id):
            assert told not in page.text, path
    assert "Noor" not in rosa.post("/desk/call-back/", data={"asked": "Noor"}).text.partition("<table")[2]


def test_no_id_of_theirs_opens_a_page_or_does_anything(rosa: FlaskClient, theirs: Theirs) -> None:
    bulk, notice = f"/desk/write/{theirs.bulk.id}", f"/desk/notices/{theirs.notice.id}"
    card, screening = f"/desk/follow-ups/{theirs.follow_up}", theirs.house.screening_id
    pages = [
        bulk, f"{bulk}/change", f"/desk/write/new?screening={screening}", f"/desk/write/new?campaign={theirs.house.campaign_id}",
        notice, card, *(f"/desk/outbox/{letter.id}" for letter in theirs.letters), f"/desk/screenings/{screening}/change",
    ]  # fmt: skip
    for path in pages:
        assert rosa.get(path).status_code in (403, 404), path
    deeds = [
        *(f"{bulk}/{deed}" for deed in ("change", "test", "start", "stop", "resume")), f"{notice}/tell", f"{notice}/drop",
        *(f"{card}{deed}" for deed in ("", "/answer", "/how-to-say", "/give-back", "/answered")),
        *(f"/desk/outbox/{letter.id}/again" for letter in theirs.letters), f"/desk/call-back/{theirs.ally}",
        f"/desk/write/new?campaign={theirs.house.campaign_id}", f"/desk/write/new?screening={screening}",
    ]  # fmt: skip
    for path in deeds:
        data = {"outcome": "reached", "text": "Hello", "said": "min", "title": "x", "nonce": "0" * 16}
        assert rosa.post(path, data=data).status_code in (403, 404), path
    assert rosa.post("/desk/claim", data={"claim": theirs.follow_up}).status_code == 404
    rosa.post("/desk/notices/", data={"notice": f"{theirs.notice.id}.cancelled"})
    db.session.rollback()
    assert db.session.get_one(BulkLetter, theirs.bulk.id).state == "draft"
    assert db.session.get_one(Notice, theirs.notice.id).state == "open"
    assert {letter.state for letter in db.session.query(Letter)} == {"failed"}
    assert db.session.get_one(FollowUp, theirs.follow_up).claimed_by_id is None


def test_what_is_a_coordinators_is_no_organizers(rosa: FlaskClient, theirs: Theirs) -> None:
    for path in (
        "/desk/replies/", "/desk/playbook/", "/desk/ladder/", "/desk/hand-over/", "/desk/outcomes/", "/desk/settings/",
    ):  # fmt: skip
        assert rosa.get(path).status_code == 403, path
