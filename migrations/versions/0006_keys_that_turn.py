"""the keys turn

Revision: 0006, after 0005, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

ID = sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Which keys are this house's own is written down at the next start, once something sealed has been opened with them.
    op.create_table(
        'key_record',
        sa.Column('purpose', sa.String(length=8), nullable=False),
        sa.Column('name', sa.String(length=4), nullable=False),
        sa.Column('proof', sa.LargeBinary(length=32), nullable=False),
        sa.Column('told_at', MOMENT, nullable=False),
        sa.Column('used_at', MOMENT, nullable=True),
        sa.Column('left_at', MOMENT, nullable=True),
        sa.Column('destroyed_at', MOMENT, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint(
            "purpose IN ('seal', 'find', 'suppress', 'link', 'trace')", name=op.f('ck_key_record_purpose')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_key_record')),
        sa.UniqueConstraint('purpose', 'name', name=op.f('uq_key_record_purpose_name')),
    )
    op.create_table(
        'key_turn',
        sa.Column('seal_key', sa.String(length=4), nullable=False),
        sa.Column('find_key', sa.String(length=4), nullable=False),
        sa.Column('begun_at', MOMENT, nullable=False),
        sa.Column('used_at', MOMENT, nullable=True),
        sa.Column('done_at', MOMENT, nullable=True),
        sa.Column('warned_at', MOMENT, nullable=True),
        sa.Column('pass_begun_at', MOMENT, nullable=True),
        sa.Column('at_place', sa.String(length=60), nullable=False),
        sa.Column('at_row', sa.String(length=20), nullable=False),
        sa.Column('pass_clean', sa.Boolean(), nullable=False),
        sa.Column('pass_broken', sa.Integer(), nullable=False),
        sa.Column('clean_at', MOMENT, nullable=True),
        sa.Column('renewed', sa.Integer(), nullable=False),
        sa.Column('broken', sa.Integer(), nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_key_turn')),
    )
    # Signs of life are of this minute: whoever lives gives another.
    op.execute('DELETE FROM heartbeat')
    with op.batch_alter_table('heartbeat', schema=None) as batch_op:
        batch_op.add_column(sa.Column('machine', sa.String(length=100), nullable=False))
        batch_op.add_column(sa.Column('pid', sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column('keys', sa.Text(), nullable=False))


def downgrade() -> None:
    refuse_after_a_turn()
    with op.batch_alter_table('heartbeat', schema=None) as batch_op:
        batch_op.drop_column('keys')
        batch_op.drop_column('pid')
        batch_op.drop_column('machine')
    op.drop_table('key_turn')
    op.drop_table('key_record')


def refuse_after_a_turn() -> None:
    """The release before takes the first key of the file for the one in use: after a turn it would be an old one."""
    turned = op.get_bind().execute(sa.text('SELECT count(*) FROM key_turn')).scalar_one()
    if turned:
        raise RuntimeError('The keys have turned: the release before would seal with an old one. Stay with this release.')
