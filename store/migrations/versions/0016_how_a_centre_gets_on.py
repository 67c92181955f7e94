"""indexes for the figures of a centre's head"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('case_of_owner', 'case', ['owner', sa.literal_column('opened_at desc')])
    op.create_index(
        'message_answered', 'message', ['case_id', 'sent_at'],
        postgresql_where=sa.text("direction = 'out' and staff_id is not null"),
    )


def downgrade() -> None:
    op.drop_index('message_answered', table_name='message')
    op.drop_index('case_of_owner', table_name='case')
