"""a case that goes on in another, cases that somebody linked"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

_KNOWN = "verdict IN ('same_person', 'apart', 'linked')"
_BEFORE = "verdict IN ('same_person', 'apart')"


def upgrade() -> None:
    op.add_column('case', sa.Column('merged_into', sa.Uuid(), nullable=True))
    op.create_foreign_key('case_merged_into_fkey', 'case', 'case', ['merged_into'], ['id'])
    op.create_index(
        'case_of_several', 'case', ['merged_into'], unique=False, postgresql_where=sa.text('merged_into is not null')
    )
    op.drop_constraint('case_pair_verdict_known', 'case_pair', type_='check')
    op.create_check_constraint('case_pair_verdict_known', 'case_pair', _KNOWN)


def downgrade() -> None:
    op.execute("delete from case_pair where verdict = 'linked'")
    op.drop_constraint('case_pair_verdict_known', 'case_pair', type_='check')
    op.create_check_constraint('case_pair_verdict_known', 'case_pair', _BEFORE)
    op.drop_index('case_of_several', table_name='case')
    op.drop_constraint('case_merged_into_fkey', 'case', type_='foreignkey')
    op.drop_column('case', 'merged_into')
