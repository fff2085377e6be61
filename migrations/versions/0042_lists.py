"""lists of the desk are walked by their indexes alone, without reading the rows that nobody sees

Revision: 0042, after 0041, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

from tracker.store import gently

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

OPEN = "state = 'open'"
# By table: the index that goes and the one that comes, with their columns and of which rows.
TURNS = (
    ("ally", "ix_ally_acted", ["acted_at"], "ix_ally_latest", ["acted_at", "id"], None),
    ("signup", "ix_signup_screening", ["screening_id", "at"], "ix_signup_there", ["screening_id", "at", "id"], None),
    (
        "follow_up_signup", "ix_follow_up_signup_signup_id", ["signup_id"],
        "ix_follow_up_signup_both", ["signup_id", "follow_up_id"], None,
    ),
    (
        "follow_up", "ix_follow_up_mine", ["point_person_id", "due_at"],
        "ix_follow_up_own", ["point_person_id", "late_at", "id", "due_at"], OPEN,
    ),
    (
        "follow_up", "ix_follow_up_open", ["due_at", "id"],
        "ix_follow_up_due", ["due_at", "id", "channel", "campaign_id"], OPEN,
    ),
)  # fmt: skip


def upgrade() -> None:
    for table, before, _columns, after, columns, rows in TURNS:
        gently.index(after, table, columns, where=rows)
        gently.no_index(before, table)


def downgrade() -> None:
    # The house is closed, and all of the way down is one transaction.
    for table, before, columns, after, _columns, rows in TURNS:
        said = sa.text(rows) if rows else None
        op.create_index(before, table, columns, sqlite_where=said, postgresql_where=said)
        op.drop_index(after, table_name=table)
