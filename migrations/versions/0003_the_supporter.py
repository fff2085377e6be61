"""the supporter

Revision: 0003, after 0002, made 2026-11-22.
"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# The one reminder to confirm an address, as every playbook begins with it.
REMIND = {
    'en': {
        'subject': 'Is this your address?',
        'text': (
            'Hello {call},\n\n'
            'Two days ago somebody signed up with this address. Was it you? One press is enough.\n\n'
            'Yes, this address is mine: {next}\n\n'
            'Until then we send you nothing else by mail, and we do not ask again.\n\n'
            '{organisation}\n\n'
            'If it was not you: {not_me}\nNo letters or calls: {stop}'
        ),
    },
    'ko': {
        'subject': '본인의 주소인가요?',
        'text': (
            '{call}님, 안녕하세요.\n\n'
            '이틀 전에 이 주소로 이름을 남기신 분이 있습니다. 본인이신가요? 한 번만 눌러 주시면 됩니다.\n\n'
            '네, 제 주소입니다: {next}\n\n'
            '누르시기 전에는 다른 메일을 보내지 않으며, 다시 여쭙지도 않겠습니다.\n\n'
            '{organisation} 드림\n\n'
            '본인이 아니시라면: {not_me}\n메일과 전화를 받지 않으시려면: {stop}'
        ),
    },
    'es': {
        'subject': '¿Es esta tu dirección?',
        'text': (
            'Hola {call}:\n\n'
            'Hace dos días alguien se inscribió con esta dirección. ¿Fuiste tú? Basta con pulsar una vez.\n\n'
            'Sí, es mi dirección: {next}\n\n'
            'Hasta entonces no te enviaremos ningún otro correo, y no volveremos a preguntar.\n\n'
            '{organisation}\n\n'
            'Si no fuiste tú: {not_me}\nNo recibir correos ni llamadas: {stop}'
        ),
    },
}

playbook = sa.table('playbook', sa.column('id'), sa.column('scope'))
step = sa.table(
    'step', sa.column('id'), sa.column('playbook_id'), sa.column('key'), sa.column('position'), sa.column('title'),
    sa.column('condition', sa.JSON), sa.column('delay_hours'), sa.column('clock_hours'), sa.column('channel'),
    sa.column('words', sa.JSON), sa.column('archived', sa.Boolean), sa.column('version'),
    sa.column('replaced_at', sa.DateTime(timezone=True)),
)
follow_up = sa.table(
    'follow_up', sa.column('id'), sa.column('step_id'), sa.column('state'), sa.column('outcome'), sa.column('held', sa.Boolean),
    sa.column('closed_at', sa.DateTime(timezone=True)), sa.column('claimed_by_id'), sa.column('claimed_until'),
)
letter = sa.table(
    'letter', sa.column('follow_up_id'), sa.column('state'), sa.column('recipient_sealed'), sa.column('words_sealed'),
    sa.column('leased_by'), sa.column('leased_until'),
)
erasure = sa.table(
    'erasure', sa.column('due_at', sa.DateTime(timezone=True)), sa.column('done_at'), sa.column('taken_back_at'),
)


def add_reminders() -> None:
    """Into every playbook that has none; one that the way down has archived is taken up again."""
    bind = op.get_bind()
    for book in bind.scalars(sa.select(playbook.c.id).order_by(playbook.c.id)).all():
        wanted = sa.select(step.c.id, step.c.key, step.c.position, step.c.condition, step.c.replaced_at)
        steps = bind.execute(wanted.where(step.c.playbook_id == book)).all()
        own = [each.id for each in steps if (each.condition or {}).get('unconfirmed') and each.replaced_at is None]
        if own:
            bind.execute(step.update().where(step.c.id.in_(own)).values(archived=False))
        else:
            add_reminder(book, {each.key for each in steps}, max((each.position for each in steps), default=0))


def add_reminder(book: str, keys: set[str], last: int) -> None:
    letters = '0123456789abcdefghjkmnpqrstvwxyz'
    # Organizers may have called something of their own so.
    key = next(each for each in ('remind', *(f'remind_{n}' for n in range(2, 1000))) if each not in keys)
    op.get_bind().execute(step.insert().values(
        id=''.join(secrets.choice(letters) for _ in range(16)), playbook_id=book, key=key, position=1 + last,
        title='Letter: is this your address?', condition={'unconfirmed': True}, delay_hours=48, clock_hours=72,
        channel='letter', words=REMIND, archived=False, version=1,
    ))


def remove_reminders() -> None:
    """An earlier house would send them to everybody; and what is held, it would send at once."""
    bind = op.get_bind()
    asked = bind.execute(sa.select(step.c.id, step.c.playbook_id, step.c.key, step.c.condition)).all()
    found = {each.id: (each.playbook_id, each.key) for each in asked if (each.condition or {}).get('unconfirmed')}
    planned = set(bind.scalars(sa.select(follow_up.c.step_id).where(follow_up.c.step_id.in_(found)).distinct()))
    kept = {found[id_] for id_ in planned}
    gone = sa.or_(follow_up.c.step_id.in_(found), follow_up.c.held), follow_up.c.state == 'open'
    bind.execute(letter.update().where(
        letter.c.follow_up_id.in_(sa.select(follow_up.c.id).where(*gone)), letter.c.state.in_(('waiting', 'leaving', 'failed')),
    ).values(state='withdrawn', recipient_sealed=None, words_sealed=None, leased_by=None, leased_until=None))
    bind.execute(follow_up.update().where(*gone).values(
        state='closed', outcome='withdrawn', closed_at=datetime.now(UTC), claimed_by_id=None, claimed_until=None,
    ))
    bind.execute(step.update().where(step.c.id.in_(found)).values(archived=True))
    bind.execute(step.delete().where(step.c.id.in_([id_ for id_, whose in found.items() if whose not in kept])))


def refuse_while_erasures_wait() -> None:
    """The release before knows nothing of them: it would hold for ever what somebody asked to have erased."""
    waits = sa.select(erasure.c.due_at).where(erasure.c.done_at.is_(None), erasure.c.taken_back_at.is_(None))
    due = op.get_bind().scalars(waits.order_by(erasure.c.due_at.desc())).all()
    if due:
        raise RuntimeError(
            f'Not going down: {len(due)} asked to be erased and still wait for it, until {due[0]:%Y-%m-%d %H:%M} UTC at the latest. '
            'Let the worker (flask worker run) erase them first.'
        )


def upgrade() -> None:
    op.create_table('erasure',
    sa.Column('ally_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('why', sa.String(length=9), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('contact_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('account_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("why IN ('asked', 'retention')", name=op.f('ck_erasure_why')),
    sa.CheckConstraint('contact_sealed IS NULL OR (done_at IS NULL AND taken_back_at IS NULL)', name=op.f('ck_erasure_contact')),
    sa.CheckConstraint('done_at IS NULL OR taken_back_at IS NULL', name=op.f('ck_erasure_one_end')),
    sa.ForeignKeyConstraint(['ally_id'], ['ally.id'], name=op.f('fk_erasure_ally_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure'))
    )
    with op.batch_alter_table('erasure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_erasure_ally_id'), ['ally_id'], unique=False)
        batch_op.create_index('ix_erasure_due', ['due_at'], unique=False, sqlite_where=sa.text('done_at IS NULL AND taken_back_at IS NULL'), postgresql_where=sa.text('done_at IS NULL AND taken_back_at IS NULL'))
        batch_op.create_index('uq_erasure_waiting', ['ally_id'], unique=True, sqlite_where=sa.text('done_at IS NULL AND taken_back_at IS NULL'), postgresql_where=sa.text('done_at IS NULL AND taken_back_at IS NULL'))

    op.create_table('own_link',
    sa.Column('ally_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('purpose', sa.String(length=7), nullable=False),
    sa.Column('email_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('spent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('account_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=True),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("purpose = 'address' OR email_sealed IS NULL", name=op.f('ck_own_link_email')),
    sa.CheckConstraint("purpose IN ('open', 'address')", name=op.f('ck_own_link_purpose')),
    sa.ForeignKeyConstraint(['ally_id'], ['ally.id'], name=op.f('fk_own_link_ally_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_link'))
    )
    with op.batch_alter_table('own_link', schema=None) as batch_op:
        batch_op.create_index('ix_own_link_ally', ['ally_id', 'made_at'], unique=False)

    op.create_table('click',
    sa.Column('interest_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('campaign_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=6), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.CheckConstraint("place IN ('thanks', 'letter')", name=op.f('ck_click_place')),
    sa.CheckConstraint('number > 0', name=op.f('ck_click_number')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_click_campaign_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['interest_id'], ['interest.id'], name=op.f('fk_click_interest_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_click')),
    sa.UniqueConstraint('interest_id', 'campaign_id', 'day', 'place', name=op.f('uq_click_interest_id_campaign_id_day_place'))
    )
    with op.batch_alter_table('click', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_click_campaign_id'), ['campaign_id'], unique=False)

    op.create_table('signup_answer',
    sa.Column('signup_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('interest_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_own_link', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['interest_id'], ['interest.id'], name=op.f('fk_signup_answer_interest_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['signup_id'], ['signup.id'], name=op.f('fk_signup_answer_signup_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signup_answer'))
    )
    with op.batch_alter_table('signup_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signup_answer_interest_id'), ['interest_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_signup_answer_signup_id'), ['signup_id'], unique=False)

    op.create_table('folded_signup',
    sa.Column('signup_id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.Column('submission', sa.String(length=64), nullable=False),
    sa.Column('id', sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['signup_id'], ['signup.id'], name=op.f('fk_folded_signup_signup_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_folded_signup')),
    sa.UniqueConstraint('submission', name=op.f('uq_folded_signup_submission'))
    )
    with op.batch_alter_table('folded_signup', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_folded_signup_signup_id'), ['signup_id'], unique=False)

    with op.batch_alter_table('ally', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reached_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_ally_held', ['acted_at'], unique=False, sqlite_where=sa.text('extra_care_sealed IS NOT NULL'), postgresql_where=sa.text('extra_care_sealed IS NOT NULL'))

    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.add_column(sa.Column('confirmed_first', sa.Boolean(), server_default=sa.true(), nullable=False))
    # Nobody asked those who signed up before whether the address is theirs: their letters go on as they did.
    op.execute(sa.text('UPDATE campaign SET confirmed_first = :off').bindparams(sa.bindparam('off', False, sa.Boolean())))

    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_index('ix_follow_up_by_letter')
        batch_op.add_column(sa.Column('held', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index('ix_follow_up_by_letter', ['due_at', 'id'], unique=False, sqlite_where=sa.text("state = 'open' AND channel = 'letter' AND NOT held"), postgresql_where=sa.text("state = 'open' AND channel = 'letter' AND NOT held"))
        batch_op.drop_constraint(batch_op.f('ck_follow_up_why'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_follow_up_why'), "why IN ('reply', 'bounced', 'listed', 'by hand', 'same', 'barred', 'again')")
        batch_op.create_index('ix_follow_up_held', ['ally_id'], unique=False, sqlite_where=sa.text('held'), postgresql_where=sa.text('held'))

    with op.batch_alter_table('interest', schema=None) as batch_op:
        batch_op.add_column(sa.Column('next_step', sa.JSON(), server_default='{}', nullable=False))

    with op.batch_alter_table('signup', schema=None) as batch_op:
        batch_op.add_column(sa.Column('placed_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('screening', schema=None) as batch_op:
        batch_op.create_index('ix_screening_campaign_day', ['campaign_id', 'day'], unique=False)

    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.create_index('ix_reply_held', ['follow_up_id', 'received_at'], unique=False, sqlite_where=sa.text('message_sealed IS NOT NULL'), postgresql_where=sa.text('message_sealed IS NOT NULL'))

    add_reminders()


def downgrade() -> None:
    refuse_while_erasures_wait()
    remove_reminders()
    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.drop_index('ix_reply_held')

    with op.batch_alter_table('screening', schema=None) as batch_op:
        batch_op.drop_index('ix_screening_campaign_day')

    with op.batch_alter_table('signup', schema=None) as batch_op:
        batch_op.drop_column('placed_at')

    with op.batch_alter_table('interest', schema=None) as batch_op:
        batch_op.drop_column('next_step')

    # The release before knows no such reasons.
    op.execute("UPDATE follow_up SET why = 'by hand' WHERE why IN ('same', 'barred', 'again')")
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_index('ix_follow_up_held', sqlite_where=sa.text('held'), postgresql_where=sa.text('held'))
        batch_op.drop_index('ix_follow_up_by_letter')
        batch_op.drop_constraint(batch_op.f('ck_follow_up_why'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_follow_up_why'), "why IN ('reply', 'bounced', 'listed', 'by hand')")
        batch_op.drop_column('held')
        batch_op.create_index('ix_follow_up_by_letter', ['due_at', 'id'], unique=False, sqlite_where=sa.text("state = 'open' AND channel = 'letter'"), postgresql_where=sa.text("state = 'open' AND channel = 'letter'"))

    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.drop_column('confirmed_first')

    with op.batch_alter_table('ally', schema=None) as batch_op:
        batch_op.drop_index('ix_ally_held', sqlite_where=sa.text('extra_care_sealed IS NOT NULL'), postgresql_where=sa.text('extra_care_sealed IS NOT NULL'))
        batch_op.drop_column('reached_at')

    with op.batch_alter_table('folded_signup', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_folded_signup_signup_id'))

    op.drop_table('folded_signup')
    with op.batch_alter_table('signup_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signup_answer_signup_id'))
        batch_op.drop_index(batch_op.f('ix_signup_answer_interest_id'))

    op.drop_table('signup_answer')
    with op.batch_alter_table('click', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_click_campaign_id'))

    op.drop_table('click')
    with op.batch_alter_table('own_link', schema=None) as batch_op:
        batch_op.drop_index('ix_own_link_ally')

    op.drop_table('own_link')
    with op.batch_alter_table('erasure', schema=None) as batch_op:
        batch_op.drop_index('uq_erasure_waiting', sqlite_where=sa.text('done_at IS NULL AND taken_back_at IS NULL'), postgresql_where=sa.text('done_at IS NULL AND taken_back_at IS NULL'))
        batch_op.drop_index('ix_erasure_due', sqlite_where=sa.text('done_at IS NULL AND taken_back_at IS NULL'), postgresql_where=sa.text('done_at IS NULL AND taken_back_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_erasure_ally_id'))

    op.drop_table('erasure')
