"""figures are asked for and counted aside

Revision: 0033, after 0032, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

SAID = sa.text('asked_at IS NOT NULL')


def upgrade() -> None:
    # Made anew at any time: nothing of it is worth being written otherwise.
    op.execute(sa.text('DELETE FROM kept_figures'))
    with op.batch_alter_table('kept_figures', schema=None) as batch_op:
        batch_op.alter_column('counted_at', existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.alter_column('figures', existing_type=sa.JSON(), nullable=True)
        batch_op.add_column(sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_kept_figures_asked_at', 'kept_figures', ['asked_at'], sqlite_where=SAID, postgresql_where=SAID)


def downgrade() -> None:
    op.execute(sa.text('DELETE FROM kept_figures'))
    op.drop_index('ix_kept_figures_asked_at', table_name='kept_figures')
    with op.batch_alter_table('kept_figures', schema=None) as batch_op:
        batch_op.drop_column('asked_at')
        batch_op.alter_column('figures', existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column('counted_at', existing_type=sa.DateTime(timezone=True), nullable=False)
