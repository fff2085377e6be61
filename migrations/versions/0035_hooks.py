"""how many allies a token was handed

Revision: 0035, after 0034, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
READ = sa.text("people_read > 0")


def upgrade() -> None:
    with op.batch_alter_table("token") as batch_op:
        batch_op.add_column(sa.Column("read_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("people_read", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_check_constraint(op.f("ck_token_people_read"), "people_read = 0 OR read_at IS NOT NULL")
    op.create_index("ix_token_people_read", "token", ["read_at"], sqlite_where=READ, postgresql_where=READ)


def downgrade() -> None:
    op.drop_index("ix_token_people_read", "token")
    with op.batch_alter_table("token") as batch_op:
        batch_op.drop_constraint(op.f("ck_token_people_read"), type_="check")
        batch_op.drop_column("people_read")
        batch_op.drop_column("read_at")
