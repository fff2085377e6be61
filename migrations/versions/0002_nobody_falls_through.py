"""nobody falls through

Revision: 0002, after 0001, made 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('dead_address',
    sa.Column('fingerprint', sa.LargeBinary(length=32), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dead_address')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_dead_address_fingerprint'))
    )
    op.create_table('rung',
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('reached_by', sa.JSON(), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("title <> ''", name=op.f('ck_rung_title')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rung'))
    )
    op.create_table('bulk_letter',
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('campaign_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('selection', sa.JSON(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('per_hour', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reached_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('next_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('passed_over', sa.Integer(), server_default='0', nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'sending', 'stopped', 'sent')", name=op.f('ck_bulk_letter_state')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_bulk_letter_title')),
    sa.CheckConstraint('per_hour BETWEEN 1 AND 100000', name=op.f('ck_bulk_letter_per_hour')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_bulk_letter_campaign_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_bulk_letter_made_by_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_letter'))
    )
    with op.batch_alter_table('bulk_letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_letter_campaign_id'), ['campaign_id'], unique=False)

    op.create_table('notice',
    sa.Column('screening_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('kind', sa.String(length=9), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=7), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("kind IN ('moved', 'cancelled')", name=op.f('ck_notice_kind')),
    sa.CheckConstraint("state IN ('open', 'sending', 'sent', 'dropped')", name=op.f('ck_notice_state')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_notice_decided_by_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_notice_made_by_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['screening_id'], ['screening.id'], name=op.f('fk_notice_screening_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_screening_id'), ['screening_id'], unique=False)
        batch_op.create_index('uq_notice_open', ['screening_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('reply',
    sa.Column('ally_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('letter_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('follow_up_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('mark', sa.LargeBinary(length=32), nullable=False),
    sa.Column('message_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['ally_id'], ['ally.id'], name=op.f('fk_reply_ally_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_reply_follow_up_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['letter_id'], ['letter.id'], name=op.f('fk_reply_letter_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['settled_by_id'], ['account.id'], name=op.f('fk_reply_settled_by_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply')),
    sa.UniqueConstraint('mark', name=op.f('uq_reply_mark'))
    )
    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reply_ally_id'), ['ally_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reply_follow_up_id'), ['follow_up_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reply_letter_id'), ['letter_id'], unique=False)
        batch_op.create_index('ix_reply_unsettled', ['received_at', 'id'], unique=False, sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('calendar_hash', sa.LargeBinary(length=32), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_account_calendar_hash'), ['calendar_hash'])

    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.add_column(sa.Column('why', sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column('once', sa.LargeBinary(length=32), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_follow_up_why'), "why IN ('reply', 'bounced', 'listed', 'by hand')")
        batch_op.create_unique_constraint(batch_op.f('uq_follow_up_once'), ['once'])
        batch_op.create_index('ix_follow_up_by_letter', ['due_at', 'id'], unique=False, sqlite_where=sa.text("state = 'open' AND channel = 'letter'"), postgresql_where=sa.text("state = 'open' AND channel = 'letter'"))

    with op.batch_alter_table('import_', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_import__kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_import__kind'), "kind IN ('screenings', 'outcomes')")

    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.add_column(sa.Column('follow_up_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True))
        batch_op.create_index(batch_op.f('ix_import_row_follow_up_id'), ['follow_up_id'], unique=False)

    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bulk_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True))
        batch_op.add_column(sa.Column('notice_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True))
        batch_op.add_column(sa.Column('once', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('zone', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('heap', sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_letter_unsettled', ['leased_by', 'leased_until'], unique=False, sqlite_where=sa.text("state = 'left' AND leased_by IS NOT NULL"), postgresql_where=sa.text("state = 'left' AND leased_by IS NOT NULL"))
        batch_op.create_index('ix_letter_tried', ['tried_at', 'heap'], unique=False, sqlite_where=sa.text('tried_at IS NOT NULL'), postgresql_where=sa.text('tried_at IS NOT NULL'))
        batch_op.add_column(sa.Column('bounced_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('bounces', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('bounce', sa.String(length=20), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_letter_bulk_id'), ['bulk_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_letter_notice_id'), ['notice_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_letter_once'), ['once'])
        # A screening's host has neither account nor alias, and is told of a change.
        batch_op.drop_constraint(batch_op.f('ck_letter_to_one'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_letter_to_one'),
            "(ally_id IS NULL OR account_id IS NULL) AND (ally_id IS NOT NULL OR account_id IS NOT NULL OR notice_id IS NOT NULL)",
        )
        batch_op.create_foreign_key(batch_op.f('fk_letter_notice_id'), 'notice', ['notice_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.create_foreign_key(batch_op.f('fk_letter_bulk_id'), 'bulk_letter', ['bulk_id'], ['id'], initially='DEFERRED', deferrable=True)

    with op.batch_alter_table('playbook', schema=None) as batch_op:
        batch_op.add_column(sa.Column('clock_hours', sa.Integer(), server_default='72', nullable=False))
        batch_op.add_column(sa.Column('calls_per_week', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_playbook_clock_hours'), 'clock_hours BETWEEN 1 AND 17520')
        batch_op.create_check_constraint(batch_op.f('ck_playbook_calls_per_week'), 'calls_per_week BETWEEN 0 AND 100000')

    with op.batch_alter_table('screening', schema=None) as batch_op:
        batch_op.add_column(sa.Column('host_contact_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True))
        batch_op.create_index(batch_op.f('ix_screening_host_contact_id'), ['host_contact_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_screening_host_contact_id'), 'account', ['host_contact_id'], ['id'], initially='DEFERRED', deferrable=True)

    with op.batch_alter_table('step', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hand', sa.String(length=12), server_default='point person', nullable=False))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_step_hand'), "hand IN ('point person', 'host contact', 'in turn', 'pool')")
        batch_op.drop_constraint(batch_op.f('uq_step_playbook_id_key'), type_='unique')
        batch_op.create_index('uq_step_current', ['playbook_id', 'key'], unique=True, sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))
        batch_op.create_unique_constraint(batch_op.f('uq_step_playbook_id_key_version'), ['playbook_id', 'key', 'version'])



def downgrade() -> None:
    # Earlier versions of a step have no place there: what they planned belongs to the one that holds.
    op.execute(
        "UPDATE follow_up SET step_id = (SELECT held.id FROM step AS old JOIN step AS held ON held.playbook_id = old.playbook_id"
        " AND held.key = old.key AND held.replaced_at IS NULL WHERE old.id = follow_up.step_id)"
        " WHERE step_id IN (SELECT id FROM step WHERE replaced_at IS NOT NULL)"
    )
    op.execute("DELETE FROM step WHERE replaced_at IS NOT NULL")
    with op.batch_alter_table('step', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_step_playbook_id_key_version'), type_='unique')
        batch_op.drop_index('uq_step_current', sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))
        batch_op.create_unique_constraint(batch_op.f('uq_step_playbook_id_key'), ['playbook_id', 'key'])
        batch_op.drop_constraint(batch_op.f('ck_step_hand'), type_='check')
        batch_op.drop_column('replaced_at')
        batch_op.drop_column('version')
        batch_op.drop_column('hand')

    with op.batch_alter_table('screening', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_screening_host_contact_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_screening_host_contact_id'))
        batch_op.drop_column('host_contact_id')

    with op.batch_alter_table('playbook', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_playbook_clock_hours'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_playbook_calls_per_week'), type_='check')
        batch_op.drop_column('calls_per_week')
        batch_op.drop_column('clock_hours')

    op.execute("DELETE FROM letter WHERE ally_id IS NULL AND account_id IS NULL")
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_letter_to_one'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_letter_to_one'), "(ally_id IS NULL) <> (account_id IS NULL)")
        batch_op.drop_constraint(batch_op.f('fk_letter_bulk_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_letter_notice_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_letter_once'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_letter_notice_id'))
        batch_op.drop_index(batch_op.f('ix_letter_bulk_id'))
        batch_op.drop_column('bounce')
        batch_op.drop_column('bounces')
        batch_op.drop_column('bounced_at')
        batch_op.drop_index('ix_letter_unsettled', sqlite_where=sa.text("state = 'left' AND leased_by IS NOT NULL"), postgresql_where=sa.text("state = 'left' AND leased_by IS NOT NULL"))
        batch_op.drop_index('ix_letter_tried', sqlite_where=sa.text('tried_at IS NOT NULL'), postgresql_where=sa.text('tried_at IS NOT NULL'))
        batch_op.drop_column('tried_at')
        batch_op.drop_column('heap')
        batch_op.drop_column('zone')
        batch_op.drop_column('once')
        batch_op.drop_column('notice_id')
        batch_op.drop_column('bulk_id')

    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_row_follow_up_id'))
        batch_op.drop_column('follow_up_id')

    # What the earlier house has no word for goes with it.
    op.execute("DELETE FROM import_row WHERE import_id IN (SELECT id FROM import_ WHERE kind = 'outcomes')")
    op.execute("DELETE FROM import_ WHERE kind = 'outcomes'")
    with op.batch_alter_table('import_', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_import__kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_import__kind'), "kind IN ('screenings')")

    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_follow_up_why'), type_='check')
        batch_op.drop_index('ix_follow_up_by_letter')
        batch_op.drop_constraint(batch_op.f('uq_follow_up_once'), type_='unique')
        batch_op.drop_column('once')
        batch_op.drop_column('why')

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_account_calendar_hash'), type_='unique')
        batch_op.drop_column('calendar_hash')
        batch_op.drop_column('digest')

    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.drop_index('ix_reply_unsettled', sqlite_where=sa.text('settled_at IS NULL'), postgresql_where=sa.text('settled_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_reply_letter_id'))
        batch_op.drop_index(batch_op.f('ix_reply_follow_up_id'))
        batch_op.drop_index(batch_op.f('ix_reply_ally_id'))

    op.drop_table('reply')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('uq_notice_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index(batch_op.f('ix_notice_screening_id'))

    op.drop_table('notice')
    with op.batch_alter_table('bulk_letter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_letter_campaign_id'))

    op.drop_table('bulk_letter')
    op.drop_table('rung')
    op.drop_table('dead_address')
