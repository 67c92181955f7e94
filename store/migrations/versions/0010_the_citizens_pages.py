"""drafts, codes, views and sign-ins of the citizen's pages"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('web_draft',
    sa.Column('key_hash', sa.String(), nullable=False),
    sa.Column('told', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key_hash')
    )
    op.create_index('ix_web_draft_updated_at', 'web_draft', ['updated_at'], unique=False)
    op.create_table('citizen_code',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.PrimaryKeyConstraint('case_id')
    )
    op.create_table('citizen_view',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], ),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index('ix_citizen_view_conversation_id', 'citizen_view', ['conversation_id'], unique=False)
    op.create_table('used_once',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('token_hash')
    )


def downgrade() -> None:
    for table in ('used_once', 'citizen_view', 'citizen_code', 'web_draft'):
        op.drop_table(table)
