"""tokens that work on follow-ups: all scopes together are longer than their column was

Revision: 0040, after 0039, made 2026-11-29.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.alter_column("scope_names", existing_type=sa.String(40), type_=sa.String(60), existing_nullable=False)


def downgrade() -> None:
    # The house before knew no such scope: what may do nothing else opens nothing there.
    op.execute(
        sa.text(
            "UPDATE token SET withdrawn_at = coalesce(withdrawn_at, used_at, made_at), scope_names = 'figures'"
            " WHERE scope_names = 'follow-ups'"
        )
    )
    op.execute(sa.text("UPDATE token SET scope_names = replace(scope_names, ',follow-ups', '')"))
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.alter_column("scope_names", existing_type=sa.String(60), type_=sa.String(40), existing_nullable=False)
