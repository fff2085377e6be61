"""sheets mended

Revision: 0023, after 0022, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

MARKED = sa.text('mark IS NOT NULL')
BEFORE = "kind IN ('call', 'contact', 'letter', 'record', 'export', 'sync')"
SINCE = "kind IN ('call', 'contact', 'letter', 'record', 'export', 'sync', 'paper')"


def kinds(said: str) -> None:
    for table in ('copy_left', 'chase'):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f'ck_{table}_kind'), type_='check')
            batch.create_check_constraint(op.f(f'ck_{table}_kind'), said)


def upgrade() -> None:
    with op.batch_alter_table('sheet_line') as batch:
        batch.alter_column('mark', existing_type=sa.LargeBinary(32), nullable=True)
        batch.add_column(sa.Column('set_apart_at', sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(op.f('ck_sheet_line_marked'), 'mark IS NOT NULL OR taken_at IS NOT NULL')
    op.create_index('ix_sheet_line_marked', 'sheet_line', ['taken_at'], sqlite_where=MARKED, postgresql_where=MARKED)
    kinds(SINCE)


def downgrade() -> None:
    """What tells a line from another is gone for good: in its place stands what no line has."""
    papers = sum(op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {table} WHERE kind = 'paper'")) or 0 for table in ('copy_left', 'chase'))
    if papers:
        raise RuntimeError('Not going down: paper is to be chased, and only this release lists it with an erasure.')
    kinds(BEFORE)
    line = sa.table('sheet_line', sa.column('mark', sa.LargeBinary(32)))
    op.execute(line.update().where(line.c.mark.is_(None)).values(mark=bytes(32)))
    op.drop_index('ix_sheet_line_marked', table_name='sheet_line', sqlite_where=MARKED, postgresql_where=MARKED)
    with op.batch_alter_table('sheet_line') as batch:
        batch.drop_constraint(op.f('ck_sheet_line_marked'), type_='check')
        batch.drop_column('set_apart_at')
        batch.alter_column('mark', existing_type=sa.LargeBinary(32), nullable=False)
