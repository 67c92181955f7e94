"""visits, checklists, the rapid unit's jobs, what was handed out, and how a case ended"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _new(table: str, column: sa.Column) -> None:
    op.add_column(table, column)
    # the default fills the rows that are there; new rows always say their own
    op.alter_column(table, column.name, server_default=None)


def upgrade() -> None:
    op.add_column('case', sa.Column('ended_as', sa.String(), nullable=True))
    op.execute(
        "update \"case\" c set ended_as = coalesce((select e.facts->>'reason' from case_event e"
        " where e.case_id = c.id and e.verb = 'closed' order by e.at desc limit 1), '') where c.state = 'closed'"
    )
    _new('duty_shift', sa.Column('kind', sa.Text(), nullable=False, server_default='alarm'))
    op.create_check_constraint('duty_shift_kind_known', 'duty_shift', "kind IN ('alarm', 'unit')")
    op.create_table('visit',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('by_org', sa.String(), nullable=False),
    _at('begun_at'), _at('ended_at'), _at('received_at'),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('accuracy', sa.Float(), nullable=True),
    sa.Column('found', sa.String(), nullable=False),
    sa.Column('damage', postgresql.JSONB(), nullable=False),
    sa.Column('household', postgresql.JSONB(), nullable=False),
    sa.Column('help_elsewhere', sa.String(), nullable=False),
    sa.Column('agrees', sa.String(), nullable=False),
    sa.Column('case_version', sa.Integer(), nullable=False),
    sa.Column('conflicts', postgresql.JSONB(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('visit_of_case', 'visit', ['case_id', 'ended_at'], unique=False)
    op.create_table('visit_photo',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('stored', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('visit_id', 'position')
    )
    op.create_table('need_check',
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('criterion', sa.String(), nullable=False),
    sa.Column('found', sa.Text(), nullable=False),
    sa.Column('criteria', sa.String(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    _at('at'),
    sa.CheckConstraint("found IN ('yes', 'no', 'unknown')", name='need_check_found_known'),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('need_id', 'criterion')
    )
    op.create_table('need_paper',
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('paper', sa.String(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    _at('asked_at', nullable=True),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    _at('at'),
    sa.CheckConstraint("state IN ('asked', 'given', 'waived')", name='need_paper_state_known'),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('need_id', 'paper')
    )
    op.create_table('job',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('alarm_id', sa.Uuid(), nullable=True),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('sent_by', sa.Uuid(), nullable=False),
    _at('sent_at'),
    *(_at(name, nullable=True) for name in ('accepted_at', 'under_way_at', 'on_site_at', 'done_at')),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('orders', sa.String(), nullable=False),
    sa.Column('found', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('sent', 'accepted', 'under_way', 'on_site', 'done', 'recalled')", name='job_state_known'),
    sa.ForeignKeyConstraint(['alarm_id'], ['alarm.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['sent_by'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_job_staff_id', 'job', ['staff_id'], unique=False)
    op.create_index('job_of_case', 'job', ['case_id'], unique=False)
    op.create_index('job_open', 'job', ['org'], unique=False, postgresql_where=sa.text("state not in ('done', 'recalled')"))
    op.create_table('help_given',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('by_org', sa.String(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('quantity', sa.Numeric(12, 2), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('amount', sa.Numeric(12, 2), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    _at('given_at'),
    sa.Column('given_by', sa.Uuid(), nullable=False),
    sa.Column('receipt', sa.Text(), nullable=False),
    sa.Column('receipt_file', sa.String(), nullable=False),
    sa.Column('receiver', sa.String(), nullable=False),
    _at('recorded_at'), _at('asked_at', nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    _at('answered_at', nullable=True), _at('voided_at', nullable=True),
    sa.CheckConstraint("kind IN ('goods', 'money', 'service')", name='help_given_kind_known'),
    sa.CheckConstraint("source IN ('own', 'advance', 'gift', 'other')", name='help_given_source_known'),
    sa.CheckConstraint("receipt IN ('signature', 'photo', 'none')", name='help_given_receipt_known'),
    sa.CheckConstraint("answer = '' or answer IN ('yes', 'not_yet')", name='help_given_answer_known'),
    sa.CheckConstraint('quantity > 0', name='help_given_quantity'),
    sa.CheckConstraint('amount >= 0', name='help_given_amount'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['given_by'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_help_given_need_id', 'help_given', ['need_id'], unique=False)
    op.create_index('help_given_of_case', 'help_given', ['case_id', 'given_at'], unique=False)
    op.create_index('help_given_by_org', 'help_given', ['by_org', 'given_at'], unique=False)
    op.drop_constraint('case_task_kind_known', 'case_task', type_='check')
    op.create_check_constraint('case_task_kind_known', 'case_task', "kind IN ('tell_third_person', 'after_report')")


def downgrade() -> None:
    op.execute("delete from case_task where kind = 'after_report'")
    op.drop_constraint('case_task_kind_known', 'case_task', type_='check')
    op.create_check_constraint('case_task_kind_known', 'case_task', "kind IN ('tell_third_person')")
    for table in ('help_given', 'job', 'need_paper', 'need_check', 'visit_photo', 'visit'):
        op.drop_table(table)
    op.drop_constraint('duty_shift_kind_known', 'duty_shift', type_='check')
    op.drop_column('duty_shift', 'kind')
    op.drop_column('case', 'ended_as')
