"""answers held back by their writers, drafts of staff, notes between colleagues"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('message', sa.Column('hold_until', sa.DateTime(timezone=True), nullable=True))
    op.create_index('message_held', 'message', ['hold_until'], postgresql_where=sa.text("hold_until is not null and state = 'pending'"))
    op.create_table(
        'reply_draft',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('case.id'), primary_key=True),
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), primary_key=True),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('note', sa.String(), nullable=False),
        sa.Column('files', postgresql.JSONB(), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(op.f('ix_reply_draft_staff_id'), 'reply_draft', ['staff_id'])
    op.create_index(op.f('ix_reply_draft_updated_at'), 'reply_draft', ['updated_at'])
    op.create_table(
        'case_note',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('case.id'), nullable=False),
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
    )
    op.create_index('case_note_of_case', 'case_note', ['case_id', 'at'])
    op.create_table(
        'note_mention',
        sa.Column('note_id', sa.Uuid(), sa.ForeignKey('case_note.id'), primary_key=True),
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), primary_key=True),
    )
    op.create_index(op.f('ix_note_mention_staff_id'), 'note_mention', ['staff_id'])


def downgrade() -> None:
    op.drop_table('note_mention')
    op.drop_table('case_note')
    op.drop_table('reply_draft')
    op.drop_index('message_held', table_name='message')
    op.drop_column('message', 'hold_until')
