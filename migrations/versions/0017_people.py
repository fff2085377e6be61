"""people: lists of people come in

Revision: 0017, after 0016, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
FATES = "'new', 'already there', 'changed', 'moved?', 'repeat', 'doubtful', 'refused', 'no longer listed', 'cancelled?'"

import_ = sa.table('import_', sa.column('id', ID), sa.column('kind', sa.String))
import_row = sa.table('import_row', sa.column('import_id', ID), sa.column('fate', sa.String))
import_mapping = sa.table('import_mapping', sa.column('kind', sa.String))
setting = sa.table('setting', sa.column('name'))


def kinds(listed: str) -> None:
    with op.batch_alter_table('import_', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_import__kind'), type_='check')
        batch_op.create_check_constraint(op.f('ck_import__kind'), f'kind IN ({listed})')


def upgrade() -> None:
    kinds("'screenings', 'outcomes', 'admissions', 'people'")
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ally_id', ID, nullable=True))
        batch_op.add_column(sa.Column('signup_id', ID, nullable=True))
        batch_op.add_column(sa.Column('turn', sa.Integer(), nullable=True))
        batch_op.drop_constraint(op.f('ck_import_row_fate'), type_='check')
        batch_op.create_check_constraint(op.f('ck_import_row_fate'), f"fate IN ({FATES}, 'known', 'put aside')")
        batch_op.create_index(op.f('ix_import_row_ally_id'), ['ally_id'])
        batch_op.create_index('ix_import_row_turn', ['import_id', 'turn'])
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('import_id', ID, nullable=True))
    op.create_table(
        'import_work',
        sa.Column('import_id', ID, nullable=False),
        sa.Column('what', sa.String(5), nullable=False),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('asked_at', MOMENT, nullable=False),
        sa.Column('until', MOMENT, nullable=True),
        sa.Column('doing', sa.String(6), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('refused', sa.JSON(), nullable=True),
        sa.CheckConstraint("what IN ('look', 'write', 'undo')", name=op.f('ck_import_work_what')),
        sa.ForeignKeyConstraint(
            ['import_id'], ['import_.id'], name=op.f('fk_import_work_import_id'), ondelete='CASCADE', initially='DEFERRED',
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint('import_id', name=op.f('pk_import_work')),
    )


def downgrade() -> None:
    # Who came in by a list stays; the release before knows no lists of people.
    op.drop_table('import_work')
    bind = op.get_bind()
    people = sa.select(import_.c.id).where(import_.c.kind == 'people')
    bind.execute(import_row.delete().where(import_row.c.import_id.in_(people)))
    bind.execute(import_.delete().where(import_.c.kind == 'people'))
    bind.execute(import_mapping.delete().where(import_mapping.c.kind == 'people'))
    bind.execute(setting.delete().where(setting.c.name == 'people_files_days'))
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_column('import_id')
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.drop_index('ix_import_row_turn')
        batch_op.drop_index(op.f('ix_import_row_ally_id'))
        batch_op.drop_constraint(op.f('ck_import_row_fate'), type_='check')
        batch_op.create_check_constraint(op.f('ck_import_row_fate'), f'fate IN ({FATES})')
        for name in ('ally_id', 'signup_id', 'turn'):
            batch_op.drop_column(name)
    kinds("'screenings', 'outcomes', 'admissions'")
