"""figures that left the house: what has been told of each campaign

Revision: 0029, after 0027, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0027'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')


def upgrade() -> None:
    op.create_table(
        'figures_told',
        sa.Column('campaign_id', ID, nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('by', sa.String(8), nullable=False),
        sa.Column('since', sa.Date(), nullable=True),
        sa.Column('until', sa.Date(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('anew', sa.Boolean(), nullable=False),
        sa.Column('known', sa.JSON(), nullable=False),
        sa.Column('shown', sa.JSON(), nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint("by IN ('report', 'feed', 'api')", name=op.f('ck_figures_told_by')),
        sa.CheckConstraint('number > 0', name=op.f('ck_figures_told_number')),
        sa.CheckConstraint('since IS NULL OR until IS NULL OR until >= since', name=op.f('ck_figures_told_dates')),
        sa.ForeignKeyConstraint(
            ['campaign_id'], ['campaign.id'], name=op.f('fk_figures_told_campaign_id'), initially='DEFERRED', deferrable=True
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_figures_told')),
        sa.UniqueConstraint('campaign_id', 'number', name=op.f('uq_figures_told_campaign_id_number')),
    )


def downgrade() -> None:
    op.drop_table('figures_told')
