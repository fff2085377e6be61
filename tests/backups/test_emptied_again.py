"""What was taken back since the backup and hangs on no ally is taken back after it; what others were shown is looked at anew."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests import invented, told_stories
from tests.elsewhere import backup_of, run
from tracker.appeals.story import Story
from tracker.appeals.story_writing import texts_of
from tracker.screenings import talkback_guests
from tracker.screenings.talkback_guests import Guest, TalkbackGuests
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db
from tracker.usecases.clear_talkback_guests import clear, withdraw
from tracker.usecases.log_erasures import log_erasures
from tracker.usecases.take_back_request import take_back_request
from tracker.usecases.withdraw_story import empty
from tracker.usecases.withdraw_story import withdraw as withdraw_story
from tracker.usecases.write_talkback_guests import write_talkback_guests


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_taken_back_requests_emptied_stories_and_withdrawn_guests_do_not_come_back(
    app: Flask, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    with app.app_context():
        rosa, hana = invented.account("organizer"), invented.account("organizer", "Hana K.")
        evening = invented.screening(invented.campaign(rosa))
        write_talkback_guests(evening, [Guest(name="Wren Calloway", role="editor")], 0, rosa)
        clear(evening, 1, hana)
        goes, declined, stays = (
            invented.request(), invented.request(state="declined", decided_at=invented.NOON), invented.request(),
        )  # fmt: skip
        gone, kept = told_stories.published(), told_stories.published()
        db.session.remove()
        file = backup_of(app, tmp_path / "backups")
        withdraw(evening, rosa)
        assert take_back_request(goes) and take_back_request(declined)
        withdraw_story(gone, rosa)
        empty(gone, rosa)
        assert log_erasures(app.config["ERASURE_LOG"]) >= 3
        db.session.rollback()
        assert log_erasures(app.config["ERASURE_LOG"]) == 0, "each once"
        db.session.remove()
    machine = elsewhere(instance / "key-ring.json")
    told = run(machine, "restore", file, "--erasures", app.config["ERASURE_LOG"])
    assert told.exit_code == 0, told.output
    with machine.app_context():
        assert talkback_guests.cleared(evening) == []
        assert db.session.query(TalkbackGuests).one().guests, "the team still knows them"
        rows = {each.id: each for each in db.session.query(RequestToHost)}
        assert [(rows[each].state, rows[each].asker is None) for each in (goes, declined, stays)] == [
            ("taken back", True), ("declined", True), ("waiting", False),
        ]  # fmt: skip
        assert (rows[goes].wish, rows[goes].mark) == (None, None)
        assert db.session.get_one(Story, gone).consent is None
        assert [text.words for text in texts_of(gone).values()] == [None]
        assert [(text.state, text.words is None) for text in texts_of(kept).values()] == [("draft", False)]
        db.session.remove()
