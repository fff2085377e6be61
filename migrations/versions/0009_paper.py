"""codes of the lobby, numbered paper sheets, a campaign's kit

Revision: 0009, after 0008, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
BEFORE = "'screen', 'poster', 'seat card', 'sheet', 'kiosk', 'link', 'import', 'api', 'desk'"
AFTER = "'screen', 'poster', 'seat card', 'lobby', 'sheet', 'kiosk', 'link', 'import', 'api', 'desk'"


def allow(sources: str) -> None:
    for table in ('code', 'signup'):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f'ck_{table}_source'), type_='check')
            batch.create_check_constraint(op.f(f'ck_{table}_source'), f'source IN ({sources})')


def forget_the_lobby() -> None:
    """For the release before, what came by the lobby's card came by a poster: on paper, near the door."""
    for name in ('code', 'signup', 'consent'):
        came = sa.table(name, sa.column('source'))
        op.execute(came.update().where(came.c.source == 'lobby').values(source='poster'))
    step = sa.table('step', sa.column('id', ID), sa.column('condition', sa.JSON()))
    connection = op.get_bind()
    for id_, condition in connection.execute(sa.select(step.c.id, step.c.condition)).all():
        named = (condition or {}).get('sources') or []
        if 'lobby' in named:
            kept = list(dict.fromkeys('poster' if each == 'lobby' else each for each in named))
            connection.execute(step.update().where(step.c.id == id_).values(condition={**condition, 'sources': kept}))


def upgrade() -> None:
    allow(AFTER)
    op.create_table(
        'sheet',
        sa.Column('id', ID, nullable=False),
        sa.Column('screening_id', ID, nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(8), nullable=False),
        sa.Column('lines', sa.Integer(), nullable=False),
        sa.Column('language', sa.String(5), nullable=False),
        sa.Column('wording_id', ID, nullable=False),
        sa.Column('paper', sa.String(6), nullable=False),
        sa.Column('printed_at', MOMENT, nullable=False),
        sa.Column('account_id', ID, nullable=True),
        sa.CheckConstraint("paper IN ('a4', 'letter')", name=op.f('ck_sheet_paper')),
        sa.CheckConstraint('number > 0', name=op.f('ck_sheet_number')),
        sa.CheckConstraint('lines BETWEEN 1 AND 40', name=op.f('ck_sheet_lines')),
        sa.ForeignKeyConstraint(['screening_id'], ['screening.id'], name=op.f('fk_sheet_screening_id'), initially='DEFERRED', deferrable=True),
        sa.ForeignKeyConstraint(['code'], ['code.code'], name=op.f('fk_sheet_code'), initially='DEFERRED', deferrable=True),
        sa.ForeignKeyConstraint(['wording_id'], ['wording.id'], name=op.f('fk_sheet_wording_id'), initially='DEFERRED', deferrable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet')),
        sa.UniqueConstraint('code', name=op.f('uq_sheet_code')),
        sa.UniqueConstraint('screening_id', 'number', name=op.f('uq_sheet_screening_id_number')),
    )
    op.create_index(op.f('ix_sheet_wording_id'), 'sheet', ['wording_id'])
    op.create_table(
        'kit',
        sa.Column('id', ID, nullable=False),
        sa.Column('campaign_id', ID, nullable=False),
        sa.Column('paper', sa.String(6), nullable=False),
        sa.Column('asked_at', MOMENT, nullable=False),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('leased_by', ID, nullable=True),
        sa.Column('leased_until', MOMENT, nullable=True),
        sa.Column('done_at', MOMENT, nullable=True),
        sa.Column('fetched_at', MOMENT, nullable=True),
        sa.CheckConstraint("paper IN ('a4', 'letter')", name=op.f('ck_kit_paper')),
        sa.CheckConstraint('(leased_by IS NULL) = (leased_until IS NULL)', name=op.f('ck_kit_lease')),
        sa.CheckConstraint('fetched_at IS NULL OR done_at IS NOT NULL', name=op.f('ck_kit_fetched')),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_kit_campaign_id'), initially='DEFERRED', deferrable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kit')),
        sa.UniqueConstraint('campaign_id', name=op.f('uq_kit_campaign_id')),
    )
    op.create_table(
        'kit_part',
        sa.Column('id', ID, nullable=False),
        sa.Column('kit_id', ID, nullable=False),
        sa.Column('screening_id', ID, nullable=True),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('made_at', MOMENT, nullable=True),
        sa.Column('failed', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('files_sealed', sa.LargeBinary(), nullable=True),
        sa.CheckConstraint('position >= 0', name=op.f('ck_kit_part_position')),
        sa.CheckConstraint('made_at IS NOT NULL OR files_sealed IS NULL', name=op.f('ck_kit_part_made')),
        sa.ForeignKeyConstraint(['kit_id'], ['kit.id'], name=op.f('fk_kit_part_kit_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
        sa.ForeignKeyConstraint(['screening_id'], ['screening.id'], name=op.f('fk_kit_part_screening_id'), initially='DEFERRED', deferrable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kit_part')),
        sa.UniqueConstraint('kit_id', 'position', name=op.f('uq_kit_part_kit_id_position')),
        sa.UniqueConstraint('kit_id', 'screening_id', name=op.f('uq_kit_part_kit_id_screening_id')),
    )
    op.create_index(op.f('ix_kit_part_screening_id'), 'kit_part', ['screening_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_kit_part_screening_id'), table_name='kit_part')
    op.drop_table('kit_part')
    op.drop_table('kit')
    op.drop_index(op.f('ix_sheet_wording_id'), table_name='sheet')
    op.drop_table('sheet')
    forget_the_lobby()
    allow(BEFORE)
