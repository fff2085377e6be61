"""what's on: accessibility, makers of a film, guests of talkbacks, a code for those who watch at home

Revision: 0012, after 0011, made 2026-11-28.
"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
ACCESSIBILITY = ('wheelchair', 'hearing_loop', 'captions', 'sign_language', 'audio_description', 'relaxed')

screening = sa.table('screening', sa.column('id', ID), sa.column('standing', sa.String))
code = sa.table(
    'code', sa.column('code', sa.String), sa.column('screening_id', ID), sa.column('source', sa.String), sa.column('made_at', MOMENT)
)


def drawn() -> str:
    """As screenings/code.py draws them at this revision."""
    consonants, vowels = 'bdfghjkmnprstvwz', 'aeiou'
    body = ''.join(secrets.choice(vowels if place % 2 else consonants) for place in range(7))
    checks = consonants + vowels + '47'
    total = sum(place * checks.index(letter) for place, letter in enumerate(body, start=1))
    return body + checks[-total * pow(8, -1, 23) % 23]


def give_codes() -> None:
    """Campaigns of before: those who have watched at home sign up by a code, too."""
    bind = op.get_bind()
    has = sa.select(code.c.screening_id).where(code.c.screening_id.is_not(None))
    at_home = bind.scalars(sa.select(screening.c.id).where(screening.c.standing == 'streaming', screening.c.id.not_in(has))).all()
    taken = set(bind.scalars(sa.select(code.c.code)))
    for screening_id in at_home:
        while (new := drawn()) in taken:
            pass
        taken.add(new)
        bind.execute(code.insert().values(code=new, screening_id=screening_id, source='link', made_at=datetime.now(UTC)))


def upgrade() -> None:
    with op.batch_alter_table('screening', schema=None) as batch_op:
        for name in ACCESSIBILITY:
            batch_op.add_column(sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(
            'ix_screening_listed', ['day'],
            sqlite_where=sa.text("visibility = 'listed'"), postgresql_where=sa.text("visibility = 'listed'"),
        )
    with op.batch_alter_table('film', schema=None) as batch_op:
        batch_op.add_column(sa.Column('makers', sa.Text(), server_default='', nullable=False))
    op.create_table(
        'talkback_guests',
        sa.Column('screening_id', ID, nullable=False),
        sa.Column('guests_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('writer_ids', sa.JSON(), nullable=False),
        sa.Column('changed_at', MOMENT, nullable=False),
        sa.Column('cleared_at', MOMENT, nullable=True),
        sa.Column('cleared_by_id', ID, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint('(cleared_at IS NULL) = (cleared_by_id IS NULL)', name=op.f('ck_talkback_guests_cleared')),
        sa.ForeignKeyConstraint(['screening_id'], ['screening.id'], name=op.f('fk_talkback_guests_screening_id'), initially='DEFERRED', deferrable=True),
        sa.ForeignKeyConstraint(['cleared_by_id'], ['account.id'], name=op.f('fk_talkback_guests_cleared_by_id'), initially='DEFERRED', deferrable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_talkback_guests')),
        sa.UniqueConstraint('screening_id', name=op.f('uq_talkback_guests_screening_id')),
    )
    give_codes()


def downgrade() -> None:
    # Codes stay: they are printed, and the release before opens them too.
    op.drop_table('talkback_guests')
    with op.batch_alter_table('film', schema=None) as batch_op:
        batch_op.drop_column('makers')
    with op.batch_alter_table('screening', schema=None) as batch_op:
        batch_op.drop_index('ix_screening_listed', sqlite_where=sa.text("visibility = 'listed'"), postgresql_where=sa.text("visibility = 'listed'"))
        for name in reversed(ACCESSIBILITY):
            batch_op.drop_column(name)
