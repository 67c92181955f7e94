"""who was told what is late"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'late_told',
        sa.Column('subject', sa.Uuid(), primary_key=True),
        sa.Column('due_at', sa.DateTime(timezone=True), primary_key=True),
        sa.Column('stage', sa.Text(), primary_key=True),
        sa.Column('org', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage IN ('doer', 'head')", name='late_told_stage_known'),
    )
    op.create_index('late_told_of_day', 'late_told', ['org', 'at'])
    op.drop_constraint('staff_notice_what_known', 'staff_notice', type_='check')
    op.create_check_constraint(
        'staff_notice_what_known', 'staff_notice', "what IN ('assigned', 'mentioned', 'changed', 'handed', 'late')"
    )


def downgrade() -> None:
    op.execute("delete from staff_notice where what = 'late'")
    op.drop_constraint('staff_notice_what_known', 'staff_notice', type_='check')
    op.create_check_constraint(
        'staff_notice_what_known', 'staff_notice', "what IN ('assigned', 'mentioned', 'changed', 'handed')"
    )
    op.drop_table('late_told')
