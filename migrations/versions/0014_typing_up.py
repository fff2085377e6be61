"""typing up paper sheets: their lines as they were typed, a photo to type from, how a sheet ends

Revision: 0014, after 0013, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
TO_DESTROY = sa.text('destroy_by IS NOT NULL AND destroyed_at IS NULL')
WAITING = sa.text('taken_at IS NULL')
COLUMNS = {
    'boxes': sa.JSON(none_as_null=True), 'closed_at': MOMENT, 'on_paper': sa.Integer(), 'illegible': sa.Integer(), 'closed_by_id': ID,
    'destroy_by': sa.Date(), 'destroyed_at': MOMENT, 'destroyed_by_id': ID,
}
CHECKS = {
    'on_paper': '(closed_at IS NULL) = (on_paper IS NULL)',
    'illegible': '(closed_at IS NULL) = (illegible IS NULL)',
    'totals': 'illegible BETWEEN 0 AND on_paper',
    'destroy_by': 'closed_at IS NOT NULL OR destroy_by IS NULL',
    'destroyed': 'closed_at IS NOT NULL OR destroyed_at IS NULL',
}


def upgrade() -> None:
    with op.batch_alter_table('sheet') as batch:
        for name, kind in COLUMNS.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
        for name, check in CHECKS.items():
            batch.create_check_constraint(op.f(f'ck_sheet_{name}'), check)
        batch.create_index('ix_sheet_to_destroy', ['destroy_by'], sqlite_where=TO_DESTROY, postgresql_where=TO_DESTROY)
    op.create_table(
        'sheet_line',
        sa.Column('sheet_id', ID, nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('typed_at', MOMENT, nullable=False),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('link_id', ID, nullable=True),
        sa.Column('pen', sa.LargeBinary(32), nullable=True),
        sa.Column('mark', sa.LargeBinary(32), nullable=False),
        sa.Column('content_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('taken_at', MOMENT, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint('number BETWEEN 1 AND 40', name=op.f('ck_sheet_line_number')),
        sa.CheckConstraint('(account_id IS NULL) <> (link_id IS NULL)', name=op.f('ck_sheet_line_typed_by_one')),
        sa.CheckConstraint('(content_sealed IS NULL) = (taken_at IS NOT NULL)', name=op.f('ck_sheet_line_taken')),
        sa.ForeignKeyConstraint(['sheet_id'], ['sheet.id'], name=op.f('fk_sheet_line_sheet_id'), initially='DEFERRED', deferrable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_line')),
        sa.UniqueConstraint('sheet_id', 'number', name=op.f('uq_sheet_line_sheet_id_number')),
    )
    op.create_index('ix_sheet_line_waiting', 'sheet_line', ['typed_at'], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        'sheet_photo',
        sa.Column('sheet_id', ID, nullable=False),
        sa.Column('brought_at', MOMENT, nullable=False),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('link_id', ID, nullable=True),
        sa.Column('pen', sa.LargeBinary(32), nullable=True),
        sa.Column('jpeg_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.ForeignKeyConstraint(['sheet_id'], ['sheet.id'], name=op.f('fk_sheet_photo_sheet_id'), initially='DEFERRED', deferrable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_photo')),
        sa.UniqueConstraint('sheet_id', name=op.f('uq_sheet_photo_sheet_id')),
    )


def downgrade() -> None:
    """The release before would never take in what waits: whoever stands on those lines would be lost."""
    line = sa.table('sheet_line', sa.column('taken_at'))
    waiting = op.get_bind().scalar(sa.select(sa.func.count()).select_from(line).where(line.c.taken_at.is_(None)))
    if waiting:
        raise RuntimeError(f'{waiting} typed lines of paper sheets wait: close the sheets first, or let the worker take them in (a day)')
    op.drop_table('sheet_photo')
    op.drop_table('sheet_line')
    with op.batch_alter_table('sheet') as batch:
        batch.drop_index('ix_sheet_to_destroy', sqlite_where=TO_DESTROY, postgresql_where=TO_DESTROY)
        for name in reversed(CHECKS):
            batch.drop_constraint(op.f(f'ck_sheet_{name}'), type_='check')
        for name in reversed(COLUMNS):
            batch.drop_column(name)
