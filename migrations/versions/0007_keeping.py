"""keeping

Revision: 0007, after 0006, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

# The most months that campaigns may keep people for, unless an administrator says otherwise.
MOST = 60

campaign = sa.table('campaign', sa.column('retention_months'))
setting = sa.table('setting', sa.column('name'), sa.column('value'))
letter = sa.table(
    'letter', sa.column('kind'), sa.column('state'), sa.column('recipient_sealed'), sa.column('words_sealed'),
    sa.column('leased_by'), sa.column('leased_until'),
)


def allow_what_there_is() -> None:
    """A campaign that keeps people longer than the new bound goes on as it is."""
    longest = op.get_bind().scalar(sa.select(sa.func.max(campaign.c.retention_months)))
    if longest and longest > MOST:
        op.execute(setting.insert().values(name='most_months', value=str(longest)))


def take_back_questions() -> None:
    """The release before has no page behind their button."""
    op.execute(letter.update().where(
        letter.c.kind == 'keep', letter.c.state.in_(('waiting', 'leaving', 'failed')),
    ).values(state='withdrawn', recipient_sealed=None, words_sealed=None, leased_by=None, leased_until=None))
    op.execute(setting.delete().where(setting.c.name == 'most_months'))


def upgrade() -> None:
    allow_what_there_is()
    op.create_table('announcement',
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('goes_on', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('gone', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint('number > 0 AND gone BETWEEN 0 AND number', name=op.f('ck_announcement_number')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement'))
    )
    op.create_table('cleared',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_cleared_number')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cleared'))
    )
    with op.batch_alter_table('cleared', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cleared_at'), ['at'], unique=False)

    op.create_table('copy_left',
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('place', sa.String(length=40), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("kind IN ('call', 'contact', 'letter', 'record', 'export', 'sync')", name=op.f('ck_copy_left_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_copy_left'))
    )
    with op.batch_alter_table('copy_left', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_copy_left_at'), ['at'], unique=False)

    op.create_table('sweep',
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sweep'))
    )
    with op.batch_alter_table('sweep', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sweep_began_at'), ['began_at'], unique=False)

    op.create_table('copy_of',
    sa.Column('copy_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('ally_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['ally_id'], ['ally.id'], name=op.f('fk_copy_of_ally_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['copy_id'], ['copy_left.id'], name=op.f('fk_copy_of_copy_id'), ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_copy_of')),
    sa.UniqueConstraint('copy_id', 'ally_id', name=op.f('uq_copy_of_copy_id_ally_id'))
    )
    with op.batch_alter_table('copy_of', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_copy_of_ally_id'), ['ally_id'], unique=False)

    op.create_table('keep_question',
    sa.Column('ally_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('acted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked', sa.Boolean(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(length=4), nullable=True),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("answer IN ('keep', 'end')", name=op.f('ck_keep_question_answer')),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_keep_question_answered')),
    sa.ForeignKeyConstraint(['ally_id'], ['ally.id'], name=op.f('fk_keep_question_ally_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_keep_question')),
    sa.UniqueConstraint('ally_id', 'acted_at', name=op.f('uq_keep_question_ally_id_acted_at'))
    )
    op.create_table('chase',
    sa.Column('erasure_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('place', sa.String(length=40), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_by_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("kind IN ('call', 'contact', 'letter', 'record', 'export', 'sync')", name=op.f('ck_chase_kind')),
    sa.CheckConstraint('(asked_at IS NULL) = (asked_by_id IS NULL)', name=op.f('ck_chase_asked')),
    sa.CheckConstraint('(done_at IS NULL) = (done_by_id IS NULL)', name=op.f('ck_chase_done')),
    sa.ForeignKeyConstraint(['erasure_id'], ['erasure.id'], name=op.f('fk_chase_erasure_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chase'))
    )
    with op.batch_alter_table('chase', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chase_erasure_id'), ['erasure_id'], unique=False)
        batch_op.create_index('ix_chase_open', ['left_at'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))



def downgrade() -> None:
    take_back_questions()
    with op.batch_alter_table('chase', schema=None) as batch_op:
        batch_op.drop_index('ix_chase_open', sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_chase_erasure_id'))

    op.drop_table('chase')
    op.drop_table('keep_question')
    with op.batch_alter_table('copy_of', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_copy_of_ally_id'))

    op.drop_table('copy_of')
    with op.batch_alter_table('sweep', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sweep_began_at'))

    op.drop_table('sweep')
    with op.batch_alter_table('copy_left', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_copy_left_at'))

    op.drop_table('copy_left')
    with op.batch_alter_table('cleared', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cleared_at'))

    op.drop_table('cleared')
    op.drop_table('announcement')
