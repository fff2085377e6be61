"""drafts of reports that wait for the worker, and those that it could not prepare

Revision: 0041, after 0040, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WAITS = sa.text("wanted_at IS NOT NULL")
EMPTY_UNTIL_THEN = (("document", sa.JSON()), ("protection", sa.JSON()), ("counted_at", MOMENT))


def upgrade() -> None:
    with op.batch_alter_table("report_draft", schema=None) as batch_op:
        for column, kind in EMPTY_UNTIL_THEN:
            batch_op.alter_column(column, existing_type=kind, nullable=True)
        batch_op.add_column(sa.Column("wanted_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("failed_at", MOMENT, nullable=True))
        batch_op.create_check_constraint(op.f("ck_report_draft_waits"), "wanted_at IS NULL OR failed_at IS NULL")
        batch_op.create_check_constraint(
            op.f("ck_report_draft_prepared"),
            "(document IS NULL) = (wanted_at IS NOT NULL OR failed_at IS NOT NULL)",
        )
    op.create_index(
        "ix_report_draft_wanted_at", "report_draft", ["wanted_at"], sqlite_where=WAITS, postgresql_where=WAITS
    )


def downgrade() -> None:
    # The house before knows no draft without numbers: it can be drafted anew.
    op.execute("DELETE FROM report_draft WHERE document IS NULL")
    op.drop_index("ix_report_draft_wanted_at", table_name="report_draft")
    with op.batch_alter_table("report_draft", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_report_draft_prepared"), type_="check")
        batch_op.drop_constraint(op.f("ck_report_draft_waits"), type_="check")
        batch_op.drop_column("failed_at")
        batch_op.drop_column("wanted_at")
        for column, kind in EMPTY_UNTIL_THEN:
            batch_op.alter_column(column, existing_type=kind, nullable=False)
