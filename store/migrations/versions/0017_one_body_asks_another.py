"""agencies and their addresses; what one body asks of another about a case; who holds a case, whose desk took it down"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('case', sa.Column('holder', sa.String(), nullable=True))
    op.create_foreign_key('case_holder_fkey', 'case', 'org', ['holder'], ['code'])
    op.add_column('case', sa.Column('received_by', sa.String(), nullable=False, server_default=''))
    op.create_table('agency',
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('province_code', sa.String(), nullable=False),
    sa.Column('amphoe_code', sa.String(), nullable=True),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('changed_by', sa.Uuid(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['changed_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('org')
    )
    op.create_index('agency_by_place', 'agency', ['province_code', 'amphoe_code'], unique=False)
    op.create_table('referral',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('asked', sa.Text(), nullable=False),
    sa.Column('by_org', sa.String(), nullable=False),
    sa.Column('to_org', sa.String(), nullable=False),
    sa.Column('needs', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('shared', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('reached_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reached_how', sa.String(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('link_serial', sa.Integer(), nullable=False),
    sa.Column('reminded', sa.Integer(), nullable=False),
    sa.Column('remind_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("asked IN ('hub', 'lao', 'agency', 'province')", name='referral_asked_known'),
    sa.CheckConstraint("state IN ('sent', 'reached', 'accepted', 'done', 'returned', 'withdrawn')", name='referral_state_known'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['by_org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['to_org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['made_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('referral_of_case', 'referral', ['case_id', 'made_at'], unique=False)
    op.create_index('referral_to', 'referral', ['to_org', 'due_at'], unique=False, postgresql_where=sa.text('ended_at is null'))
    op.create_index('referral_by', 'referral', ['by_org', 'due_at'], unique=False, postgresql_where=sa.text('ended_at is null'))
    op.create_index('referral_one_open', 'referral', ['case_id', 'to_org'], unique=True, postgresql_where=sa.text('ended_at is null'))
    op.create_table('referral_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('referral_id', sa.Uuid(), nullable=False),
    sa.Column('ours', sa.Boolean(), nullable=False),
    sa.Column('stored', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['referral_id'], ['referral.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_referral_file_referral_id', 'referral_file', ['referral_id'], unique=False)


def downgrade() -> None:
    op.drop_table('referral_file')
    op.drop_table('referral')
    op.drop_table('agency')
    op.drop_column('case', 'received_by')
    op.drop_constraint('case_holder_fkey', 'case', type_='foreignkey')
    op.drop_column('case', 'holder')
