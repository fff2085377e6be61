"""what is open in a campaign found among everybody's; indexes of columns that few rows fill hold those alone

Revision: 0031, after 0026, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")
ENDED = sa.text('outcome IS NOT NULL')
SELDOM_SAID = (
    ('attempt', 'account_id'), ('follow_up', 'claimed_by_id'), ('follow_up', 'point_person_id'),
    ('letter', 'account_id'), ('letter', 'bulk_id'), ('letter', 'notice_id'), ('letter', 'request_id'), ('letter', 'screening_id'),
    ('screening', 'host_contact_id'), ('screening', 'joined_into_id'), ('screening', 'point_person_id'),
    ('venue', 'joined_into_id'),
)  # fmt: skip


def upgrade() -> None:
    for table, column in SELDOM_SAID:
        said = sa.column(column).is_not(None)
        op.drop_index(f'ix_{table}_{column}', table_name=table)
        op.create_index(f'ix_{table}_{column}', table, [column], sqlite_where=said, postgresql_where=said)
    op.create_index('ix_follow_up_outcome', 'follow_up', ['outcome', 'ally_id'], sqlite_where=ENDED, postgresql_where=ENDED)
    op.create_index('ix_follow_up_of_campaign', 'follow_up', ['campaign_id', 'due_at'], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index('ix_follow_up_of_campaign', table_name='follow_up')
    op.drop_index('ix_follow_up_outcome', table_name='follow_up')
    for table, column in reversed(SELDOM_SAID):
        op.drop_index(f'ix_{table}_{column}', table_name=table)
        op.create_index(f'ix_{table}_{column}', table, [column])
