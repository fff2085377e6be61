"""the host's link

Revision: 0009_host_link, after 0008, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0009_host_link'
down_revision = '0008'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'host_link',
        sa.Column('id', ID, nullable=False),
        sa.Column('screening_id', ID, nullable=False),
        sa.Column('whom_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('language', sa.String(2), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('made_by_id', ID, nullable=True),
        sa.Column('used_on', sa.Date(), nullable=True),
        sa.Column('withdrawn_at', MOMENT, nullable=True),
        sa.Column('withdrawn_by_id', ID, nullable=True),
        sa.CheckConstraint("language IN ('', 'en', 'ko', 'es')", name=op.f('ck_host_link_language')),
        sa.CheckConstraint('withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL', name=op.f('ck_host_link_withdrawn')),
        sa.ForeignKeyConstraint(
            ['screening_id'], ['screening.id'], name=op.f('fk_host_link_screening_id'), initially='DEFERRED', deferrable=True
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_host_link')),
    )
    op.create_index(op.f('ix_host_link_screening_id'), 'host_link', ['screening_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_host_link_screening_id'), table_name='host_link')
    op.drop_table('host_link')
