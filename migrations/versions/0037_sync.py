"""how far a sync with another server has come, and the door by which it brings people in

Revision: 0037, after 0036, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
BEFORE = "source IN ('screen', 'poster', 'seat card', 'lobby', 'sheet', 'kiosk', 'link', 'import', 'api', 'desk')"
SINCE = "source IN ('screen', 'poster', 'seat card', 'lobby', 'sheet', 'kiosk', 'link', 'import', 'api', 'sync', 'desk')"


def sources(said: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        # What an earlier step of the same run changed is checked at its end, and until then no table is altered.
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in ("code", "signup"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_source"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_source"), said)


def upgrade() -> None:
    op.create_table(
        "sync_cursor",
        sa.Column("server", sa.String(100), nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("since", MOMENT, nullable=True),
        sa.Column("began_there", MOMENT, nullable=True),
        sa.Column("began_here", MOMENT, nullable=True),
        sa.Column("asks_since", MOMENT, nullable=True),
        sa.Column("page_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("whole_at", MOMENT, nullable=True),
        sa.Column("came_at", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_sync_cursor_campaign_id"), ondelete="CASCADE",
            initially="DEFERRED", deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_cursor")),
        sa.UniqueConstraint("server", "campaign_id", name=op.f("uq_sync_cursor_server_campaign_id")),
    )
    sources(SINCE)


def downgrade() -> None:
    op.execute("UPDATE code SET source = 'api' WHERE source = 'sync'")
    op.execute("UPDATE signup SET source = 'api' WHERE source = 'sync'")
    sources(BEFORE)
    op.drop_table("sync_cursor")
