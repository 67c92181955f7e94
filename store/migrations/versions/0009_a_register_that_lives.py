"""dated changes of the register, who succeeds whom, and what was covered before"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('org', sa.Column('successor', sa.String(), nullable=True))
    op.create_foreign_key('org_successor_fkey', 'org', 'org', ['successor'], ['code'])
    op.create_table('coverage_before',
    sa.Column('tambon_code', sa.String(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=False),
    sa.Column('extent', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.PrimaryKeyConstraint('tambon_code', 'org', 'valid_from')
    )
    op.create_table('org_change',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org', sa.String(), nullable=True),
    sa.Column('other', sa.String(), nullable=True),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('effective', sa.Date(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by', sa.Uuid(), nullable=True),
    sa.Column('trouble', sa.String(), nullable=False),
    sa.CheckConstraint("act IN ('rename', 'upgrade', 'alias', 'unalias', 'merge', 'split', 'moo', 'villages', 'import')", name='org_change_act_known'),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('org_change_by_org', 'org_change', ['org', 'decided_at'], unique=False)
    op.create_index('org_change_due', 'org_change', ['effective'], unique=False, postgresql_where=sa.text('applied_at is null and withdrawn_at is null'))


def downgrade() -> None:
    op.drop_index('org_change_due', table_name='org_change', postgresql_where=sa.text('applied_at is null and withdrawn_at is null'))
    op.drop_index('org_change_by_org', table_name='org_change')
    op.drop_table('org_change')
    op.drop_table('coverage_before')
    op.drop_constraint('org_successor_fkey', 'org', type_='foreignkey')
    op.drop_column('org', 'successor')
