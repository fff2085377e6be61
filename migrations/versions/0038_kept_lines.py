"""long breakdowns of kept figures stand apart from their totals; who waits for them to be told is written down

Figures that were kept until now hold both in one: they go, and are counted again.

Revision: 0038, after 0037, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM kept_figures")
    op.add_column('kept_figures', sa.Column('lines', sa.Text(), nullable=True))
    op.add_column('kept_figures', sa.Column('to_tell_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM kept_figures")
    with op.batch_alter_table('kept_figures') as table:
        table.drop_column('to_tell_at')
        table.drop_column('lines')
