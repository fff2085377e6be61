"""What comes after 0040 changes no large table in a way that holds others up for long; PostgreSQL tells what each transaction locked.

See docs/decisions/0043-upgrades-at-size.md; the ways to do it are in tracker/store/gently.py.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import BigInteger, Column, Connection, Engine, Float, event, text

from benchmarks import large
from tests.engines import TOP, build, close
from tracker.store import gently
from tracker.store.db import db
from tracker.usecases.move_in import move_in

MIGRATIONS = str(TOP / "migrations")
# Until this one nobody had a large house.
WATCHED_AFTER = "0040"
# Modes under which nobody else can write, and the weakest that is one.
SHUT = "('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')"
PORTION, ALLIES = 2, 6

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)]

# Of this transaction: tables that it shut and read from end to end or wrote anew, and rows of tables that it changed.
LOCKED = f"""SELECT c.relname, s.seq_scan, s.n_tup_ins + s.n_tup_upd + s.n_tup_del,
  EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = pg_backend_pid() AND l.relation = c.oid AND l.granted AND l.mode IN {SHUT}),
  pg_relation_filenode(c.oid)
FROM pg_class c JOIN pg_stat_xact_user_tables s ON s.relid = c.oid WHERE c.relname = ANY (:names)"""


class Watch:
    """What was wrong with the transactions that it saw end. What PostgreSQL counts goes on over several: so from where to where."""

    def __init__(self) -> None:
        self.wrong: set[str] = set()
        self.files: dict[str, int] = {}
        self.before: dict[str, tuple[int, int]] = {}

    def _look(self, connection: Connection) -> list[Any]:
        return list(connection.execute(text(LOCKED), {"names": sorted(gently.LARGE)}))

    def begins(self, connection: Connection) -> None:
        for name, read, rows, _shut, file in self._look(connection):
            self.before[name], self.files[name] = (read, rows), file

    def ends(self, connection: Connection) -> None:
        """Just before a commit."""
        for name, read, rows, shut, file in self._look(connection):
            read_before, rows_before = self.before.get(name, (0, 0))
            if shut and read > read_before:
                self.wrong.add(f"{name} is read from end to end while nobody can write it")
            if file != self.files.get(name, file):
                self.wrong.add(f"{name} is written anew")
            if rows - rows_before > PORTION:
                self.wrong.add(f"many rows of {name} are changed in one transaction")


def head_of(folder: str) -> str:
    config = Config()
    config.set_main_option("script_location", folder)
    return str(ScriptDirectory.from_config(config).get_current_head())


def by_itself(connection: Any) -> bool:
    return bool(connection.connection.dbapi_connection.autocommit)


@contextmanager
def watched(engine: Engine) -> Iterator[set[str]]:
    """Each transaction of an engine, until it ends; and each statement that is one by itself."""
    watch = Watch()

    def begins(connection: Connection) -> None:
        if not by_itself(connection):
            watch.begins(connection)

    def ends(connection: Connection) -> None:
        if not by_itself(connection):
            watch.ends(connection)

    def said(connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        words = statement.upper().split()
        if not by_itself(connection):
            return
        if (words[:1] == ["ALTER"] and "VALIDATE" not in words) or (
            "INDEX" in words[:3] and "CONCURRENTLY" not in words
        ):
            watch.wrong.add(f"nobody sees what this locks: {statement}")
        if words[0] in ("UPDATE", "DELETE", "INSERT") and cursor.rowcount > PORTION:
            watch.wrong.add(f"many rows are changed at once: {statement}")

    event.listen(engine, "begin", begins)
    event.listen(engine, "commit", ends)
    event.listen(engine, "after_cursor_execute", said)
    try:
        yield watch.wrong
    finally:
        event.remove(engine, "begin", begins)
        event.remove(engine, "commit", ends)
        event.remove(engine, "after_cursor_execute", said)


@pytest.fixture
def house(blank_url: str, instance: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """At the newest revision, with more rows than may be changed at once."""
    monkeypatch.setattr(gently, "PORTION", PORTION)
    monkeypatch.setattr(large, "SCREENINGS", 50)
    app = build(blank_url, instance)
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        move_in()
        large.fill(ALLIES)
        db.session.remove()
        yield app
        db.session.remove()
    close(app)


def test_no_migration_since_shuts_a_large_table_for_long(house: Flask) -> None:
    if head_of(MIGRATIONS) != WATCHED_AFTER:
        downgrade(directory=MIGRATIONS, revision=WATCHED_AFTER)
    with watched(db.engine) as wrong:
        upgrade(directory=MIGRATIONS)
    assert wrong == set()


SHUTTING: dict[str, Callable[[Operations], object]] = {
    "ally is read": lambda op: op.create_index("ix_ally_language", "ally", ["language"]),
    "signup is read": lambda op: op.create_check_constraint("said", "signup", "source <> ''"),
    "attempt is read": lambda op: op.alter_column("attempt", "account_id", nullable=False),
    "consent is read": lambda op: op.create_foreign_key("fk", "consent", "screening", ["screening_id"], ["id"]),
    "letter is written anew": lambda op: op.alter_column("letter", "bounces", type_=BigInteger()),
    "attempt is written anew": lambda op: op.add_column("attempt", Column("drawn", Float(), server_default=text("random()"))),
    "many rows of ally are changed": lambda op: op.execute("UPDATE ally SET reached_at = now()"),
    "many rows of name_word are changed": lambda op: op.execute("DELETE FROM name_word"),
}  # fmt: skip


def test_each_way_to_shut_a_large_table_is_told(house: Flask) -> None:
    for told, change in SHUTTING.items():
        with db.engine.connect() as connection:
            watch = Watch()
            watch.begins(connection)
            change(Operations(MigrationContext.configure(connection)))
            watch.ends(connection)
            connection.rollback()
        assert [each for each in watch.wrong if each.startswith(told)], told


GENTLE = """
from alembic import op
import sqlalchemy as sa
from tracker.store import gently
revision, down_revision, branch_labels, depends_on = '9999', {head!r}, None, None

def upgrade():
    op.add_column('ally', sa.Column('said', sa.String(8), nullable=True))
    op.add_column('signup', sa.Column('here', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('attempt', sa.Column('mark', sa.String(16), nullable=True))
    gently.fill('ally', "said = 'yes'", 'said IS NULL')
    gently.always('ally', 'said')
    gently.index('ix_ally_said', 'ally', ['said', 'id'], where="said <> 'no'")
    gently.check('ck_signup_source', 'signup', "source <> ''")
    gently.foreign_key('fk_attempt_mark', 'attempt', 'mark', 'account')

def downgrade():
    pass
"""
# Whatever was done only by half: an index that is not valid, a key or check that nobody has looked at.
HALF = """SELECT (SELECT count(*) FROM pg_index WHERE NOT indisvalid) + (SELECT count(*) FROM pg_constraint WHERE NOT convalidated),
  (SELECT count(*) FROM ally WHERE said IS DISTINCT FROM 'yes'), (SELECT count(*) FROM pg_class WHERE relname = 'ix_ally_said')"""


def migrations_with(folder: Path, words: str) -> str:
    """All of ours, and one more. Whoever waits for a lock waits for a twentieth of a second."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    env = (folder / "env.py").read_text()
    quick = env.replace('"2s", 3.0, 120', '"50ms", 0.01, 1_000')
    assert quick != env
    (folder / "env.py").write_text(quick)
    (folder / "versions" / "9999_gently.py").write_text(words.format(head=head_of(MIGRATIONS)))
    return str(folder)


def test_the_gentle_ways_do_it_whole_and_shut_nothing_also_when_begun_again(house: Flask, tmp_path: Path) -> None:
    folder = migrations_with(tmp_path / "migrations", GENTLE)
    with watched(db.engine) as wrong:
        upgrade(directory=folder)
    assert wrong == set()
    assert db.session.execute(text(HALF)).one() == (0, 0, 1)
    # Killed before it was written down that it is done, and with an index by half: all that has no column begins anew.
    db.session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head_of(MIGRATIONS)})
    db.session.execute(text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_ally_said'::regclass"))
    db.session.commit()
    again = "".join(line for line in GENTLE.splitlines(keepends=True) if "add_column" not in line)
    upgrade(directory=migrations_with(tmp_path / "again", again))
    assert db.session.execute(text(HALF)).one() == (0, 0, 1)


def test_whoever_reads_for_long_is_waited_for_and_holds_up_nobody(house: Flask, tmp_path: Path) -> None:
    folder, waits = migrations_with(tmp_path / "migrations", GENTLE), threading.Event()
    with db.engine.connect() as reading, structlog.testing.capture_logs() as logs:
        reading.execute(text("SELECT count(*) FROM ally"))
        one = threading.Thread(target=lambda: in_context(house, lambda: upgrade(directory=folder)))
        one.start()
        while not logs and one.is_alive():
            waits.wait(0.01)
        # A lock that waits stands before all who come: it is taken back each time, and they pass.
        with db.engine.begin() as writing:
            assert writing.execute(text("UPDATE ally SET reached_at = now()")).rowcount >= ALLIES
        assert one.is_alive()
        reading.rollback()
        one.join()
    assert logs[0]["event"] == "a table that is to change is in use: the migration waits"
    assert db.session.execute(text(HALF)).one() == (0, 0, 1)


def in_context(app: Flask, deed: Callable[[], object]) -> None:
    with app.app_context():
        deed()
