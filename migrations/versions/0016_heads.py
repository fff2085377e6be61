"""lists of admissions, and screenings that a list calls off

Revision: 0016, after 0015, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
KINDS = "'screenings', 'outcomes'"
FATES = "'new', 'already there', 'changed', 'moved?', {}'repeat', 'doubtful', 'refused', 'no longer listed'"

head_count = sa.table('head_count', sa.column('row_id', ID))
import_ = sa.table('import_', sa.column('id', ID), sa.column('kind', sa.String))
import_row = sa.table('import_row', sa.column('import_id', ID), sa.column('fate', sa.String))
import_mapping = sa.table('import_mapping', sa.column('kind', sa.String))


def allow(kinds: str, fates: str) -> None:
    with op.batch_alter_table('import_', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_import__kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_import__kind'), f'kind IN ({kinds})')
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_import_row_fate'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_import_row_fate'), f'fate IN ({fates})')


def upgrade() -> None:
    allow(f"{KINDS}, 'admissions'", FATES.format("'cancelled?', "))
    with op.batch_alter_table('head_count', schema=None) as batch_op:
        batch_op.add_column(sa.Column('row_id', ID, nullable=True))
        batch_op.create_index(batch_op.f('ix_head_count_row_id'), ['row_id'], unique=False)
        batch_op.create_check_constraint(batch_op.f('ck_head_count_listed_admissions'), "row_id IS NULL OR kind = 'admissions'")


def downgrade() -> None:
    # What lists said stays said: each show keeps the figure, as if somebody had typed it.
    with op.batch_alter_table('head_count', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_head_count_listed_admissions'), type_='check')
        batch_op.drop_index(batch_op.f('ix_head_count_row_id'))
        batch_op.drop_column('row_id')
    lists = sa.select(import_.c.id).where(import_.c.kind == 'admissions')
    op.execute(import_row.delete().where(import_row.c.import_id.in_(lists)))
    op.execute(import_.delete().where(import_.c.kind == 'admissions'))
    op.execute(import_mapping.delete().where(import_mapping.c.kind == 'admissions'))
    # The release before told it in a note, and left the film screening as it was.
    op.execute(import_row.update().where(import_row.c.fate == 'cancelled?').values(fate='already there'))
    allow(KINDS, FATES.format(''))
