"""what other programs say of allies, by which ids they know our rows, and in which order they page through them

Revision: 0036, after 0035, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
HELD = "extra_care_sealed IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "known_as",
        sa.Column("about", sa.String(10), nullable=False),
        sa.Column("ally_id", ID, nullable=True),
        sa.Column("screening_id", ID, nullable=True),
        sa.Column("signup_id", ID, nullable=True),
        sa.Column("submission_id", ID, nullable=True),
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("about IN ('person', 'event', 'attendance', 'submission')", name=op.f("ck_known_as_about")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_as")),
        sa.UniqueConstraint("about", "mark", name=op.f("uq_known_as_about_mark")),
    )
    for column in ("ally_id", "screening_id", "signup_id", "submission_id"):
        op.create_index(op.f(f"ix_known_as_{column}"), "known_as", [column])
    op.create_table(
        "ally_besides",
        sa.Column("ally_id", ID, nullable=False),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["ally_id"], ["ally.id"], name=op.f("fk_ally_besides_ally_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ally_besides")),
        sa.UniqueConstraint("ally_id", name=op.f("uq_ally_besides_ally_id")),
    )
    op.create_table(
        "custom_field",
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
    )
    op.create_table(
        "program_hour",
        sa.Column("token_id", ID, nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["token.id"], name=op.f("fk_program_hour_token_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_hour")),
        sa.UniqueConstraint("token_id", "hour", name=op.f("uq_program_hour_token_id_hour")),
    )
    op.create_index(op.f("ix_program_hour_hour"), "program_hour", ["hour"])
    op.create_table(
        "program_form",
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_program_form_campaign_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_form")),
    )
    op.create_index(op.f("ix_program_form_campaign_id"), "program_form", ["campaign_id"])
    op.create_table(
        "form_submission",
        sa.Column("form_id", ID, nullable=False),
        sa.Column("ally_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["program_form.id"], name=op.f("fk_form_submission_form_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["ally_id"], ["ally.id"], name=op.f("fk_form_submission_ally_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_submission")),
        sa.UniqueConstraint("form_id", "ally_id", name=op.f("uq_form_submission_form_id_ally_id")),
    )
    op.create_index(op.f("ix_form_submission_ally_id"), "form_submission", ["ally_id"])
    op.create_index("ix_form_submission_form", "form_submission", ["form_id", "at", "id"])
    op.create_index("ix_screening_created", "screening", ["created_at", "id"])
    # Not by a batch: on SQLite that would write a million allies anew.
    op.add_column("ally", sa.Column("changed_at", MOMENT, nullable=True))
    op.execute("UPDATE ally SET changed_at = CASE WHEN acted_at > created_at THEN acted_at ELSE created_at END")
    for name, column in (("ix_ally_created", "created_at"), ("ix_ally_changed", "changed_at")):
        op.create_index(name, "ally", [column, "id"], sqlite_where=sa.text(HELD), postgresql_where=sa.text(HELD))


def downgrade() -> None:
    for name in ("ix_ally_created", "ix_ally_changed"):
        op.drop_index(name, table_name="ally")
    with op.batch_alter_table("ally") as batch_op:
        batch_op.drop_column("changed_at")
    op.drop_index("ix_screening_created", table_name="screening")
    for table in ("form_submission", "program_form", "program_hour", "custom_field", "ally_besides", "known_as"):
        op.drop_table(table)
