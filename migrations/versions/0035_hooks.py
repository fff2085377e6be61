"""webhooks and their deliveries

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
STANDING = sa.text("withdrawn_at IS NULL")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "hook",
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("former_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("former_until", MOMENT, nullable=True),
        sa.Column("kind_names", sa.String(40), nullable=False),
        sa.Column("campaign_id", ID, nullable=True),
        sa.Column("contacts", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", ID, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by_id", ID, nullable=True),
        sa.Column("rests_since", MOMENT, nullable=True),
        sa.Column("rests_why", sa.String(8), nullable=True),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.Column("leased_by", ID, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("rests_why IN ('failing', 'gone', 'by hand')", name=op.f("ck_hook_rests_why")),
        sa.CheckConstraint("kind_names <> ''", name=op.f("ck_hook_kind_names")),
        sa.CheckConstraint("withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL", name=op.f("ck_hook_withdrawn")),
        sa.CheckConstraint("(rests_since IS NULL) = (rests_why IS NULL)", name=op.f("ck_hook_rests")),
        sa.CheckConstraint("(leased_by IS NULL) = (leased_until IS NULL)", name=op.f("ck_hook_lease")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_hook_failures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook")),
    )
    op.create_index("ix_hook_standing", "hook", ["made_at"], sqlite_where=STANDING, postgresql_where=STANDING)
    op.create_table(
        "hook_delivery",
        sa.Column("hook_id", ID, nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("ally_id", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("trouble", sa.String(12), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "event IN ('signup.recorded', 'outcome.recorded', 'outcome.undone', 'screening.made', 'screening.changed',"
            " 'screening.cancelled', 'test')",
            name=op.f("ck_hook_delivery_event"),
        ),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'failed', 'gone')", name=op.f("ck_hook_delivery_state")),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_hook_delivery_ended")),
        sa.ForeignKeyConstraint(
            ["hook_id"],
            ["hook.id"],
            name=op.f("fk_hook_delivery_hook_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_delivery")),
    )
    op.create_index(op.f("ix_hook_delivery_ally_id"), "hook_delivery", ["ally_id"])
    op.create_index(
        "ix_hook_delivery_waiting", "hook_delivery", ["hook_id", "due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_hook_delivery_of_hook", "hook_delivery", ["hook_id", "at"])
    op.create_index("ix_hook_delivery_at", "hook_delivery", ["at"])


def downgrade() -> None:
    op.drop_table("hook_delivery")
    op.drop_table("hook")
