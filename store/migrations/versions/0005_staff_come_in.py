"""invitations and the second factor"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'invitation',
        sa.Column('token_hash', sa.String(), primary_key=True),
        sa.Column('email', sa.String(), nullable=False),
        sa.Column('org', sa.String(), sa.ForeignKey('org.code'), nullable=False),
        sa.Column('roles', postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column('by_staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index(op.f('ix_invitation_org'), 'invitation', ['org'])
    op.create_table(
        'second_factor',
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), primary_key=True),
        sa.Column('secret', sa.String(), nullable=False),
        sa.Column('last_step', sa.Integer(), nullable=False),
        sa.Column('spare', postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table('second_factor')
    op.drop_index(op.f('ix_invitation_org'), 'invitation')
    op.drop_table('invitation')
