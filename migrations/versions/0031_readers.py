"""who reads reports: links to one of them, viewers of all of them, tokens for other programs

Revision: 0031, after 0030, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "token",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("scope_names", sa.String(40), nullable=False),
        sa.Column("campaign_id", ID, nullable=True),
        sa.Column("consent", sa.String(7), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", ID, nullable=True),
        sa.Column("kept_by_id", ID, nullable=True),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("consent IN ('unknown', 'given')", name=op.f("ck_token_consent")),
        sa.CheckConstraint("scope_names <> ''", name=op.f("ck_token_scope_names")),
        sa.CheckConstraint("withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL", name=op.f("ck_token_withdrawn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_token_token_hash")),
    )
    op.create_index(op.f("ix_token_kept_by_id"), "token", ["kept_by_id"])
    op.create_table(
        "share_link",
        sa.Column("report_id", ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("whom_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", ID, nullable=True),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("openings >= 0", name=op.f("ck_share_link_openings")),
        sa.CheckConstraint("withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL", name=op.f("ck_share_link_withdrawn")),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
            name=op.f("fk_share_link_report_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_link_token_hash")),
    )
    op.create_index(op.f("ix_share_link_report_id"), "share_link", ["report_id"])
    for table in ("account", "invitation"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("all_reports", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for table in ("invitation", "account"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("all_reports")
    op.drop_table("share_link")
    op.drop_table("token")
