"""stories

Revision: 0013, after 0012, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
OUTSIDE = sa.text("state = 'published'")

setting = sa.table('setting', sa.column('name'))


def key_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}'), initially='DEFERRED', deferrable=True,
    )


def upgrade() -> None:
    op.create_table(
        'story',
        sa.Column('campaign_id', ID, nullable=True),
        sa.Column('film_id', ID, nullable=True),
        sa.Column('offered', sa.Boolean(), nullable=False),
        sa.Column('consent_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('changes', sa.Integer(), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('changed_at', MOMENT, nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint('campaign_id IS NULL OR film_id IS NULL', name=op.f('ck_story_one_place')),
        key_to('story', 'campaign_id', 'campaign'),
        key_to('story', 'film_id', 'film'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_story')),
    )
    op.create_index(op.f('ix_story_campaign_id'), 'story', ['campaign_id'])
    op.create_index(op.f('ix_story_film_id'), 'story', ['film_id'])
    op.create_table(
        'story_text',
        sa.Column('story_id', ID, nullable=False),
        sa.Column('language', sa.String(5), nullable=False),
        sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('state', sa.String(9), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('passed', sa.Integer(), nullable=False),
        sa.Column('changed_at', MOMENT, nullable=False),
        sa.Column('published_at', MOMENT, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name=op.f('ck_story_text_state')),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name=op.f('ck_story_text_published_at')),
        sa.CheckConstraint("state <> 'published' OR passed = version", name=op.f('ck_story_text_reviewed')),
        key_to('story_text', 'story_id', 'story'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_story_text')),
        sa.UniqueConstraint('story_id', 'language', name=op.f('uq_story_text_story_id_language')),
    )
    op.create_index(
        'ix_story_text_outside', 'story_text', ['language', 'published_at'], sqlite_where=OUTSIDE, postgresql_where=OUTSIDE,
    )
    op.create_table(
        'story_picture',
        sa.Column('story_id', ID, nullable=False),
        sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('phone_width', sa.Integer(), nullable=False),
        sa.Column('phone_height', sa.Integer(), nullable=False),
        sa.Column('wide_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('wide_width', sa.Integer(), nullable=False),
        sa.Column('wide_height', sa.Integer(), nullable=False),
        sa.Column('id', ID, nullable=False),
        key_to('story_picture', 'story_id', 'story'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_story_picture')),
        sa.UniqueConstraint('story_id', name=op.f('uq_story_picture_story_id')),
    )
    op.create_table(
        'story_change',
        sa.Column('story_id', ID, nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('language', sa.String(5), nullable=True),
        sa.Column('kind', sa.String(9), nullable=False),
        sa.Column('at', MOMENT, nullable=False),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint(
            "kind IN ('words', 'picture', 'consent', 'place', 'withdrawn', 'taken up', 'restored', 'emptied')",
            name=op.f('ck_story_change_kind'),
        ),
        sa.CheckConstraint('number > 0', name=op.f('ck_story_change_number')),
        key_to('story_change', 'account_id', 'account'),
        key_to('story_change', 'story_id', 'story'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_story_change')),
        sa.UniqueConstraint('story_id', 'number', name=op.f('uq_story_change_story_id_number')),
    )
    op.create_table(
        'story_review',
        sa.Column('story_id', ID, nullable=False),
        sa.Column('language', sa.String(5), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('verdict', sa.String(7), nullable=False),
        sa.Column('open_items', sa.JSON(), nullable=False),
        sa.Column('remark_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('at', MOMENT, nullable=False),
        sa.Column('account_id', ID, nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint("verdict IN ('passed', 'refused')", name=op.f('ck_story_review_verdict')),
        key_to('story_review', 'account_id', 'account'),
        key_to('story_review', 'story_id', 'story'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_story_review')),
        sa.UniqueConstraint('story_id', 'language', 'version', name=op.f('uq_story_review_story_id_language_version')),
    )
    op.create_index('ix_story_review_at', 'story_review', ['at'])


def refuse_what_would_be_sent() -> None:
    """The release before knows no field {story}: it would print it, or the mark that waiting letters have in its place."""
    count = op.get_bind().scalar
    waiting = count(sa.text("SELECT count(*) FROM letter WHERE state IN ('waiting', 'leaving')"))
    if waiting and count(sa.text('SELECT count(*) FROM story')):
        raise RuntimeError('Not going down: letters wait that may tell a story. Let them leave, or take them back.')
    for name in ('step', 'bulk_letter'):
        written = sa.table(name, sa.column('words'))
        if count(sa.select(sa.func.count()).select_from(written).where(sa.cast(written.c.words, sa.String).like('%{story%'))):
            raise RuntimeError('Not going down: words of letters hold the field {story}. Take it out first.')


def downgrade() -> None:
    refuse_what_would_be_sent()
    op.execute(setting.delete().where(setting.c.name == 'stories_days'))
    op.drop_index('ix_story_review_at', table_name='story_review')
    op.drop_table('story_review')
    op.drop_table('story_change')
    op.drop_table('story_picture')
    op.drop_index('ix_story_text_outside', table_name='story_text', sqlite_where=OUTSIDE, postgresql_where=OUTSIDE)
    op.drop_table('story_text')
    op.drop_index(op.f('ix_story_film_id'), table_name='story')
    op.drop_index(op.f('ix_story_campaign_id'), table_name='story')
    op.drop_table('story')
