"""Down from passkeys and recovery codes, and up again, with an account that has nothing else: it sets up an app then."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests.engines import TOP, build, close
from tracker import clock
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account, device, recovery, reset_asked
from tracker.team.account import Account
from tracker.team.passkey import Passkey

MIGRATIONS = str(TOP / "migrations")


def before() -> str:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    return str(ScriptDirectory.from_config(config).get_revision("0005").down_revision)


def lived_in() -> str:
    """An account with a passkey, codes and a device; somebody asked for a new password."""
    with transaction() as rows:
        whose = Account(role_name="caller", created_at=clock.now(), active=True, demo=False, language="en", speaks="en")
        whose.name = "Wren"
        whose.set_email("wren@example.org")
        whose.forget_sessions()
        whose.tf_primary_method = "passkey"
        rows.add_all(
            [whose, Passkey(account_id=whose.id, credential_hash=b"x" * 32, sign_count=0, added_at=clock.now())]
        )
        recovery.make(whose)
        device.remember(whose.id, "")
        reset_asked.ask("wren@example.org")
    return whose.id


def test_an_account_with_a_passkey_alone_keeps_everything_but_that(migrated_url: str, instance: Path):
    app = build(migrated_url, instance)
    with app.app_context():
        whose = lived_in()
        db.session.remove()
        downgrade(directory=MIGRATIONS, revision=before())
        assert db.session.execute(text("SELECT tf_primary_method, role_name FROM account")).all() == [(None, "caller")]
        db.session.remove()
        upgrade(directory=MIGRATIONS)
        found = account.by_email("wren@example.org")
        assert found is not None and (found.id, found.has_second_factor) == (whose, False)
        assert recovery.left(whose) == 0 and device.of(whose) == [] and not reset_asked.anybody()
        db.session.remove()
    close(app)
