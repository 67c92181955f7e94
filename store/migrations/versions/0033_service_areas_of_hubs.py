"""service areas of several hubs in one amphoe"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'hub_area',
        sa.Column('org', sa.String(), sa.ForeignKey('org.code'), primary_key=True),
        sa.Column('valid_from', sa.Date(), primary_key=True),
        sa.Column('hub', sa.String(), sa.ForeignKey('org.code'), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('set_by', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=True),
    )
    op.create_index('hub_area_of_hub', 'hub_area', ['hub'])


def downgrade() -> None:
    op.drop_table('hub_area')
