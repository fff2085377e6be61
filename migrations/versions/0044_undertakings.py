"""what a worker is at, so that what has ended it three times is not begun again; lists that somebody asked for a second time are done

Revision: 0044, after 0043, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "undertaking",
        sa.Column("what", sa.String(120), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undertaking")),
        sa.UniqueConstraint("what", name=op.f("uq_undertaking_what")),
    )
    # A refusal that was taken back stood there as a JSON null, and whoever looks for lists without one passed them by.
    op.execute("UPDATE import_work SET refused = NULL WHERE CAST(refused AS TEXT) = 'null'")


def downgrade() -> None:
    op.drop_table("undertaking")
