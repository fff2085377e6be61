"""reports: drafts, and what was published

Revision: 0027, after 0026, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
CROSSED = 'since IS NULL OR until IS NULL OR until >= since'


def key_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}'), initially='DEFERRED', deferrable=True,
    )


def both(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column('campaign_id', ID, nullable=False),
        sa.Column('since', sa.Date(), nullable=True),
        sa.Column('until', sa.Date(), nullable=True),
        sa.Column('languages', sa.String(40), nullable=False),
        sa.Column('learned_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('story_ids', sa.JSON(), nullable=False),
        sa.Column('document', sa.JSON(), nullable=False),
        sa.Column('counted_at', MOMENT, nullable=False),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint(CROSSED, name=op.f(f'ck_{table}_dates')),
        key_to(table, 'campaign_id', 'campaign'),
        key_to(table, 'account_id', 'account'),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    ]


def upgrade() -> None:
    op.create_table(
        'report',
        *both('report'),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('published_at', MOMENT, nullable=False),
        sa.Column('withdrawn_at', MOMENT, nullable=True),
        sa.Column('withdrawn_by_id', ID, nullable=True),
        sa.UniqueConstraint('campaign_id', 'number', name=op.f('uq_report_campaign_id_number')),
        sa.CheckConstraint('number > 0', name=op.f('ck_report_number')),
        sa.CheckConstraint('withdrawn_at IS NOT NULL OR withdrawn_by_id IS NULL', name=op.f('ck_report_withdrawn')),
        key_to('report', 'withdrawn_by_id', 'account'),
    )
    op.create_table(
        'report_draft',
        *both('report_draft'),
        sa.Column('last_id', ID, nullable=True),
        sa.Column('writer_ids', sa.JSON(), nullable=False),
        sa.Column('protection', sa.JSON(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('changed_at', MOMENT, nullable=False),
        key_to('report_draft', 'last_id', 'report'),
    )
    op.create_index(op.f('ix_report_draft_campaign_id'), 'report_draft', ['campaign_id'])


def downgrade() -> None:
    op.drop_table('report_draft')
    op.drop_table('report')
