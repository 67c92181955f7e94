"""accounts with settings of their own, quotas, errands, silence, what a photo knew, messages sent together"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

# defaults stay: a program of the day before still writes its rows while this one starts
_COLUMNS = (
    ('account', sa.Column('sealed', postgresql.JSONB(), nullable=False, server_default='{}')),
    ('account', sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True)),
    ('attachment', sa.Column('thumb', sa.String(), nullable=False, server_default='')),
    ('attachment', sa.Column('latitude', sa.Float(), nullable=True)),
    ('attachment', sa.Column('longitude', sa.Float(), nullable=True)),
    ('conversation', sa.Column('unreachable_why', sa.String(), nullable=False, server_default='')),
    ('conversation', sa.Column('reachable_at', sa.DateTime(timezone=True), nullable=True)),
    ('message', sa.Column('sent_with', sa.Uuid(), nullable=True)),
    ('message', sa.Column('segments', sa.Integer(), nullable=False, server_default='0')),
)


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.add_column(table, column)
    op.create_index('message_together', 'message', ['sent_with'], postgresql_where=sa.text('sent_with is not null'))
    op.create_index('message_cost', 'message', ['sent_at'],
                    postgresql_where=sa.text("direction = 'out' and sent_how <> ''"))
    op.create_table('silence',
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('phone')
    )
    op.create_table('quota',
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('allowed', sa.Integer(), nullable=True),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('account')
    )
    op.create_table('errand',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('conversation_id', 'what')
    )
    op.create_index(op.f('ix_errand_not_before'), 'errand', ['not_before'], unique=False)


def downgrade() -> None:
    for table in ('errand', 'quota', 'silence'):
        op.drop_table(table)
    op.drop_index('message_cost', table_name='message')
    op.drop_index('message_together', table_name='message')
    for table, column in reversed(_COLUMNS):
        op.drop_column(table, column.name)
