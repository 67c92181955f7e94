"""how the cases of an owner closed in a year, counted from one index"""

from alembic import op
import sqlalchemy as sa

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        'case_closed', 'case', ['owner', 'closed_at'], postgresql_include=['ended_as'],
        postgresql_where=sa.text("state = 'closed'"),
    )


def downgrade() -> None:
    op.drop_index('case_closed', 'case')
