"""the letters that asked "is this you?" found without looking through all that have left

Revision: 0024, after 0023, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

ASKED = sa.text("kind = 'confirm' AND state = 'left'")
# Whose open ones are looked for among everybody's.
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_index('ix_letter_asked', 'letter', ['left_at', 'id'], sqlite_where=ASKED, postgresql_where=ASKED)
    op.create_index('ix_follow_up_mine', 'follow_up', ['point_person_id', 'due_at'], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index('ix_follow_up_mine', table_name='follow_up')
    op.drop_index('ix_letter_asked', table_name='letter')
