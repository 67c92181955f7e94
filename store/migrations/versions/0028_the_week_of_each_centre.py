"""the weekly digest of each LAO"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('digest',
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('facts', postgresql.JSONB(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['seen_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('org', 'week')
    )


def downgrade() -> None:
    op.drop_table('digest')
