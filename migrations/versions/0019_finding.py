"""finding

Revision: 0019, after 0018, made 2026-11-28.

The words of names that stand already are taken into their index by the worker, some at a time: each contact has to be opened.
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
ALIAS = sa.String(40).with_variant(sa.String(40, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
WORDLESS = sa.text('words_key IS NULL AND contact_sealed IS NOT NULL')
GOES_ON = sa.text("state IN ('going', 'undoing')")


def key_to(table: str, column: str, other: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}'), initially='DEFERRED', deferrable=True, **options,
    )


def upgrade() -> None:
    op.add_column('ally', sa.Column('words_key', sa.String(4), nullable=True))
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('ally', 'alias', type_=ALIAS, existing_type=sa.String(40), existing_nullable=False)
    op.create_index(op.f('ix_ally_alias'), 'ally', ['alias'])
    op.create_index('ix_ally_wordless', 'ally', ['id'], sqlite_where=WORDLESS, postgresql_where=WORDLESS)
    op.create_table(
        'name_word',
        sa.Column('key_name', sa.String(4), nullable=False),
        sa.Column('mark', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('ally_id', ID, nullable=False),
        key_to('name_word', 'ally_id', 'ally'),
        sa.PrimaryKeyConstraint('key_name', 'mark', 'ally_id', name=op.f('pk_name_word')),
    )
    op.create_index(op.f('ix_name_word_ally_id'), 'name_word', ['ally_id'])
    op.create_table(
        'tag',
        sa.Column('name_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('made_by_id', ID, nullable=True),
        sa.Column('id', ID, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_tag')),
    )
    op.create_table(
        'ally_tag',
        sa.Column('ally_id', ID, nullable=False),
        sa.Column('tag_id', ID, nullable=False),
        sa.Column('at', MOMENT, nullable=False),
        sa.Column('account_id', ID, nullable=True),
        sa.Column('id', ID, nullable=False),
        key_to('ally_tag', 'ally_id', 'ally'),
        key_to('ally_tag', 'tag_id', 'tag'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ally_tag')),
        sa.UniqueConstraint('ally_id', 'tag_id', name=op.f('uq_ally_tag_ally_id_tag_id')),
    )
    op.create_index('ix_ally_tag_tag', 'ally_tag', ['tag_id', 'ally_id'])
    op.create_table(
        'choice',
        sa.Column('account_id', ID, nullable=False),
        sa.Column('filters', sa.JSON(), nullable=True),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('id', ID, nullable=False),
        key_to('choice', 'account_id', 'account'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_choice')),
    )
    op.create_index(op.f('ix_choice_account_id'), 'choice', ['account_id'])
    op.create_index(op.f('ix_choice_made_at'), 'choice', ['made_at'])
    op.create_table(
        'chosen',
        sa.Column('choice_id', ID, nullable=False),
        sa.Column('ally_id', ID, nullable=False),
        key_to('chosen', 'choice_id', 'choice', ondelete='CASCADE'),
        key_to('chosen', 'ally_id', 'ally'),
        sa.PrimaryKeyConstraint('choice_id', 'ally_id', name=op.f('pk_chosen')),
    )
    op.create_index(op.f('ix_chosen_ally_id'), 'chosen', ['ally_id'])
    op.create_table(
        'saved_filter',
        sa.Column('account_id', ID, nullable=False),
        sa.Column('name_sealed', sa.LargeBinary(), nullable=True),
        sa.Column('filters', sa.JSON(), nullable=False),
        sa.Column('shared', sa.Boolean(), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('id', ID, nullable=False),
        key_to('saved_filter', 'account_id', 'account'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filter')),
    )
    op.create_index(op.f('ix_saved_filter_account_id'), 'saved_filter', ['account_id'])
    op.create_table(
        'bulk_deed',
        sa.Column('choice_id', ID, nullable=False),
        sa.Column('deed', sa.String(6), nullable=False),
        sa.Column('what', sa.JSON(), nullable=False),
        sa.Column('account_id', ID, nullable=False),
        sa.Column('state', sa.String(7), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('ended_at', MOMENT, nullable=True),
        sa.Column('reached_id', ID, nullable=True),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('left_out', sa.JSON(), nullable=False),
        sa.Column('undone', sa.Integer(), nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint("deed IN ('assign', 'step', 'tag', 'untag', 'stop')", name=op.f('ck_bulk_deed_deed')),
        sa.CheckConstraint(
            "state IN ('going', 'done', 'stopped', 'undoing', 'undone')", name=op.f('ck_bulk_deed_state')
        ),
        key_to('bulk_deed', 'choice_id', 'choice', ondelete='CASCADE'),
        key_to('bulk_deed', 'account_id', 'account'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_deed')),
    )
    op.create_index(op.f('ix_bulk_deed_choice_id'), 'bulk_deed', ['choice_id'])
    op.create_index(op.f('ix_bulk_deed_account_id'), 'bulk_deed', ['account_id'])
    op.create_index('ix_bulk_deed_going', 'bulk_deed', ['made_at'], sqlite_where=GOES_ON, postgresql_where=GOES_ON)
    op.create_table(
        'bulk_done',
        sa.Column('bulk_deed_id', ID, nullable=False),
        sa.Column('ally_id', ID, nullable=False),
        sa.Column('before', sa.JSON(), nullable=False),
        key_to('bulk_done', 'bulk_deed_id', 'bulk_deed', ondelete='CASCADE'),
        key_to('bulk_done', 'ally_id', 'ally'),
        sa.PrimaryKeyConstraint('bulk_deed_id', 'ally_id', name=op.f('pk_bulk_done')),
    )
    op.create_index(op.f('ix_bulk_done_ally_id'), 'bulk_done', ['ally_id'])


def refuse_what_would_go_to_others() -> None:
    """The release before knows no choice: a letter to those who were chosen would go to the whole campaign."""
    chosen = sa.table('bulk_letter', sa.column('selection'), sa.column('state'))
    waits = sa.select(sa.func.count()).select_from(chosen).where(
        chosen.c.state != 'sent', sa.cast(chosen.c.selection, sa.String).like('%choice_id%')
    )
    if op.get_bind().scalar(waits):
        raise RuntimeError('Not going down: letters to allies who were chosen are not all sent. Send them first.')


def downgrade() -> None:
    refuse_what_would_go_to_others()
    op.drop_table('bulk_done')
    op.drop_index('ix_bulk_deed_going', table_name='bulk_deed', sqlite_where=GOES_ON, postgresql_where=GOES_ON)
    op.drop_table('bulk_deed')
    op.drop_table('saved_filter')
    op.drop_table('chosen')
    op.drop_table('choice')
    op.drop_table('ally_tag')
    op.drop_table('tag')
    op.drop_table('name_word')
    op.drop_index('ix_ally_wordless', table_name='ally', sqlite_where=WORDLESS, postgresql_where=WORDLESS)
    op.drop_index(op.f('ix_ally_alias'), table_name='ally')
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('ally', 'alias', type_=sa.String(40, collation='default'), existing_type=ALIAS, existing_nullable=False)
    with op.batch_alter_table('ally') as rows:
        rows.drop_column('words_key')
