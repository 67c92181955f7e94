"""the centres' own answers"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'reply_template',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('org', sa.String(), sa.ForeignKey('org.code'), nullable=False),
        sa.Column('title', sa.String(), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('category', sa.String(), nullable=False),
        sa.Column('by_staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(op.f('ix_reply_template_org'), 'reply_template', ['org'])


def downgrade() -> None:
    op.drop_index(op.f('ix_reply_template_org'), 'reply_template')
    op.drop_table('reply_template')
