"""passkeys, recovery codes, remembered devices; who asked for a new password

Revision: 0005, after 0004, made 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def an_id() -> sa.types.TypeEngine[str]:
    return sa.String(length=16).with_variant(sa.String(length=16, collation='C'), 'postgresql')


def upgrade() -> None:
    op.create_table('passkey',
    sa.Column('account_id', an_id(), nullable=False),
    sa.Column('credential_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('credential_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('public_key_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('label_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('answered_hash', sa.LargeBinary(length=32), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', an_id(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_passkey_account_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_hash', name=op.f('uq_passkey_credential_hash'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_account_id'), ['account_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('account_id', an_id(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', an_id(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_recovery_code_account_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_recovery_code_code_hash'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_account_id'), ['account_id'], unique=False)

    op.create_table('remembered_device',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('account_id', an_id(), nullable=False),
    sa.Column('browser_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('remembered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', an_id(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_remembered_device_account_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remembered_device')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_remembered_device_token_hash'))
    )
    with op.batch_alter_table('remembered_device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remembered_device_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_remembered_device_ends_at'), ['ends_at'], unique=False)

    op.create_table('reset_asked',
    sa.Column('email_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', an_id(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reset_asked'))
    )
    with op.batch_alter_table('reset_asked', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reset_asked_asked_at'), ['asked_at'], unique=False)


def downgrade() -> None:
    for name in ('reset_asked', 'remembered_device', 'recovery_code', 'passkey'):
        op.drop_table(name)
    # The release before knows no passkeys: whoever has nothing else sets up an app at the next sign-in.
    op.execute("UPDATE account SET tf_primary_method = NULL WHERE tf_primary_method = 'passkey'")
