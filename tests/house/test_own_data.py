"""Every room with something about a person tells it to them: no sealed column is left out of what they take along."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests import invented
from tests.house.test_person import PERSONAL_ROOMS, person_of, sealed_about
from tracker import clock
from tracker.allies.merge import Merge
from tracker.allies.own_link import OwnLink
from tracker.keeping import held
from tracker.keeping.erasure import Erasure
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store.db import db
from tracker.store.transactions import transaction

# What was sealed where, and how the download tells it. A new sealed column needs a line here and a place in a room's `tell`.
SEALED = {
    "ally.contact_sealed": "Min-ji Seo",
    "ally.extra_care_sealed": '"extra_care": true',
    "ally_besides.told_sealed": "size M",
    "own_link.email_sealed": "new-address@example.org",
    "merge.known_by_sealed": "second@example.org",
    "signup.note_sealed": "came with a friend",
    "signup_answer.text_sealed": "in June, in Austin",
    "request_to_host.asker_sealed": "hosting@example.org",
    "request_to_host.wish_sealed": "the hall by the river",
    "attempt.note_sealed": "dog barked",
    "letter.recipient_sealed": "somebody@example.org",
    "letter.words_sealed": "the words of a letter",
    "reply.message_sealed": "the words of an answer",
    "erasure.contact_sealed": "hidden@example.org",
}


@pytest.fixture
def whole(app: Flask) -> Iterator[str]:
    with app.app_context():
        rosa = invented.account("organizer", "Rosa Nameless")
        campaign = invented.campaign(rosa)
        ally = invented.whole_person(campaign, [invented.screening(campaign)], rosa)
        invented.whole_person(campaign, [invented.screening(campaign)], rosa)
        now = clock.now()
        link = OwnLink(ally_id=ally, purpose="address", made_at=now, ends_at=now)
        link.email = "new-address@example.org"
        erasure = Erasure(ally_id=ally, why="asked", asked_at=now, due_at=now + timedelta(days=1))
        erasure.contact = {"name": "Min-ji Seo", "email": "hidden@example.org"}
        merge = Merge(ally_id=ally, gone_id=invented.ally(), at=now)
        merge.known_by = [{"name": "Minji Seo", "email": "second@example.org"}]
        signup = db.session.query(Signup).filter_by(ally_id=ally).first()
        answer = SignupAnswer(signup_id=signup.id, interest_id=invented.interest(), at=now)
        answer.text = "in June, in Austin"
        with transaction() as session:
            session.add_all([link, erasure, merge, answer])
            letter = session.query(Letter).filter_by(ally_id=ally).one()
            letter.words = {"subject": "s", "text": "the words of a letter", "html": "h"}
            reply = session.query(Reply).filter_by(ally_id=ally).one()
            reply.message = {"sender": "somebody@example.org", "subject": "s", "text": "the words of an answer"}
        yield ally


@pytest.mark.parametrize("room", PERSONAL_ROOMS)
def test_the_room_tells(room: str):
    assert callable(person_of(room).tell)


def test_every_sealed_column_is_filled_here(whole: str):
    assert sealed_about(whole) == set(SEALED)


def test_everything_that_is_sealed_is_in_the_download(whole: str):
    told = json.dumps(held.everything(whole), ensure_ascii=False)
    assert {column for column, said in SEALED.items() if said not in told} == set()


def test_every_room_is_asked(whole: str):
    told = held.everything(whole)
    for room in PERSONAL_ROOMS:
        assert person_of(room).tell(whole).keys() <= told.keys(), room


def test_members_of_the_team_are_not_in_it(whole: str):
    told = json.dumps(held.everything(whole))
    assert "Rosa" not in told
    assert db.session.query(invented.Account).one().id not in told
