"""the host's link

Revision: 0010, after 0009, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)

NOT_TO_TWO = '(ally_id IS NULL OR account_id IS NULL) AND (ally_id IS NOT NULL OR account_id IS NOT NULL OR notice_id IS NOT NULL'
TO_ONE_BEFORE = f'{NOT_TO_TWO})'
TO_ONE = f'{NOT_TO_TWO} OR screening_id IS NOT NULL)'

letter = sa.table('letter', sa.column('id', ID), sa.column('kind'))
reply = sa.table('reply', sa.column('letter_id', ID))
setting = sa.table('setting', sa.column('name'))


def upgrade() -> None:
    op.create_table(
        'host_link',
        sa.Column('id', ID, nullable=False),
        sa.Column('screening_id', ID, nullable=False),
        sa.Column('whom_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('language', sa.String(2), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('made_by_id', ID, nullable=True),
        sa.Column('used_on', sa.Date(), nullable=True),
        sa.Column('withdrawn_at', MOMENT, nullable=True),
        sa.Column('withdrawn_by_id', ID, nullable=True),
        sa.Column('reminds', sa.Boolean(), nullable=False),
        sa.CheckConstraint("language IN ('', 'en', 'ko', 'es')", name=op.f('ck_host_link_language')),
        sa.CheckConstraint('withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL', name=op.f('ck_host_link_withdrawn')),
        sa.ForeignKeyConstraint(
            ['screening_id'], ['screening.id'], name=op.f('fk_host_link_screening_id'), initially='DEFERRED', deferrable=True
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_host_link')),
    )
    op.create_index(op.f('ix_host_link_screening_id'), 'host_link', ['screening_id'])
    op.create_table(
        'host_tick',
        sa.Column('id', ID, nullable=False),
        sa.Column('screening_id', ID, nullable=False),
        sa.Column('item', sa.String(20), nullable=False),
        sa.Column('at', MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ['screening_id'], ['screening.id'], name=op.f('fk_host_tick_screening_id'), initially='DEFERRED', deferrable=True
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_host_tick')),
        sa.UniqueConstraint('screening_id', 'item', name=op.f('uq_host_tick_screening_id_item')),
    )
    hold_letters_to(TO_ONE)


def hold_letters_to(rule: str) -> None:
    with op.batch_alter_table('letter') as batch:
        batch.drop_constraint(op.f('ck_letter_to_one'), type_='check')
        batch.create_check_constraint(op.f('ck_letter_to_one'), rule)


def downgrade() -> None:
    # The release before has no page behind their links, and knows no letter to a host but notices.
    to_hosts = letter.c.kind.in_(('host', 'host reminder'))
    # What they answered stays, and answers no letter that is there.
    op.execute(reply.update().where(reply.c.letter_id.in_(sa.select(letter.c.id).where(to_hosts))).values(letter_id=None))
    op.execute(letter.delete().where(to_hosts))
    _check_keys_now()
    op.execute(setting.delete().where(setting.c.name == 'host_words'))
    hold_letters_to(TO_ONE_BEFORE)
    op.drop_table('host_tick')
    op.drop_index(op.f('ix_host_link_screening_id'), table_name='host_link')
    op.drop_table('host_link')


def _check_keys_now() -> None:
    """PostgreSQL changes no table while a key in it waits to be checked."""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('SET CONSTRAINTS ALL IMMEDIATE')
        op.execute('SET CONSTRAINTS ALL DEFERRED')
