"""Down from the supporter's tables and up again with what people leave behind in them, on both engines."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from tests import world
from tests.engines import TOP, build, close
from tests.held_world import START, another
from tests.letters_world import BASE_URL
from tests.wanting_out import own_link, welcomed
from tracker import clock
from tracker.appeals.interest import Interest
from tracker.followups import editing
from tracker.followups.playbook import Playbook, Step
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.count_press import count_press
from tracker.usecases.erase_due import erase_due
from tracker.usecases.move_in import move_in
from tracker.usecases.press_panic import press_panic
from tracker.usecases.write_due_letters import write_due_letters

MIGRATIONS = str(TOP / "migrations")
BEFORE = "0002"


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def house(migrated_url: str, instance: Path, traveller: time_machine.Traveller) -> Iterator[Flask]:
    app = build(migrated_url, instance)
    with app.app_context():
        move_in()
        yield app
        db.session.remove()
    close(app)


def asked(statement: str) -> list[tuple[Any, ...]]:
    found = [tuple(row) for row in db.session.execute(text(statement))]
    db.session.rollback()
    return found


def down() -> None:
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision=BEFORE)


def up() -> None:
    db.session.remove()
    upgrade(directory=MIGRATIONS)


def leave_everything(ally_id: str) -> None:
    """An answer, a link of their own, a press."""
    own_link(ally_id)
    with transaction() as session:
        signup = session.query(Signup).filter_by(ally_id=ally_id).one()
        host = session.query(Interest).filter_by(key="host").one()
        row = SignupAnswer(signup_id=signup.id, interest_id=host.id, at=clock.now())
        row.text = "In May"
        session.add(row)
    count_press("host", another().campaign_id, "letter")


def test_what_waits_for_an_address_is_closed_on_the_way_down_and_stays_so(
    house: Flask, traveller: time_machine.Traveller
) -> None:
    ally = welcomed(world.one_screening(), email="minji@example.org", phone=None)
    leave_everything(ally)
    traveller.shift(timedelta(days=3))
    write_due_letters(BASE_URL)
    assert asked("SELECT count(*) FROM follow_up WHERE held AND state = 'open'")[0][0] >= 3
    assert asked("SELECT count(*) FROM letter WHERE kind = 'remind' AND state = 'waiting'") == [(1,)]
    down()
    # All but the first letter, which the release before sends as ever.
    still_open = "SELECT step_key FROM follow_up WHERE state = 'open'"
    assert asked(still_open) == [("thanks",)]
    assert {row[0] for row in asked("SELECT outcome FROM follow_up WHERE state = 'closed'")} == {"withdrawn"}
    assert asked("SELECT state, words_sealed FROM letter WHERE kind = 'remind'") == [("withdrawn", None)]
    up()
    assert asked(still_open) == [("thanks",)]
    assert asked("SELECT count(*) FROM follow_up WHERE held") == [(0,)]
    with transaction() as session:
        assert session.query(Signup).filter_by(ally_id=ally).count() == 1


def test_the_reminder_comes_back_as_it_was_and_to_every_playbook(
    house: Flask, traveller: time_machine.Traveller
) -> None:
    welcomed(world.one_screening(), email="minji@example.org", phone=None)
    own = another("Own").campaign_id
    with transaction() as session:
        book = Playbook(campaign_id=own, scope=own, name="Own", created_at=clock.now())
        session.add(book)
        session.flush()
        session.add(Step(playbook_id=book.id, key="remind", position=4, title="A call of our own", channel="call"))
    for _ in range(2):
        down()
        up()
    with transaction() as session:
        found = session.execute(
            select(Playbook.scope, Step.key, Step.position, Step.channel, Step.condition, Step.words)
            .join(Playbook, Playbook.id == Step.playbook_id)
            .where(Step.key.like("remind%"), ~Step.archived, Step.replaced_at.is_(None))
            .order_by(Step.key)
        ).all()
        places = {(scope, key, channel) for scope, key, _position, channel, _condition, _words in found}
        assert places == {("default", "remind", "letter"), (own, "remind", "call"), (own, "remind_2", "letter")}
        letters = [each for each in found if each.channel == "letter"]
        assert all(each.condition == {"unconfirmed": True} for each in letters)
        assert set(letters[0].words) == set(letters[1].words) == {"en", "ko", "es"}
        assert [each.key for each in editing.steps_in(editing.playbook(editing.DEFAULT).id)].count("remind") == 1


def test_while_somebody_waits_to_be_erased_there_is_no_way_down(
    house: Flask, traveller: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    here = world.one_screening()
    ally, other = welcomed(here, email="minji@example.org"), welcomed(here, email="other@example.org")
    leave_everything(ally)
    assert ask_for_erasure(ally)
    with pytest.raises(SystemExit):
        down()
    assert "1 asked to be erased and still wait for it, until 2023-10-25" in caplog.text
    assert asked("SELECT count(*) FROM erasure WHERE done_at IS NULL") == [(1,)], "nothing was touched"
    assert asked("SELECT count(*) FROM follow_up WHERE held AND state = 'open'")[0][0] > 0
    traveller.shift(timedelta(days=2))
    assert erase_due() == 1
    down()
    up()
    kept = f"SELECT count(*) FROM ally WHERE contact_sealed IS NOT NULL AND id = '{ally}'"
    assert asked(kept) == [(0,)]
    assert asked(kept.replace(ally, other)) == [(1,)]


def test_while_the_house_is_closed_there_is_no_way_down(house: Flask, caplog: pytest.LogCaptureFixture) -> None:
    press_panic(None, BASE_URL)
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(directory=MIGRATIONS, revision="0003")
    assert "the house is closed" in caplog.text
    assert asked("SELECT count(*) FROM panic WHERE opened_at IS NULL") == [(1,)], "and it stays so"
