"""duplicates: who may be one person, and who was joined

Revision: 0018, after 0017, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
UNLIKENED = sa.text('likened_at IS NULL AND contact_sealed IS NOT NULL')
STANDS = sa.text('undone_at IS NULL')
OPEN = sa.text('apart_at IS NULL')


def key_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}'), initially='DEFERRED', deferrable=True,
    )


def upgrade() -> None:
    with op.batch_alter_table('ally', schema=None) as batch_op:
        batch_op.add_column(sa.Column('likened_at', MOMENT, nullable=True))
        batch_op.create_index('ix_ally_unlikened', ['id'], sqlite_where=UNLIKENED, postgresql_where=UNLIKENED)
    op.create_table(
        'likeness',
        sa.Column('one_id', ID, nullable=False),
        sa.Column('other_id', ID, nullable=False),
        sa.Column('evidence', sa.String(120), nullable=False),
        sa.Column('strength', sa.Integer(), nullable=False),
        sa.Column('found_at', MOMENT, nullable=False),
        sa.Column('apart_at', MOMENT, nullable=True),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint('one_id < other_id', name=op.f('ck_likeness_order')),
        key_to('likeness', 'one_id', 'ally'),
        key_to('likeness', 'other_id', 'ally'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_likeness')),
        sa.UniqueConstraint('one_id', 'other_id', name=op.f('uq_likeness_one_id_other_id')),
    )
    op.create_index('ix_likeness_open', 'likeness', ['strength', 'id'], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(op.f('ix_likeness_other_id'), 'likeness', ['other_id'])
    op.create_table(
        'likeness_mark',
        sa.Column('ally_id', ID, nullable=False),
        sa.Column('key_name', sa.String(4), nullable=False),
        sa.Column('mark', sa.LargeBinary(3), nullable=False),
        sa.Column('id', ID, nullable=False),
        key_to('likeness_mark', 'ally_id', 'ally'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_likeness_mark')),
    )
    op.create_index(op.f('ix_likeness_mark_ally_id'), 'likeness_mark', ['ally_id'])
    op.create_index('ix_likeness_mark_mark', 'likeness_mark', ['mark', 'ally_id'])
    op.create_table(
        'merge',
        sa.Column('ally_id', ID, nullable=False),
        sa.Column('gone_id', ID, nullable=False),
        sa.Column('at', MOMENT, nullable=False),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('known_by_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('notes_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('undone_at', MOMENT, nullable=True),
        sa.Column('id', ID, nullable=False),
        key_to('merge', 'ally_id', 'ally'),
        key_to('merge', 'gone_id', 'ally'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_merge')),
    )
    op.create_index('ix_merge_at', 'merge', ['at'])
    op.create_index(op.f('ix_merge_ally_id'), 'merge', ['ally_id'])
    op.create_index('uq_merge_gone', 'merge', ['gone_id'], unique=True, sqlite_where=STANDS, postgresql_where=STANDS)


def refuse_who_is_joined() -> None:
    """The release before would take an empty row for somebody who was erased, and lose an address with the next turn of keys."""
    joined = op.get_bind().scalar(sa.text('SELECT count(*) FROM merge WHERE undone_at IS NULL AND known_by_sealed IS NOT NULL'))
    if joined:
        raise RuntimeError(f'Not going down: {joined} allies are joined to others. Take that back first, while it can be.')


def downgrade() -> None:
    refuse_who_is_joined()
    op.drop_table('merge')
    op.drop_table('likeness_mark')
    op.drop_table('likeness')
    with op.batch_alter_table('ally', schema=None) as batch_op:
        batch_op.drop_index('ix_ally_unlikened')
        batch_op.drop_column('likened_at')
