"""what staff are told in the page, and which cases they watch"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'staff_notice',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('what', sa.Text(), nullable=False),
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('case.id'), nullable=False),
        sa.Column('by_staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("what IN ('assigned', 'mentioned', 'changed', 'handed')", name='staff_notice_what_known'),
    )
    op.create_index('staff_notice_list', 'staff_notice', ['staff_id', sa.literal_column('at desc')])
    op.create_index(
        'staff_notice_unread', 'staff_notice', ['staff_id', 'case_id', 'what'], unique=True,
        postgresql_where=sa.text('read_at is null'),
    )
    op.create_index(op.f('ix_staff_notice_case_id'), 'staff_notice', ['case_id'])
    op.create_table(
        'case_watch',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('case.id'), primary_key=True),
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), primary_key=True),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(op.f('ix_case_watch_staff_id'), 'case_watch', ['staff_id'])


def downgrade() -> None:
    op.drop_table('case_watch')
    op.drop_table('staff_notice')
