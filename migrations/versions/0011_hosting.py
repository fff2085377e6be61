"""requests to host a film screening

Revision: 0011, after 0010, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("state IN ('waiting', 'asked')")
DEFERRED = {'initially': 'DEFERRED', 'deferrable': True}
TO_ONE = (
    "(ally_id IS NULL OR account_id IS NULL) AND (ally_id IS NOT NULL OR account_id IS NOT NULL OR notice_id IS NOT NULL"
    " OR screening_id IS NOT NULL{more})"
)

rung = sa.table('rung', sa.column('id'), sa.column('reached_by', sa.JSON))
step = sa.table('step', sa.column('id', ID), sa.column('condition', sa.JSON))


def upgrade() -> None:
    op.create_table(
        'request_to_host',
        sa.Column('id', ID, nullable=False),
        sa.Column('submission', sa.String(64), nullable=False),
        sa.Column('door', sa.String(4), nullable=False),
        sa.Column('at', MOMENT, nullable=False),
        sa.Column('language', sa.String(5), nullable=False),
        sa.Column('kind', sa.String(12), nullable=False),
        sa.Column('heads', sa.Integer(), nullable=True),
        sa.Column('asker_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('wish_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('mark', sa.LargeBinary(32), nullable=True),
        sa.Column('wording_id', ID, nullable=True),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('ally_id', ID, nullable=True),
        sa.Column('by_own_link', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('signup_id', ID, nullable=True),
        sa.Column('campaign_id', ID, nullable=True),
        sa.Column('state', sa.String(10), nullable=False),
        sa.Column('asked_at', MOMENT, nullable=True),
        sa.Column('decided_at', MOMENT, nullable=True),
        sa.Column('decided_by_id', ID, nullable=True),
        sa.Column('screening_id', ID, nullable=True),
        sa.CheckConstraint("kind IN ('community', 'campus', 'festival', 'virtual')", name=op.f('ck_request_to_host_kind')),
        sa.CheckConstraint(
            "state IN ('waiting', 'asked', 'offered', 'approved', 'declined', 'taken back')", name=op.f('ck_request_to_host_state')
        ),
        sa.CheckConstraint("door IN ('form', 'link', 'desk')", name=op.f('ck_request_to_host_door')),
        sa.CheckConstraint('heads IS NULL OR heads > 0', name=op.f('ck_request_to_host_heads')),
        sa.CheckConstraint(
            "(state IN ('waiting', 'asked')) = (decided_at IS NULL)", name=op.f('ck_request_to_host_decided_at')
        ),
        sa.CheckConstraint(
            "(state IN ('offered', 'approved')) = (screening_id IS NOT NULL)", name=op.f('ck_request_to_host_screening')
        ),
        sa.CheckConstraint('(asker_sealed IS NULL) = (mark IS NULL)', name=op.f('ck_request_to_host_mark')),
        sa.ForeignKeyConstraint(['wording_id'], ['wording.id'], name=op.f('fk_request_to_host_wording_id'), **DEFERRED),
        sa.ForeignKeyConstraint(['ally_id'], ['ally.id'], name=op.f('fk_request_to_host_ally_id'), **DEFERRED),
        sa.ForeignKeyConstraint(['signup_id'], ['signup.id'], name=op.f('fk_request_to_host_signup_id'), **DEFERRED),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_request_to_host_campaign_id'), **DEFERRED),
        sa.ForeignKeyConstraint(['screening_id'], ['screening.id'], name=op.f('fk_request_to_host_screening_id'), **DEFERRED),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_request_to_host')),
        sa.UniqueConstraint('submission', name=op.f('uq_request_to_host_submission')),
    )
    for column in ('mark', 'ally_id', 'signup_id', 'campaign_id', 'screening_id'):
        op.create_index(op.f(f'ix_request_to_host_{column}'), 'request_to_host', [column])
    op.create_index('ix_request_to_host_at', 'request_to_host', ['at', 'id'])
    op.create_index(
        'ix_request_to_host_waiting', 'request_to_host', ['at', 'id'], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_table(
        'follow_up_request',
        sa.Column('id', ID, nullable=False),
        sa.Column('follow_up_id', ID, nullable=False),
        sa.Column('request_id', ID, nullable=False),
        sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_follow_up_request_follow_up_id'), **DEFERRED),
        sa.ForeignKeyConstraint(['request_id'], ['request_to_host.id'], name=op.f('fk_follow_up_request_request_id'), **DEFERRED),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up_request')),
        sa.UniqueConstraint('request_id', name=op.f('uq_follow_up_request_request_id')),
    )
    op.create_index(op.f('ix_follow_up_request_follow_up_id'), 'follow_up_request', ['follow_up_id'])
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('request_id', ID, nullable=True))
        batch_op.create_index(batch_op.f('ix_letter_request_id'), ['request_id'])
        batch_op.create_foreign_key(batch_op.f('fk_letter_request_id'), 'request_to_host', ['request_id'], ['id'], **DEFERRED)
        # Who asks to host has neither account nor, it may be, alias, and is answered.
        batch_op.drop_constraint(batch_op.f('ck_letter_to_one'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_letter_to_one'), TO_ONE.format(more=' OR request_id IS NOT NULL'))
    _change_rungs(lambda ways: [each for way in ways for each in ((way, 'hosts') if way == 'wants to host' else (way,))])


def downgrade() -> None:
    _change_rungs(lambda ways: [way for way in ways if way != 'hosts'])
    # The release before has no word for it: they did want to.
    for name in ('follow_up', 'attempt'):
        ended = sa.table(name, sa.column('outcome'))
        op.execute(ended.update().where(ended.c.outcome == 'hosts').values(outcome='wants to host'))
    _plan_after_wanting()
    op.execute("DELETE FROM setting WHERE name = 'requests_days'")
    # What somebody answered to one stays, and answers no letter that is there.
    op.execute('UPDATE reply SET letter_id = NULL WHERE letter_id IN (SELECT id FROM letter WHERE request_id IS NOT NULL)')
    op.execute('DELETE FROM letter WHERE request_id IS NOT NULL')
    _check_keys_now()
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_letter_to_one'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_letter_to_one'), TO_ONE.format(more=''))
        batch_op.drop_constraint(batch_op.f('fk_letter_request_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_letter_request_id'))
        batch_op.drop_column('request_id')
    op.drop_table('follow_up_request')
    op.drop_table('request_to_host')


def _change_rungs(anew) -> None:  # noqa: ANN001
    """Whoever hosts stands at least where whoever wants to host stands."""
    connection = op.get_bind()
    for rung_id, ways in connection.execute(sa.select(rung.c.id, rung.c.reached_by)).all():
        if (wanted := anew(ways)) != ways:
            connection.execute(rung.update().where(rung.c.id == rung_id).values(reached_by=wanted))


def _plan_after_wanting() -> None:
    """What a playbook plans once somebody hosts."""
    connection = op.get_bind()
    for step_id, condition in connection.execute(sa.select(step.c.id, step.c.condition)).all():
        if (condition or {}).get('outcome') == 'hosts':
            meant = {**condition, 'outcome': 'wants to host'}
            connection.execute(step.update().where(step.c.id == step_id).values(condition=meant))


def _check_keys_now() -> None:
    """PostgreSQL changes no table while a key in it waits to be checked."""
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('SET CONSTRAINTS ALL IMMEDIATE')
        op.execute('SET CONSTRAINTS ALL DEFERRED')
