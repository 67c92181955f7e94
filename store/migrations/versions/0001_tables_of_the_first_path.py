"""tables of the first path"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence('case_reference_serial')))
    op.create_table('attempt',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('window_start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', 'window_start')
    )
    op.create_table('incident',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('meta',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('org',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('sms_name', sa.String(length=18), nullable=False),
    sa.Column('amphoe_code', sa.String(), nullable=True),
    sa.Column('province_code', sa.String(), nullable=True),
    sa.Column('dla_code', sa.String(), nullable=False),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('aliases', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('at_work', sa.Boolean(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint("kind IN ('lao', 'hub', 'province', 'agency')", name='org_kind_known'),
    sa.PrimaryKeyConstraint('code')
    )
    op.create_index(op.f('ix_org_amphoe_code'), 'org', ['amphoe_code'], unique=False)
    op.create_table('person',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('raw_body',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('staff',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email')
    )
    op.create_table('account',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('home_org', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['home_org'], ['org.code'], ),
    sa.PrimaryKeyConstraint('code')
    )
    op.create_table('contact_point',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('proven', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('person_id', 'kind', 'value')
    )
    op.create_index(op.f('ix_contact_point_person_id'), 'contact_point', ['person_id'], unique=False)
    op.create_index(op.f('ix_contact_point_value'), 'contact_point', ['value'], unique=False)
    op.create_table('conversation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('sender', sa.String(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('reachable', sa.Boolean(), nullable=False),
    sa.Column('spam_count', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account', 'sender')
    )
    op.create_index(op.f('ix_conversation_person_id'), 'conversation', ['person_id'], unique=False)
    op.create_table('coverage',
    sa.Column('tambon_code', sa.String(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('extent', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.PrimaryKeyConstraint('tambon_code', 'org')
    )
    op.create_index('coverage_by_org', 'coverage', ['org'], unique=False)
    op.create_table('membership',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.CheckConstraint("role IN ('clerk', 'field', 'secretary', 'head', 'admin', 'auditor', 'operator')", name='membership_role_known'),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('staff_id', 'org', 'role')
    )
    op.create_table('raw_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('body_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'done', 'kept', 'unreadable')", name='raw_event_state_known'),
    sa.ForeignKeyConstraint(['body_id'], ['raw_body.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account', 'event_id')
    )
    op.create_index('raw_event_abandoned', 'raw_event', ['received_at'], unique=False, postgresql_where=sa.text("kind = 'abandoned'"))
    op.create_index('raw_event_unreadable', 'raw_event', ['id'], unique=False, postgresql_where=sa.text("state = 'unreadable'"))
    op.create_index('raw_event_waiting', 'raw_event', ['id'], unique=False, postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('staff_session',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index(op.f('ix_staff_session_staff_id'), 'staff_session', ['staff_id'], unique=False)
    op.create_table('case',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.String(length=12), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('incident_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('category', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('urgency', sa.Text(), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('emergency_numbers', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('vulnerable', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('reasons', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('hub', sa.String(), nullable=True),
    sa.Column('asks_place', sa.Boolean(), nullable=False),
    sa.Column('tambon_code', sa.String(), nullable=True),
    sa.Column('amphoe_code', sa.String(), nullable=True),
    sa.Column('province_code', sa.String(), nullable=True),
    sa.Column('moo', sa.String(), nullable=True),
    sa.Column('place_text', sa.String(), nullable=False),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('assignee', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('unread', sa.Boolean(), nullable=False),
    sa.Column('message_count', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_in_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('new', 'active', 'waiting_citizen', 'referred', 'awaiting_governor', 'helped', 'closed', 'cancelled', 'merged')", name='case_state_known'),
    sa.CheckConstraint("urgency IN ('U0', 'U1', 'U2', 'U3')", name='case_urgency_known'),
    sa.ForeignKeyConstraint(['assignee'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], ),
    sa.ForeignKeyConstraint(['owner'], ['org.code'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('reference')
    )
    op.create_index('case_inbox', 'case', ['owner', 'urgency', sa.literal_column('last_in_at desc')], unique=False, postgresql_where=sa.text("state not in ('closed', 'cancelled', 'merged')"))
    op.create_index('case_open_of_conversation', 'case', ['conversation_id', sa.literal_column('opened_at desc')], unique=False)
    op.create_index(op.f('ix_case_assignee'), 'case', ['assignee'], unique=False)
    op.create_index(op.f('ix_case_incident_id'), 'case', ['incident_id'], unique=False)
    op.create_index(op.f('ix_case_person_id'), 'case', ['person_id'], unique=False)
    op.create_table('assignment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('by_staff_id', sa.Uuid(), nullable=True),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('to_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_staff_id'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_assignment_case_id'), 'assignment', ['case_id'], unique=False)
    op.create_index(op.f('ix_assignment_staff_id'), 'assignment', ['staff_id'], unique=False)
    op.create_table('audit',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('org', sa.String(), nullable=True),
    sa.Column('detail', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('audit_by_case', 'audit', ['case_id', 'at'], unique=False)
    op.create_index('audit_by_staff', 'audit', ['staff_id', 'at'], unique=False)
    op.create_table('case_access',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('relation', sa.Text(), nullable=False),
    sa.CheckConstraint("relation IN ('owner', 'candidate', 'hub', 'referred', 'former', 'accused')", name='case_access_relation_known'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.PrimaryKeyConstraint('case_id', 'org')
    )
    op.create_index('case_access_by_org', 'case_access', ['org', 'case_id'], unique=False)
    op.create_table('case_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('case_event_story', 'case_event', ['case_id', 'at'], unique=False)
    op.create_table('message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=True),
    sa.Column('provider_message_id', sa.String(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('sender_name', sa.String(), nullable=False),
    sa.Column('group_id', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('standby', sa.Boolean(), nullable=False),
    sa.Column('unreadable', sa.Boolean(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reply_token', sa.String(), nullable=False),
    sa.Column('reply_used', sa.Boolean(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('parts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_by', sa.Integer(), nullable=True),
    sa.Column('sent_how', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.CheckConstraint("(direction = 'in' and state IN ('received', 'triaged', 'parked')) or (direction = 'out' and state IN ('pending', 'sending', 'sent', 'delivered', 'read', 'failed', 'unsure', 'withheld'))", name='message_state_known'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('message_ack_once', 'message', ['case_id'], unique=True, postgresql_where=sa.text("purpose = 'ack'"))
    op.create_index('message_of_case', 'message', ['case_id', 'sent_at'], unique=False, postgresql_where=sa.text('case_id is not null'))
    op.create_index('message_pending', 'message', [sa.literal_column('urgent desc'), 'id'], unique=False, postgresql_where=sa.text("state in ('pending', 'sending')"))
    op.create_index('message_provider', 'message', ['account', 'provider_message_id'], unique=True, postgresql_where=sa.text("direction = 'in' and provider_message_id <> ''"))
    op.create_index('message_received', 'message', [sa.literal_column('urgent desc'), 'id'], unique=False, postgresql_where=sa.text("state = 'received'"))
    op.create_index('message_sent_as', 'message', ['provider_message_id'], unique=False, postgresql_where=sa.text("direction = 'out' and provider_message_id <> ''"))
    op.create_index('message_stuck', 'message', ['state', 'id'], unique=False, postgresql_where=sa.text("state in ('unsure','withheld','failed','parked')"))
    op.create_index('message_thread', 'message', ['conversation_id', 'sent_at'], unique=False)
    op.create_table('need',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('track', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('proposed', 'confirmed', 'surveying', 'ready', 'decided', 'awaiting_governor', 'consented', 'declined', 'beyond_capacity', 'referred', 'helping', 'helped', 'withdrawn')", name='need_state_known'),
    sa.CheckConstraint("track IN ('immediate', 'committee', 'service', 'advice')", name='need_track_known'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'code')
    )
    op.create_index(op.f('ix_need_case_id'), 'need', ['case_id'], unique=False)
    op.create_table('attachment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('provider_id', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('stored', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('pending', 'stored', 'gone', 'external')", name='attachment_state_known'),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('message_id', 'position')
    )
    op.create_index('attachment_pending', 'attachment', ['id'], unique=False, postgresql_where=sa.text("state = 'pending'"))
    op.create_index(op.f('ix_attachment_message_id'), 'attachment', ['message_id'], unique=False)


def downgrade() -> None:
    op.execute(sa.schema.DropSequence(sa.Sequence('case_reference_serial')))
    op.drop_index(op.f('ix_attachment_message_id'), table_name='attachment')
    op.drop_index('attachment_pending', table_name='attachment', postgresql_where=sa.text("state = 'pending'"))
    op.drop_table('attachment')
    op.drop_index(op.f('ix_need_case_id'), table_name='need')
    op.drop_table('need')
    op.drop_index('message_thread', table_name='message')
    op.drop_index('message_stuck', table_name='message', postgresql_where=sa.text("state in ('unsure','withheld','failed','parked')"))
    op.drop_index('message_sent_as', table_name='message', postgresql_where=sa.text("direction = 'out' and provider_message_id <> ''"))
    op.drop_index('message_received', table_name='message', postgresql_where=sa.text("state = 'received'"))
    op.drop_index('message_provider', table_name='message', postgresql_where=sa.text("direction = 'in' and provider_message_id <> ''"))
    op.drop_index('message_pending', table_name='message', postgresql_where=sa.text("state in ('pending', 'sending')"))
    op.drop_index('message_of_case', table_name='message', postgresql_where=sa.text('case_id is not null'))
    op.drop_index('message_ack_once', table_name='message', postgresql_where=sa.text("purpose = 'ack'"))
    op.drop_table('message')
    op.drop_index('case_event_story', table_name='case_event')
    op.drop_table('case_event')
    op.drop_index('case_access_by_org', table_name='case_access')
    op.drop_table('case_access')
    op.drop_index('audit_by_staff', table_name='audit')
    op.drop_index('audit_by_case', table_name='audit')
    op.drop_table('audit')
    op.drop_index(op.f('ix_assignment_staff_id'), table_name='assignment')
    op.drop_index(op.f('ix_assignment_case_id'), table_name='assignment')
    op.drop_table('assignment')
    op.drop_index(op.f('ix_case_person_id'), table_name='case')
    op.drop_index(op.f('ix_case_incident_id'), table_name='case')
    op.drop_index(op.f('ix_case_assignee'), table_name='case')
    op.drop_index('case_open_of_conversation', table_name='case')
    op.drop_index('case_inbox', table_name='case', postgresql_where=sa.text("state not in ('closed', 'cancelled', 'merged')"))
    op.drop_table('case')
    op.drop_index(op.f('ix_staff_session_staff_id'), table_name='staff_session')
    op.drop_table('staff_session')
    op.drop_index('raw_event_waiting', table_name='raw_event', postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index('raw_event_unreadable', table_name='raw_event', postgresql_where=sa.text("state = 'unreadable'"))
    op.drop_index('raw_event_abandoned', table_name='raw_event', postgresql_where=sa.text("kind = 'abandoned'"))
    op.drop_table('raw_event')
    op.drop_table('membership')
    op.drop_index('coverage_by_org', table_name='coverage')
    op.drop_table('coverage')
    op.drop_index(op.f('ix_conversation_person_id'), table_name='conversation')
    op.drop_table('conversation')
    op.drop_index(op.f('ix_contact_point_value'), table_name='contact_point')
    op.drop_index(op.f('ix_contact_point_person_id'), table_name='contact_point')
    op.drop_table('contact_point')
    op.drop_table('account')
    op.drop_table('staff')
    op.drop_table('raw_body')
    op.drop_table('person')
    op.drop_index(op.f('ix_org_amphoe_code'), table_name='org')
    op.drop_table('org')
    op.drop_table('meta')
    op.drop_table('incident')
    op.drop_table('attempt')
