"""one answer to everybody in an incident, laid out case by case"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'round',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('incident_id', sa.Uuid(), sa.ForeignKey('incident.id'), nullable=False),
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index('ix_round_incident_id', 'round', ['incident_id'])
    op.create_index(
        'round_one_at_a_time', 'round', ['incident_id'], unique=True,
        postgresql_where=sa.text('stopped_at is null and done_at is null'),
    )
    op.create_table(
        'round_case',
        sa.Column('round_id', sa.Uuid(), sa.ForeignKey('round.id'), primary_key=True),
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('case.id'), primary_key=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('message_id', sa.Uuid(), sa.ForeignKey('message.id'), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'laid', 'ended', 'not_allowed')", name='round_case_state_known'),
    )
    op.create_index(
        'round_case_pending', 'round_case', ['round_id'], unique=False, postgresql_where=sa.text("state = 'pending'")
    )


def downgrade() -> None:
    op.drop_table('round_case')
    op.drop_table('round')
