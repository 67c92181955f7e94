"""what the reading proposes, what people correct, and which cases belong together"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

_NEW = (
    ('read_by', sa.String(), ""),
    ('said_in', sa.String(), ""),
    ('marks', postgresql.ARRAY(sa.Text()), "{}"),
    ('decided', postgresql.ARRAY(sa.Text()), "{}"),
)


def upgrade() -> None:
    for name, kind, value in _NEW:
        # the default fills the rows that are there; new rows always say their own
        op.add_column('case', sa.Column(name, kind, nullable=False, server_default=value))
        op.alter_column('case', name, server_default=None)
    op.create_index('case_nearby', 'case', ['amphoe_code', sa.literal_column('last_in_at desc')], unique=False, postgresql_where=sa.text("state not in ('closed', 'cancelled', 'merged')"))
    op.create_table('correction',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('field', sa.Text(), nullable=False),
    sa.Column('old', sa.String(), nullable=False),
    sa.Column('new', sa.String(), nullable=False),
    sa.Column('read_by', sa.String(), nullable=False),
    sa.CheckConstraint("field IN ('all', 'kind', 'category', 'urgency', 'vulnerable', 'need', 'words', 'place')", name='correction_field_known'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('correction_of_case', 'correction', ['case_id', 'at'], unique=False)
    op.create_table('case_pair',
    sa.Column('one', sa.Uuid(), nullable=False),
    sa.Column('other', sa.Uuid(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("verdict IN ('same_person', 'apart')", name='case_pair_verdict_known'),
    sa.ForeignKeyConstraint(['one'], ['case.id'], ),
    sa.ForeignKeyConstraint(['other'], ['case.id'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('one', 'other')
    )
    op.create_index('case_pair_other', 'case_pair', ['other'], unique=False)


def downgrade() -> None:
    op.drop_table('case_pair')
    op.drop_table('correction')
    op.drop_index('case_nearby', table_name='case')
    for name, _, _ in reversed(_NEW):
        op.drop_column('case', name)
