"""entries of tablets that came too late or too fast, and when each hand was raised

Revision: 0022, after 0021, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHECK = 'ck_kiosk_entry_why'
BEFORE = "why IN ('', 'sealed', 'unreadable', 'contact', 'answer', 'trouble', 'key gone', 'erased')"
AFTER = "why IN ('', 'sealed', 'unreadable', 'contact', 'answer', 'trouble', 'late', 'fast', 'key gone', 'erased')"
INDEXES = ('received_at', 'raised_at')

entry = sa.table('kiosk_entry', sa.column('why'))


def upgrade() -> None:
    with op.batch_alter_table('kiosk_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('raised_at', MOMENT, nullable=True))
        batch_op.drop_constraint(batch_op.f(CHECK), type_='check')
        batch_op.create_check_constraint(batch_op.f(CHECK), AFTER)
    for column in INDEXES:
        op.create_index(op.f(f'ix_kiosk_entry_kiosk_id_{column}'), 'kiosk_entry', ['kiosk_id', column])


def downgrade() -> None:
    # They wait on: the release before says of them that something broke.
    op.execute(entry.update().where(entry.c.why.in_(('late', 'fast'))).values(why='trouble'))
    for column in INDEXES:
        op.drop_index(op.f(f'ix_kiosk_entry_kiosk_id_{column}'), table_name='kiosk_entry')
    with op.batch_alter_table('kiosk_entry', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(CHECK), type_='check')
        batch_op.create_check_constraint(batch_op.f(CHECK), BEFORE)
        batch_op.drop_column('raised_at')
