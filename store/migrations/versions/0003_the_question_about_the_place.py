"""the choices of the question about the place, and the house registration"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

_NEW = (
    ('ask_orgs', postgresql.ARRAY(sa.Text()), "{}"),
    ('ask_tambons', postgresql.ARRAY(sa.Text()), "{}"),
    ('registered_text', sa.String(), ""),
)


def upgrade() -> None:
    for name, kind, value in _NEW:
        # the default fills the rows that are there; new rows always say their own
        op.add_column('case', sa.Column(name, kind, nullable=False, server_default=value))
        op.alter_column('case', name, server_default=None)
    op.add_column('case', sa.Column('registered_tambon', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('case', 'registered_tambon')
    for name, _, _ in reversed(_NEW):
        op.drop_column('case', name)
