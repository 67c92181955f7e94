"""the needs that wait for a survey, found without reading all of them"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('need_to_survey', 'need', ['case_id'], unique=False, postgresql_where=sa.text("state = 'surveying'"))


def downgrade() -> None:
    op.drop_index('need_to_survey', table_name='need')
