"""Down from hosts and their requests, and up again, once letters to them were answered and a playbook goes on from hosting."""

import secrets
from pathlib import Path

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests import invented
from tests.engines import TOP, build, close
from tracker import clock
from tracker.followups.playbook import Step
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.store.db import db
from tracker.usecases.move_in import move_in

MIGRATIONS = str(TOP / "migrations")
# Before the host's link, and requests to host.
BEFORE = "0009"


def answered(kind: str, **about: str) -> str:
    """A letter, and what came back; the id of that."""
    letter = Letter(
        kind=kind, language="en", message_id=f"<{secrets.token_hex(8)}@example.org>", state="waiting", due_at=clock.now(),
        written_at=clock.now(), tries=1, trouble="", urgency=0, **about,
    )  # fmt: skip
    reply = Reply(letter_id=letter.id, mark=secrets.token_bytes(32), received_at=clock.now())
    reply.message = {"sender": "hosting@example.org", "subject": "Re: your evening", "text": "Gladly."}
    invented.write(letter, reply)
    return reply.id


def test_answers_stay_without_their_letters_and_steps_after_hosting_follow_wanting_to(
    migrated_url: str, instance: Path
) -> None:
    app = build(migrated_url, instance)
    with app.app_context():
        move_in()
        house = invented.House()
        replies = [
            answered("host", screening_id=house.screening_id),
            answered("host reminder", screening_id=house.screening_id),
            answered("request", request_id=invented.request(campaign_id=house.campaign_id)),
            answered("step", ally_id=invented.ally()),
        ]
        book = invented.playbook(house.campaign_id)
        after = {"after": "contact", "outcome": "hosts", "languages": ["ko"]}
        own, other = invented.step(book, "kit", condition=after), invented.step(book, "thanks_after", condition={})
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision=BEFORE)
        rows = db.session.execute(text("SELECT id, letter_id IS NOT NULL FROM reply")).all()
        assert {id_ for id_, letter in rows} == set(replies)
        assert [id_ for id_, letter in rows if letter] == replies[3:]
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert db.session.get_one(Step, own).condition == {**after, "outcome": "wants to host"}
        assert db.session.get_one(Step, other).condition == {}
        assert db.session.get_one(Reply, replies[0]).message["text"] == "Gladly."
        db.session.remove()
    close(app)
