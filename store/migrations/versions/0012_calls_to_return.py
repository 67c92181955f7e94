"""numbers to ring back, and what a call did, found by the call"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

_CALL = sa.text("(facts ->> 'call'::text)")


def upgrade() -> None:
    op.create_table('call_back',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('call', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tried_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("reason IN ('abandoned', 'answer')", name='call_back_reason_known'),
    sa.CheckConstraint("state IN ('open', 'reached', 'dropped')", name='call_back_state_known'),
    sa.ForeignKeyConstraint(['asked_by'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['tried_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_call_back_case_id', 'call_back', ['case_id'], unique=False)
    op.create_index('call_back_open', 'call_back', ['org', 'number'], unique=False, postgresql_where=sa.text("state = 'open'"))
    op.create_index('call_back_at', 'call_back', ['org', 'at'], unique=False)
    op.create_index('call_back_of_call', 'call_back', ['account', 'call'], unique=True, postgresql_where=sa.text("call <> ''"))
    op.create_index('raw_event_of_call', 'raw_event', [_CALL], unique=False, postgresql_where=sa.text("kind = 'step'"))
    op.create_index('message_of_call', 'message', [_CALL], unique=False,
                    postgresql_where=sa.text("direction = 'in' and (facts ->> 'call'::text) is not null"))
    # calls to return are rows of their own now; those of before stand in the raw events
    op.execute(
        "insert into call_back (id, org, account, call, number, reason, state, note, at, tries)"
        " select e.id, a.home_org, a.code, split_part(e.event_id, ':', 2),"
        " case when e.facts->>'sender' like 'call:%' then '' else e.facts->>'sender' end,"
        " 'abandoned', 'open', '', e.received_at, 0 from raw_event e join account a on a.code = e.account"
        " where e.kind = 'abandoned' and e.received_at > now() - interval '7 days' on conflict do nothing"
    )
    op.drop_index('raw_event_abandoned', table_name='raw_event')


def downgrade() -> None:
    op.create_index('raw_event_abandoned', 'raw_event', ['received_at'], unique=False, postgresql_where=sa.text("kind = 'abandoned'"))
    op.drop_index('message_of_call', table_name='message')
    op.drop_index('raw_event_of_call', table_name='raw_event')
    op.drop_table('call_back')
