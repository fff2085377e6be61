"""teams of members, which campaigns are somebody's own, and what the demo made

Revision: 0021, after 0020, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

ID = sa.String(16).with_variant(sa.String(16, collation='C'), 'postgresql')
MOMENT = sa.DateTime(timezone=True)
NEW = ('languages', 'colours', 'logo', 'logo_png', 'dkim_selector', 'demo_put')

setting = sa.table('setting', sa.column('name'))


def key_to(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}'), initially='DEFERRED', deferrable=True, ondelete=ondelete,
    )


def upgrade() -> None:
    with op.batch_alter_table('works_on', schema=None) as batch_op:
        batch_op.add_column(sa.Column('own', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        'crew',
        sa.Column('name', sa.String(80), nullable=False),
        sa.Column('created_at', MOMENT, nullable=False),
        sa.Column('id', ID, nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f('ck_crew_name')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_crew')),
        sa.UniqueConstraint('name', name=op.f('uq_crew_name')),
    )
    for table, column, other in (('crew_member', 'account_id', 'account'), ('crew_campaign', 'campaign_id', 'campaign')):
        op.create_table(
            table,
            sa.Column('crew_id', ID, nullable=False),
            sa.Column(column, ID, nullable=False),
            sa.Column('id', ID, nullable=False),
            key_to(table, 'crew_id', 'crew', 'CASCADE'),
            key_to(table, column, other),
            sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
            sa.UniqueConstraint('crew_id', column, name=op.f(f'uq_{table}_crew_id_{column}')),
        )
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])
    op.create_table(
        'crew_region',
        sa.Column('crew_id', ID, nullable=False),
        sa.Column('country', sa.String(2), nullable=False),
        sa.Column('region', sa.String(100), nullable=False),
        sa.Column('id', ID, nullable=False),
        key_to('crew_region', 'crew_id', 'crew', 'CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_crew_region')),
        sa.UniqueConstraint('crew_id', 'country', 'region', name=op.f('uq_crew_region_crew_id_country_region')),
    )
    op.create_table(
        'demo_row',
        sa.Column('id', ID, nullable=False),
        sa.Column('kind', sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_demo_row')),
    )


def downgrade() -> None:
    # Who works on a campaign by a team goes on working on it: the release before knows no difference.
    op.execute(setting.delete().where(setting.c.name.in_(NEW)))
    op.drop_table('demo_row')
    op.drop_table('crew_region')
    for table, column in (('crew_campaign', 'campaign_id'), ('crew_member', 'account_id')):
        op.drop_index(op.f(f'ix_{table}_{column}'), table_name=table)
        op.drop_table(table)
    op.drop_table('crew')
    with op.batch_alter_table('works_on', schema=None) as batch_op:
        batch_op.drop_column('own')
