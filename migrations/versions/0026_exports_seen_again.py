"""of a file with contacts: who is in it and by which ways

Revision: 0026, after 0024, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Those that wait already say nothing of it: they are gathered anew before they leave.
    op.add_column('export', sa.Column('who', sa.String(64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('export', schema=None) as batch_op:
        batch_op.drop_column('who')
