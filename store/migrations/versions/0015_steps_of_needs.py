"""each need with its own step: since when, until when, how decided, whose word set the track"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

_TEXTS = ('decision', 'decision_reason', 'note')


def upgrade() -> None:
    op.add_column('need', sa.Column('track_set_by', sa.Uuid(), nullable=True))
    op.create_foreign_key('need_track_set_by_fkey', 'need', 'staff', ['track_set_by'], ['id'])
    op.add_column('need', sa.Column('since', sa.DateTime(timezone=True), nullable=True))
    op.execute('update need set since = created_at')
    op.alter_column('need', 'since', nullable=False)
    op.add_column('need', sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('need', sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('need', sa.Column('stops', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('need', sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    for name in _TEXTS:
        op.add_column('need', sa.Column(name, sa.String(), nullable=False, server_default=''))
    for name in (*_TEXTS, 'stops', 'version'):
        # the default fills the rows that are there; new rows always say their own
        op.alter_column('need', name, server_default=None)
    op.create_check_constraint(
        'need_decision_known', 'need',
        "decision = '' or decision IN ('approved', 'refused', 'amended', 'more_facts', 'outside_criteria')",
    )
    op.create_index('need_due', 'need', ['due_at'], unique=False, postgresql_where=sa.text("due_at is not null and paused_at is null"))


def downgrade() -> None:
    op.drop_index('need_due', table_name='need')
    op.drop_constraint('need_decision_known', 'need', type_='check')
    for name in (*_TEXTS, 'version', 'stops', 'paused_at', 'due_at', 'since', 'track_set_by'):
        op.drop_column('need', name)
