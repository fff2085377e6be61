"""Up to 0044: large lists that somebody had asked for a second time waited for ever; now they are done."""

from pathlib import Path

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests import invented
from tests.engines import TOP, build, close
from tracker import clock
from tracker.imports import work
from tracker.imports.import_ import Import
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import ask_worker
from tracker.usecases.move_in import move_in

MIGRATIONS = str(TOP / "migrations")
BEFORE = "0043"


def test_a_list_whose_refusal_was_taken_back_is_taken_up(migrated_url: str, instance: Path) -> None:
    app = build(migrated_url, instance)
    with app.app_context():
        move_in()
        lying = Import(
            kind="people", sha256="0" * 64, size=1, signature="0" * 64, state="previewed", uploaded_at=clock.now()
        )
        lying.upload, lying.file_name = "eA==", "people.csv"
        invented.write(lying)
        list_id = lying.id
        with transaction():
            work.ask(list_id, "write", None)
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision=BEFORE)
        db.session.execute(text("UPDATE import_work SET refused = 'null'"))
        db.session.commit()
        assert ask_worker.take_up() is None
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        taken = ask_worker.take_up()
        assert taken is not None and (taken.import_id, taken.what) == (list_id, "write")
        db.session.remove()
    close(app)
