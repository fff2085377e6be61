"""a step says which call to action it asks for

Revision: 0039, after 0038, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        # Steps that were written just now are looked at first: a table with something left to look at is not changed.
        op.execute('SET CONSTRAINTS ALL IMMEDIATE')
        op.execute('SET CONSTRAINTS ALL DEFERRED')
    op.add_column('step', sa.Column('asks', sa.String(30), nullable=True))


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('SET CONSTRAINTS ALL IMMEDIATE')
        op.execute('SET CONSTRAINTS ALL DEFERRED')
    op.drop_column('step', 'asks')
