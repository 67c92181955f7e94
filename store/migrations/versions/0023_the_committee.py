"""the committee: members, meetings, agendas, announcements, the governor's consent, papers that take a while"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('committee_member',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('position', sa.String(), nullable=False),
    sa.Column('seat', sa.Text(), nullable=False),
    sa.Column('order_number', sa.String(), nullable=False),
    sa.Column('from_day', sa.Date(), nullable=False),
    sa.Column('to_day', sa.Date(), nullable=True),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("seat IN ('chair', 'provincial', 'civic', 'member', 'secretary', 'assistant')", name='committee_member_seat_known'),
    sa.CheckConstraint('to_day is null or to_day >= from_day', name='committee_member_term'),
    sa.ForeignKeyConstraint(['created_by'], ['staff.id']),
    sa.ForeignKeyConstraint(['org'], ['org.code']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_committee_member_org', 'committee_member', ['org'], unique=False)
    op.create_table('meeting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('minutes_number', sa.String(), nullable=False),
    sa.Column('notes', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('planned', 'closed')", name='meeting_state_known'),
    sa.ForeignKeyConstraint(['created_by'], ['staff.id']),
    sa.ForeignKeyConstraint(['org'], ['org.code']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('org', 'year', 'number')
    )
    op.create_index('ix_meeting_org', 'meeting', ['org'], unique=False)
    op.create_table('announcement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('posted_on', sa.Date(), nullable=False),
    sa.Column('down_on', sa.Date(), nullable=False),
    sa.Column('places', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('names', sa.Integer(), nullable=False),
    sa.Column('posted_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_down_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('down_on > posted_on', name='announcement_days'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id']),
    sa.ForeignKeyConstraint(['org'], ['org.code']),
    sa.ForeignKeyConstraint(['posted_by'], ['staff.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('meeting_id')
    )
    op.create_index('ix_announcement_org', 'announcement', ['org'], unique=False)
    op.create_table('attendance',
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('member_id', sa.Uuid(), nullable=False),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('stand_in', sa.String(), nullable=False),
    sa.CheckConstraint("how IN ('present', 'stand_in', 'absent')", name='attendance_how_known'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id']),
    sa.ForeignKeyConstraint(['member_id'], ['committee_member.id']),
    sa.PrimaryKeyConstraint('meeting_id', 'member_id')
    )
    op.create_table('paper_job',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('thai_digits', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('file', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'drawing', 'done', 'failed')", name='paper_job_state_known'),
    sa.ForeignKeyConstraint(['asked_by'], ['staff.id']),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id']),
    sa.ForeignKeyConstraint(['org'], ['org.code']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_paper_job_meeting_id', 'paper_job', ['meeting_id'], unique=False)
    op.create_index('paper_job_open', 'paper_job', ['asked_at'], unique=False, postgresql_where=sa.text("state in ('waiting', 'drawing')"))
    op.create_table('agenda_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('help', sa.String(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=14, scale=2), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("decision = '' or decision IN ('approved', 'refused', 'amended', 'more_facts', 'outside_criteria')", name='agenda_item_decision_known'),
    sa.CheckConstraint("purpose IN ('decide', 'report')", name='agenda_item_purpose_known'),
    sa.CheckConstraint('amount is null or amount >= 0', name='agenda_item_amount'),
    sa.ForeignKeyConstraint(['decided_by'], ['staff.id']),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id']),
    sa.ForeignKeyConstraint(['need_id'], ['need.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('meeting_id', 'need_id')
    )
    op.create_index('agenda_item_of_need', 'agenda_item', ['need_id'], unique=False)
    op.create_table('consent_request',
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('letter_number', sa.String(), nullable=False),
    sa.Column('help', sa.String(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=14, scale=2), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('consent_number', sa.String(), nullable=False),
    sa.Column('answer_reason', sa.String(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_by', sa.Uuid(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("answer <> 'consented' or consent_number <> ''", name='consent_request_number'),
    sa.CheckConstraint("answer = '' or answer IN ('consented', 'declined')", name='consent_request_answer_known'),
    sa.CheckConstraint("answer = '' or answered_on is not null", name='consent_request_answered'),
    sa.ForeignKeyConstraint(['changed_by'], ['staff.id']),
    sa.ForeignKeyConstraint(['need_id'], ['need.id']),
    sa.ForeignKeyConstraint(['org'], ['org.code']),
    sa.PrimaryKeyConstraint('need_id')
    )
    op.create_index('ix_consent_request_org', 'consent_request', ['org'], unique=False)
    op.create_index('need_asked', 'need', ['code', 'created_at'], unique=False)


def downgrade() -> None:
    op.drop_index('need_asked', table_name='need')
    op.drop_index('ix_consent_request_org', table_name='consent_request')
    op.drop_table('consent_request')
    op.drop_index('agenda_item_of_need', table_name='agenda_item')
    op.drop_table('agenda_item')
    op.drop_index('paper_job_open', table_name='paper_job', postgresql_where=sa.text("state in ('waiting', 'drawing')"))
    op.drop_index('ix_paper_job_meeting_id', table_name='paper_job')
    op.drop_table('paper_job')
    op.drop_table('attendance')
    op.drop_index('ix_announcement_org', table_name='announcement')
    op.drop_table('announcement')
    op.drop_index('ix_meeting_org', table_name='meeting')
    op.drop_table('meeting')
    op.drop_index('ix_committee_member_org', table_name='committee_member')
    op.drop_table('committee_member')
