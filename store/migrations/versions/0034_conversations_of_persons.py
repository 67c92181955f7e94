"""conversations by their person: only those that have one"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        'conversation_of_person', 'conversation', ['person_id'], postgresql_where=sa.text('person_id is not null')
    )
    op.drop_index('ix_conversation_person_id', 'conversation')


def downgrade() -> None:
    op.create_index('ix_conversation_person_id', 'conversation', ['person_id'])
    op.drop_index('conversation_of_person', 'conversation')
