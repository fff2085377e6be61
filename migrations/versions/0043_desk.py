"""film screenings of a campaign, and what is late, are found by their indexes alone

Revision: 0043, after 0042, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

from tracker.store import gently

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

# By table: the index that goes and the one that comes, with their columns and of which rows.
TURNS = (
    (
        "screening", "ix_screening_campaign_day", ["campaign_id", "day"],
        "ix_screening_in_campaign", ["campaign_id", "day", "id", "venue_id"], None,
    ),
    (
        "follow_up", "ix_follow_up_late", ["late_at", "id"], "ix_follow_up_urgent",
        ["late_at", "id", "state", "channel", "due_at", "campaign_id", "point_person_id", "held", "ally_id"], "state = 'open'",
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
