"""Down from the guarded trace and up again with deeds in it, on both engines; and when there is no way down."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import DBAPIError

from tests.engines import TOP, build, close
from tests.tampering import deeds, say
from tracker import clock
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.rations import take
from tracker.usecases.drop_old_trace import drop_old_trace
from tracker.usecases.verify_trace import verify_trace

MIGRATIONS = str(TOP / "migrations")
BEFORE = "0003"


@pytest.fixture
def house(migrated_url: str, instance: Path) -> Iterator[Flask]:
    app = build(migrated_url, instance)
    with app.app_context():
        deeds(3)
        with transaction():
            take("reveal", "a" * 16)
        db.session.remove()
        yield app
        db.session.remove()
    close(app)


def guarded() -> bool:
    try:
        say("UPDATE trace SET deed = 'signed in' WHERE number = 99")
        say("DELETE FROM trace")
    except DBAPIError:
        return True
    finally:
        db.session.rollback()
    return False


def test_deeds_stay_the_guard_goes_and_comes_back_and_once_days_were_dropped_there_is_no_way_down(
    house: Flask, instance: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert guarded()
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision=BEFORE)
    assert not guarded()
    deeds(2)  # the release before goes on with the same chain
    db.session.remove()
    upgrade(directory=MIGRATIONS)
    assert guarded()
    assert verify_trace(instance).rows == 5
    later = clock.now() + timedelta(days=1000)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert drop_old_trace() == 5
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(directory=MIGRATIONS, revision=BEFORE)
    assert "old days of the trace have been dropped" in caplog.text
    db.session.rollback()
    assert guarded()
    assert verify_trace(instance).first == 6
