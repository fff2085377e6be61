"""long breakdowns of kept figures stand apart from their totals

Figures that were kept until now hold both in one: they go, and are counted again.

Revision: 0038, after 0034, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM kept_figures")
    op.add_column('kept_figures', sa.Column('lines', sa.Text(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM kept_figures")
    with op.batch_alter_table('kept_figures') as table:
        table.drop_column('lines')
