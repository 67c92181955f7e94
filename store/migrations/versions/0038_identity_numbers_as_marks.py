"""identity numbers of applicants, as keyed marks"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'case_identity',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('case.id'), primary_key=True),
        sa.Column('mark', sa.String(), nullable=False),
        sa.Column('shown', sa.String(), nullable=False),
        sa.Column('checks', sa.Boolean(), nullable=False),
        sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('set_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
    )
    op.create_index('case_identity_mark', 'case_identity', ['mark'])


def downgrade() -> None:
    op.drop_table('case_identity')
