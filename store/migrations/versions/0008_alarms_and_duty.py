"""duty rosters, contact points of staff, alarms and who was rung for them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # the default fills the rows that are there; new rows always say their own
    op.add_column('case', sa.Column('silent', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column('case', 'silent', server_default=None)
    op.create_index('case_in_danger', 'case', ['id'], unique=False,
        postgresql_where=sa.text("urgency = 'U0' and state not in ('closed', 'cancelled', 'merged')"))
    op.create_table('duty_shift',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('starts', sa.Time(), nullable=False),
    sa.Column('ends', sa.Time(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(weekday is null) <> (day is null)', name='duty_shift_once_or_weekly'),
    sa.CheckConstraint('weekday between 0 and 6', name='duty_shift_weekday'),
    sa.CheckConstraint('rung between 1 and 9', name='duty_shift_rung'),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['created_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('duty_shift_by_org', 'duty_shift', ['org'], unique=False, postgresql_where=sa.text('removed_at is null'))
    op.create_table('staff_contact',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('code_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('code_tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('line', 'phone')", name='staff_contact_kind_known'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('staff_contact_by_staff', 'staff_contact', ['staff_id'], unique=False, postgresql_where=sa.text('removed_at is null'))
    op.create_index('staff_contact_by_value', 'staff_contact', ['value'], unique=False,
        postgresql_where=sa.text("removed_at is null and value <> ''"))
    op.create_index('staff_contact_one_line', 'staff_contact', ['account', 'value'], unique=True,
        postgresql_where=sa.text("removed_at is null and kind = 'line' and verified_at is not null"))
    op.add_column('conversation', sa.Column('contact_id', sa.Uuid(), nullable=True))
    op.create_foreign_key('conversation_contact_id_fkey', 'conversation', 'staff_contact', ['contact_id'], ['id'])
    op.create_table('alarm',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('orgs', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('nobody', sa.Boolean(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by', sa.Uuid(), nullable=True),
    sa.Column('acknowledged_how', sa.String(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('end_reason', sa.String(), nullable=False),
    sa.Column('end_words', sa.String(), nullable=False),
    sa.CheckConstraint("cause IN ('opened', 'raised', 'again')", name='alarm_cause_known'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['acknowledged_by'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['ended_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('alarm_one_open', 'alarm', ['case_id'], unique=True, postgresql_where=sa.text('ended_at is null'))
    op.create_index('alarm_due', 'alarm', ['next_at'], unique=False, postgresql_where=sa.text('ended_at is null'))
    op.create_index('alarm_of_case', 'alarm', ['case_id', 'opened_at'], unique=False)
    op.create_index('alarm_ended', 'alarm', ['ended_at'], unique=False, postgresql_where=sa.text('ended_at is not null'))
    op.create_table('alarm_ring',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('alarm_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('contact_id', sa.Uuid(), nullable=True),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('called_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('message_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("way IN ('line', 'sms', 'voice', 'shown', 'none')", name='alarm_ring_way_known'),
    sa.CheckConstraint("why IN ('duty', 'head', 'operator', 'flood')", name='alarm_ring_why_known'),
    sa.ForeignKeyConstraint(['alarm_id'], ['alarm.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['contact_id'], ['staff_contact.id'], ),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('alarm_ring_of_alarm', 'alarm_ring', ['alarm_id', 'at'], unique=False)
    op.create_index('alarm_ring_waiting', 'alarm_ring', ['contact_id'], unique=False,
        postgresql_where=sa.text('called_at is null and contact_id is not null'))
    op.create_index('alarm_ring_called', 'alarm_ring', ['contact_id', 'called_at'], unique=False,
        postgresql_where=sa.text('called_at is not null'))
    # what was dangerous long before there were alarms wakes nobody on the day of the update
    op.execute("""
        insert into alarm (id, case_id, cause, orgs, step, nobody, opened_at, acknowledged_how, ended_at, end_reason, end_words)
        select gen_random_uuid(), id, 'opened', array[owner], 0, false, opened_at, '', now(), 'before', '' from "case"
        where urgency = 'U0' and state not in ('closed', 'cancelled', 'merged') and last_in_at < now() - interval '1 hour'
    """)


def downgrade() -> None:
    op.drop_table('alarm_ring')
    op.drop_table('alarm')
    # what was said to staff has no other address
    op.execute("delete from message where conversation_id in (select id from conversation where contact_id is not null)")
    op.execute("delete from conversation where contact_id is not null")
    op.drop_constraint('conversation_contact_id_fkey', 'conversation', type_='foreignkey')
    op.drop_column('conversation', 'contact_id')
    op.drop_table('staff_contact')
    op.drop_table('duty_shift')
    op.drop_index('case_in_danger', table_name='case')
    op.drop_column('case', 'silent')
