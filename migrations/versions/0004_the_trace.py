"""The trace: indexes by hours, an anchor, rations, and a database that refuses to change it.

Revision: 0004, after 0003, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# A row may be sealed anew when the key turns, and nothing else of it may change. Deleted is only what retention has
# dropped: it puts the anchor first. TRUNCATE passes the triggers of rows by, so it has one of its own.
SQLITE = (
    """CREATE TRIGGER trace_never_changes BEFORE UPDATE OF number, at, account_id, deed, about, about_id, mac ON trace
    BEGIN SELECT RAISE(ABORT, 'the trace is only added to'); END""",
    """CREATE TRIGGER trace_never_goes BEFORE DELETE ON trace
    WHEN OLD.number > coalesce((SELECT max(number) FROM trace_anchor), 0)
    BEGIN SELECT RAISE(ABORT, 'the trace is only added to'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION trace_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        IF OLD.number <= coalesce((SELECT max(number) FROM trace_anchor), 0) THEN RETURN OLD; END IF;
      END IF;
      RAISE EXCEPTION 'the trace is only added to';
    END $$""",
    """CREATE TRIGGER trace_never_changes BEFORE UPDATE OF number, at, account_id, deed, about, about_id, mac ON trace
    FOR EACH ROW EXECUTE FUNCTION trace_is_only_added_to()""",
    """CREATE TRIGGER trace_never_goes BEFORE DELETE ON trace
    FOR EACH ROW EXECUTE FUNCTION trace_is_only_added_to()""",
    """CREATE TRIGGER trace_is_never_emptied BEFORE TRUNCATE ON trace
    FOR EACH STATEMENT EXECUTE FUNCTION trace_is_only_added_to()""",
)


def say(*statements: str) -> None:
    for each in statements:
        op.get_bind().exec_driver_sql(each)


def upgrade() -> None:
    op.create_table('trace_anchor',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('mac', sa.LargeBinary(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('seal', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trace_anchor'))
    )
    op.create_table('ration_taken',
    sa.Column('account_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('kind', sa.String(length=6), nullable=False),
    sa.Column('about_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("kind IN ('card', 'reveal', 'export')", name=op.f('ck_ration_taken_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ration_taken'))
    )
    op.create_index('ix_ration_taken_at', 'ration_taken', ['at'], unique=False)
    op.create_index('ix_ration_taken_account_id_kind_at', 'ration_taken', ['account_id', 'kind', 'at'], unique=False)
    op.create_index('ix_trace_account_id_at', 'trace', ['account_id', 'at'], unique=False)
    op.create_index('ix_trace_about_id_at', 'trace', ['about_id', 'at'], unique=False)
    op.drop_index('ix_trace_account_id', table_name='trace')
    op.drop_index('ix_trace_about_id', table_name='trace')
    say(*(POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else SQLITE))


def downgrade() -> None:
    """The release before verifies nothing, so what was dropped needs no anchor; the way up again would find rows missing."""
    anchored = op.get_bind().scalar(sa.text('SELECT count(*) FROM trace_anchor'))
    if anchored:
        raise RuntimeError(
            'Not going down: old days of the trace have been dropped, and without the anchor the rest could not be verified any more.'
        )
    if op.get_bind().dialect.name == 'postgresql':
        say('DROP TRIGGER trace_is_never_emptied ON trace', 'DROP TRIGGER trace_never_goes ON trace',
            'DROP TRIGGER trace_never_changes ON trace', 'DROP FUNCTION trace_is_only_added_to()')
    else:
        say('DROP TRIGGER trace_never_goes', 'DROP TRIGGER trace_never_changes')
    op.create_index('ix_trace_about_id', 'trace', ['about_id'], unique=False)
    op.create_index('ix_trace_account_id', 'trace', ['account_id'], unique=False)
    op.drop_index('ix_trace_about_id_at', table_name='trace')
    op.drop_index('ix_trace_account_id_at', table_name='trace')
    op.drop_table('ration_taken')
    op.drop_table('trace_anchor')
