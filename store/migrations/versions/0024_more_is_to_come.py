"""whether more is to come after what was handed out"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('help_given', sa.Column('whole', sa.Boolean(), nullable=False, server_default=sa.true()))
    # the default fills the rows that are there; new rows always say their own
    op.alter_column('help_given', 'whole', server_default=None)


def downgrade() -> None:
    op.drop_column('help_given', 'whole')
