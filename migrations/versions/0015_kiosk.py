"""kiosk

Revision: 0015, after 0014, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
TO_DO = sa.text("state IN ('waiting', 'doubtful')")


def key_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}'), initially='DEFERRED', deferrable=True,
    )


def upgrade() -> None:
    op.create_table(
        'kiosk',
        sa.Column('screening_id', ID, nullable=False),
        sa.Column('name_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('language', sa.String(2), nullable=False),
        sa.Column('public_key', sa.String(88), nullable=False),
        sa.Column('private_key_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('made_by_id', ID, nullable=True),
        sa.Column('used_on', sa.Date(), nullable=True),
        sa.Column('withdrawn_at', MOMENT, nullable=True),
        sa.Column('withdrawn_by_id', ID, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint("language IN ('en', 'ko', 'es')", name=op.f('ck_kiosk_language')),
        sa.CheckConstraint('withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL', name=op.f('ck_kiosk_withdrawn')),
        key_to('kiosk', 'screening_id', 'screening'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kiosk')),
    )
    op.create_index(op.f('ix_kiosk_screening_id'), 'kiosk', ['screening_id'])
    op.create_table(
        'kiosk_entry',
        sa.Column('kiosk_id', ID, nullable=False),
        sa.Column('submission', sa.String(40), nullable=False),
        sa.Column('received_at', MOMENT, nullable=False),
        sa.Column('sent_at', MOMENT, nullable=True),
        sa.Column('state', sa.String(9), nullable=False),
        sa.Column('why', sa.String(10), nullable=False),
        sa.Column('envelope_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('settled_at', MOMENT, nullable=True),
        sa.Column('settled_by_id', ID, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'welcomed', 'doubtful', 'put aside')", name=op.f('ck_kiosk_entry_state')),
        sa.CheckConstraint(
            "why IN ('', 'sealed', 'unreadable', 'contact', 'answer', 'trouble', 'key gone', 'erased')",
            name=op.f('ck_kiosk_entry_why'),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'doubtful') OR envelope_sealed IS NULL", name=op.f('ck_kiosk_entry_emptied')
        ),
        key_to('kiosk_entry', 'kiosk_id', 'kiosk'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kiosk_entry')),
        sa.UniqueConstraint('kiosk_id', 'submission', name=op.f('uq_kiosk_entry_kiosk_id_submission')),
    )
    op.create_index(
        'ix_kiosk_entry_to_do', 'kiosk_entry', ['state', 'received_at'], sqlite_where=TO_DO, postgresql_where=TO_DO,
    )


def refuse_what_would_be_lost() -> None:
    """The release before opens no entry: whoever wrote on a tablet would be lost between "thank you" and the list."""
    waiting = op.get_bind().scalar(
        sa.text("SELECT count(*) FROM kiosk_entry WHERE envelope_sealed IS NOT NULL AND state IN ('waiting', 'doubtful')")
    )
    if waiting:
        raise RuntimeError('Not going down: entries of tablets wait to be taken in. Let the worker and the desk see to them first.')


def downgrade() -> None:
    refuse_what_would_be_lost()
    op.drop_index('ix_kiosk_entry_to_do', table_name='kiosk_entry', sqlite_where=TO_DO, postgresql_where=TO_DO)
    op.drop_table('kiosk_entry')
    op.drop_index(op.f('ix_kiosk_screening_id'), table_name='kiosk')
    op.drop_table('kiosk')
