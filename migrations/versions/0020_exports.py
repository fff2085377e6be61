"""exports

Revision: 0020, after 0019, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
EVERYBODY = sa.text('everybody')


def key_to(table: str, column: str, other: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}'), initially='DEFERRED', deferrable=True, **options,
    )


def upgrade() -> None:
    op.create_table(
        'export',
        sa.Column('kind', sa.String(8), nullable=False),
        sa.Column('account_id', ID, nullable=False),
        sa.Column('reason_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('layout', sa.String(14), nullable=False),
        sa.Column('form', sa.String(4), nullable=False),
        sa.Column('with_care', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('asked_at', MOMENT, nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('leased_by', ID, nullable=True),
        sa.Column('leased_until', MOMENT, nullable=True),
        sa.Column('gathered_at', MOMENT, nullable=True),
        sa.Column('locked_at', MOMENT, nullable=True),
        sa.Column('fetched_at', MOMENT, nullable=True),
        sa.Column('left_out', sa.JSON(), nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint("kind IN ('contacts', 'takeout')", name=op.f('ck_export_kind')),
        sa.CheckConstraint('(leased_by IS NULL) = (leased_until IS NULL)', name=op.f('ck_export_lease')),
        sa.CheckConstraint('locked_at IS NULL OR gathered_at IS NOT NULL', name=op.f('ck_export_locked')),
        sa.CheckConstraint('fetched_at IS NULL OR locked_at IS NOT NULL', name=op.f('ck_export_fetched')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_export')),
    )
    op.create_index(op.f('ix_export_account_id'), 'export', ['account_id'])
    op.create_index(op.f('ix_export_asked_at'), 'export', ['asked_at'])
    op.create_table(
        'export_of',
        sa.Column('export_id', ID, nullable=False),
        sa.Column('ally_id', ID, nullable=False),
        sa.Column('id', ID, nullable=False),
        key_to('export_of', 'ally_id', 'ally'),
        key_to('export_of', 'export_id', 'export', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_export_of')),
        sa.UniqueConstraint('export_id', 'ally_id', name=op.f('uq_export_of_export_id_ally_id')),
    )
    op.create_index(op.f('ix_export_of_ally_id'), 'export_of', ['ally_id'])
    op.create_table(
        'export_part',
        sa.Column('export_id', ID, nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(120), nullable=False),
        sa.Column('piece_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint('position >= 0', name=op.f('ck_export_part_position')),
        key_to('export_part', 'export_id', 'export', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_export_part')),
        sa.UniqueConstraint('export_id', 'position', name=op.f('uq_export_part_export_id_position')),
    )
    with op.batch_alter_table('copy_left') as batch:
        batch.add_column(sa.Column('everybody', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index('ix_copy_left_everybody', 'copy_left', ['at'], sqlite_where=EVERYBODY, postgresql_where=EVERYBODY)


def downgrade() -> None:
    """Of a copy of everybody the release before would list nobody: who has one would not be chased."""
    if op.get_bind().scalar(sa.text('SELECT count(*) FROM copy_left WHERE everybody')):
        raise RuntimeError('Not going down: a takeout has left, and only this release lists it with an erasure.')
    op.drop_index('ix_copy_left_everybody', table_name='copy_left')
    with op.batch_alter_table('copy_left') as batch:
        batch.drop_column('everybody')
    op.drop_table('export_part')
    op.drop_table('export_of')
    op.drop_table('export')
