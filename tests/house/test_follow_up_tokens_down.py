"""Down from tokens that work on follow-ups, and up again: a house that does not know that scope opens nothing by it."""

from pathlib import Path

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests.engines import TOP, build, close
from tracker.store.db import db
from tracker.team import tokens
from tracker.team.token import Scope
from tracker.usecases.make_token import make_token
from tracker.usecases.move_in import move_in

MIGRATIONS = str(TOP / "migrations")
BEFORE = "0039"
ALL = "figures,people,signups,screenings"


def test_a_token_keeps_its_other_scopes_and_one_without_any_is_withdrawn(migrated_url: str, instance: Path) -> None:
    app = build(migrated_url, instance)
    with app.app_context():
        move_in()
        make_token("everything", tuple(Scope), None)
        make_token("calls", (Scope.WORK_FOLLOW_UPS,), None)
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision=BEFORE)
        rows = {tuple(row) for row in db.session.execute(text("SELECT scope_names, withdrawn_at IS NULL FROM token"))}
        assert rows == {(ALL, True), ("figures", False)}
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        assert {(token.scope_names, tokens.is_open(token)) for token in tokens.every()} == {
            (ALL, True),
            ("figures", False),
        }
        db.session.remove()
    close(app)
