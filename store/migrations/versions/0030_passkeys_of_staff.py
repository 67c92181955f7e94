"""passkeys of staff"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'passkey',
        sa.Column('id', sa.String(), primary_key=True),
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('public_key', sa.LargeBinary(), nullable=False),
        sa.Column('sign_count', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index(op.f('ix_passkey_staff_id'), 'passkey', ['staff_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_passkey_staff_id'), 'passkey')
    op.drop_table('passkey')
