"""what LAOs give towards the running of their hub"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'contribution',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('hub', sa.String(), sa.ForeignKey('org.code'), nullable=False),
        sa.Column('org', sa.String(), sa.ForeignKey('org.code'), nullable=False),
        sa.Column('fiscal_year', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('amount', sa.Numeric(14, 2), nullable=False),
        sa.Column('what', sa.String(), nullable=False),
        sa.Column('document', sa.String(), nullable=False),
        sa.Column('given_on', sa.Date(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('entered_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('voided_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=True),
        sa.Column('void_reason', sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('goods', 'money', 'service')", name='contribution_kind_known'),
        sa.CheckConstraint('amount > 0', name='contribution_amount'),
    )
    op.create_index('contribution_of_hub', 'contribution', ['hub', 'fiscal_year'])
    op.create_index('contribution_of_lao', 'contribution', ['org', 'fiscal_year'])


def downgrade() -> None:
    op.drop_table('contribution')
