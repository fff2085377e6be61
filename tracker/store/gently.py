"""For migrations: a table with ten million rows is changed while others read and write it. See docs/decisions/0043-upgrades-at-size.md.

On SQLite, where the house is closed while it migrates, each is done at once. On PostgreSQL each is done in steps of which none
holds up a writer for longer than a moment; what stood before the step is committed, so a migration that was killed begins anew
where it stopped: each may be called again. No names but those of the migration itself are handed in, never what somebody typed.
"""

from alembic import op
from sqlalchemy import inspect, text

# Rows of one transaction of fill(): they are locked for some fifty milliseconds.
PORTION = 5_000
# Tables that grow with the signups, or with what is done about them. tests/house/test_gentle_migrations.py watches them.
LARGE = frozenset({
    "ally", "ally_tag", "attempt", "bulk_done", "chosen", "consent", "copy_of", "export_of", "follow_up", "follow_up_signup",
    "form_submission", "hook_delivery", "identity", "import_row", "kiosk_entry", "known_as", "letter", "likeness", "name_word",
    "reply", "sheet_line", "signup", "signup_answer", "signup_interest", "suppression", "trace",
})  # fmt: skip


def index(name: str, table: str, columns: list[str], unique: bool = False, where: str | None = None) -> None:
    """An index. Before it was whole it is told from one that is by PostgreSQL itself, and is made anew."""
    if _closed():
        op.create_index(name, table, columns, unique=unique, sqlite_where=text(where) if where else None)
        return
    half = text("SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid")
    with op.get_context().autocommit_block():
        # It waits for whoever began before it, and nobody waits for it.
        op.execute("SET lock_timeout = 0")
        if op.get_bind().execute(half, {"name": f'"{name}"'}).scalar():
            op.drop_index(name, table_name=table, postgresql_concurrently=True)
        op.create_index(
            name, table, columns, unique=unique, if_not_exists=True, postgresql_concurrently=True,
            postgresql_where=text(where) if where else None,
        )  # fmt: skip
        op.execute("RESET lock_timeout")


def no_index(name: str, table: str) -> None:
    """Away with one, once another does its work; nobody waits for that either."""
    if _closed():
        op.drop_index(name, table_name=table)
        return
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)
        op.execute("RESET lock_timeout")


def check(name: str, table: str, condition: str) -> None:
    """A check of the rows that are there and of those that come. One of that name is replaced."""
    if _closed():
        with op.batch_alter_table(table) as rows:
            if name in _checks(table):
                rows.drop_constraint(op.f(name), type_="check")
            rows.create_check_constraint(op.f(name), condition)
        return
    op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"')
    op.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ({condition}) NOT VALID')
    _validate(table, name)


def foreign_key(name: str, table: str, column: str, parent: str) -> None:
    """A deferred key to `parent.id`. The column has its index, or each parent that goes reads the whole table."""
    if _closed():
        with op.batch_alter_table(table) as rows:
            rows.create_foreign_key(op.f(name), parent, [column], ["id"], deferrable=True, initially="DEFERRED")
        return
    op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"')
    op.execute(
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("{column}") REFERENCES "{parent}" (id)'
        " DEFERRABLE INITIALLY DEFERRED NOT VALID"
    )
    _validate(table, name)


def always(table: str, column: str) -> None:
    """A column that is filled in every row, from now on: NOT NULL. A check that was looked at saves looking again."""
    if _closed():
        with op.batch_alter_table(table) as rows:
            rows.alter_column(column, nullable=False)
        return
    check(f"ck_{table}_{column}_always", table, f'"{column}" IS NOT NULL')
    op.alter_column(table, column, nullable=False)
    op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "ck_{table}_{column}_always"')


def fill(table: str, values: str, where: str = "TRUE", key: str = "id") -> None:
    """UPDATE table SET values WHERE where, by portions in the order of the key. What is filled already is to be told by `where`."""
    change = f'UPDATE "{table}" SET {values} WHERE ({where})'  # noqa: S608 (names of a migration)
    if _closed():
        op.execute(change)
        return
    with op.get_context().autocommit_block():
        after: dict[str, object] = {}
        while True:
            behind = f'"{key}" > :after' if after else "TRUE"
            portion = f'SELECT "{key}" FROM "{table}" WHERE {behind} ORDER BY "{key}" LIMIT {PORTION}'  # noqa: S608
            ends = text(f'SELECT max("{key}") FROM ({portion}) AS portion')  # noqa: S608
            last = op.get_bind().execute(ends, after).scalar()
            if last is None:
                return
            op.get_bind().execute(text(f'{change} AND {behind} AND "{key}" <= :last'), {**after, "last": last})
            after = {"after": last}


def _closed() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _validate(table: str, name: str) -> None:
    # After a commit: what was locked to add the constraint is let go of before all rows are looked at.
    with op.get_context().autocommit_block():
        op.execute(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')


def _checks(table: str) -> set[str]:
    return {str(each["name"]) for each in inspect(op.get_bind()).get_check_constraints(table)}
