"""rules by which a centre hands out its cases, what a shift leaves to the next, and who wants a mail a day"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'assign_rule',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('org', sa.String(), sa.ForeignKey('org.code'), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('category', sa.String(), nullable=False),
        sa.Column('tambon_code', sa.String(), nullable=False),
        sa.Column('moo', sa.String(), nullable=False),
        sa.Column('staff', postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column('only_here', sa.Boolean(), nullable=False),
        sa.Column('most', sa.Integer(), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.Column('last', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=True),
        sa.Column('by_staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(op.f('ix_assign_rule_org'), 'assign_rule', ['org'])
    op.create_table(
        'shift_note',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('org', sa.String(), sa.ForeignKey('org.code'), nullable=False),
        sa.Column('by_staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('alarms', sa.Integer(), nullable=False),
        sa.Column('open_cases', sa.Integer(), nullable=False),
        sa.Column('unassigned', sa.Integer(), nullable=False),
        sa.Column('seen_by_staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=True),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index('shift_note_list', 'shift_note', ['org', sa.literal_column('at desc')])
    op.create_table(
        'staff_digest',
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), primary_key=True),
        sa.Column('sent_on', sa.Date(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table('staff_digest')
    op.drop_table('shift_note')
    op.drop_table('assign_rule')
