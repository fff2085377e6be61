"""figures that were counted before

Revision: 0030, after 0029, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'kept_figures',
        sa.Column('mark', sa.String(64), nullable=False),
        sa.Column('campaign_id', ID, nullable=False),
        sa.Column('since', sa.Date(), nullable=True),
        sa.Column('until', sa.Date(), nullable=True),
        sa.Column('by', sa.String(10), nullable=False),
        sa.Column('key', sa.String(200), nullable=False),
        sa.Column('counted_at', MOMENT, nullable=False),
        sa.Column('took', sa.Integer(), nullable=False),
        sa.Column('figures', sa.JSON(), nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.ForeignKeyConstraint(
            ['campaign_id'], ['campaign.id'], name=op.f('fk_kept_figures_campaign_id'), deferrable=True, initially='DEFERRED'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_figures')),
        sa.UniqueConstraint('mark', name=op.f('uq_kept_figures_mark')),
    )
    with op.batch_alter_table('kept_figures', schema=None) as batch_op:
        batch_op.create_index('ix_kept_figures_counted', ['counted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_kept_figures_campaign_id'), ['campaign_id'], unique=False)


def downgrade() -> None:
    op.drop_table('kept_figures')
