"""what is set over the rules of casework, and the criteria by which needs were checked"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'rule_version',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('org', sa.String(), sa.ForeignKey('org.code'), nullable=True),
        sa.Column('file', sa.String(), nullable=False),
        sa.Column('path', postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column('value', postgresql.JSONB(), nullable=True),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('verified_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=True),
        sa.Column('back_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('back_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=True),
    )
    op.create_index('rule_version_of_file', 'rule_version', ['file', 'org'])
    op.create_table(
        'criteria_book',
        sa.Column('version', sa.String(), primary_key=True),
        sa.Column('fields', postgresql.JSONB(), nullable=False),
        sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table('criteria_book')
    op.drop_table('rule_version')
