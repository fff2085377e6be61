"""numbers that pages show as they were counted last

Revision: 0034, after 0033, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'kept_counts',
        sa.Column('name', sa.String(20), nullable=False),
        sa.Column('counted_at', MOMENT, nullable=True),
        sa.Column('asked_at', MOMENT, nullable=True),
        sa.Column('numbers', sa.JSON(), nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_counts')),
        sa.UniqueConstraint('name', name=op.f('uq_kept_counts_name')),
    )
    op.create_index('ix_kept_counts_counted', 'kept_counts', ['counted_at'])


def downgrade() -> None:
    op.drop_table('kept_counts')
