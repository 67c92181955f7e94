"""teams of a centre, and the cases given to them"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'team',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('org', sa.String(), sa.ForeignKey('org.code'), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint('org', 'name'),
    )
    op.create_index(op.f('ix_team_org'), 'team', ['org'])
    op.create_table(
        'team_member',
        sa.Column('team_id', sa.Uuid(), sa.ForeignKey('team.id', ondelete='CASCADE'), primary_key=True),
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), primary_key=True),
    )
    op.create_index(op.f('ix_team_member_staff_id'), 'team_member', ['staff_id'])
    op.create_table(
        'case_team',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('case.id'), primary_key=True),
        sa.Column('team_id', sa.Uuid(), sa.ForeignKey('team.id', ondelete='CASCADE'), nullable=False),
        sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
    )
    op.create_index(op.f('ix_case_team_team_id'), 'case_team', ['team_id'])


def downgrade() -> None:
    op.drop_table('case_team')
    op.drop_table('team_member')
    op.drop_table('team')
