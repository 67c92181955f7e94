"""where each conversation stands, office hours, duties with a date, proof of a phone"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('case', sa.Column('wants_person_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('case', sa.Column('rating', sa.SmallInteger(), nullable=True))
    op.create_check_constraint('case_rating', 'case', 'rating between 1 and 5')
    op.add_column('person', sa.Column('answers_to', sa.Uuid(), nullable=True))
    op.create_table('dialogue',
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('missing', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('asked', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('waits', sa.String(), nullable=False),
    sa.Column('about', sa.Uuid(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('person_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('notice', sa.Integer(), nullable=False),
    sa.Column('noticed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['about'], ['case.id'], ),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.PrimaryKeyConstraint('conversation_id')
    )
    op.create_index('dialogue_due', 'dialogue', ['due_at'], unique=False, postgresql_where=sa.text('due_at is not null'))
    op.create_table('office_hours',
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('weekday', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('closes', sa.Time(), nullable=False),
    sa.CheckConstraint('weekday between 0 and 6', name='office_hours_weekday'),
    sa.CheckConstraint('opens < closes', name='office_hours_order'),
    sa.PrimaryKeyConstraint('org', 'weekday')
    )
    op.create_table('special_day',
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['set_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('org', 'day')
    )
    op.create_table('case_task',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("kind IN ('tell_third_person')", name='case_task_kind_known'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['done_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('case_id', 'kind')
    )
    op.create_index('case_task_open', 'case_task', ['due_at'], unique=False, postgresql_where=sa.text('done_at is null'))
    op.create_table('data_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("kind IN ('erase', 'access', 'other')", name='data_request_kind_known'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['done_by'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('data_request_open', 'data_request', ['due_at'], unique=False, postgresql_where=sa.text('done_at is null'))
    op.create_table('contact_code',
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('wish', sa.String(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.PrimaryKeyConstraint('conversation_id')
    )
    for table, columns in (
        ('dialogue', ['case_id']), ('data_request', ['case_id']), ('data_request', ['person_id']),
    ):
        op.create_index(f'ix_{table}_{columns[0]}', table, columns, unique=False)


def downgrade() -> None:
    for table in ('contact_code', 'data_request', 'case_task', 'special_day', 'office_hours', 'dialogue'):
        op.drop_table(table)
    op.drop_column('person', 'answers_to')
    op.drop_constraint('case_rating', 'case', type_='check')
    op.drop_column('case', 'rating')
    op.drop_column('case', 'wants_person_at')
