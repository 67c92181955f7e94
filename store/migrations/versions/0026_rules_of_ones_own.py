"""what an installation changes in the rules of the reading"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'rule_change',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('file', sa.String(), nullable=False),
        sa.Column('path', sa.String(), nullable=False),
        sa.Column('add', sa.Boolean(), nullable=False),
        sa.Column('word', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('tried', postgresql.JSONB(), nullable=False),
        sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('used_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=True),
        sa.Column('back_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('back_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=True),
    )
    op.create_index(
        'rule_change_used', 'rule_change', ['used_at'],
        postgresql_where=sa.text('used_at is not null and back_at is null'),
    )


def downgrade() -> None:
    op.drop_table('rule_change')
