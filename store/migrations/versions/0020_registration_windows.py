"""registration windows after a disaster, and who registered in them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('campaign',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('need', sa.String(), nullable=False),
    sa.Column('fields', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('places', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('opens_at < closes_at', name='campaign_order'),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.ForeignKeyConstraint(['made_by'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code')
    )
    op.create_index('ix_campaign_org', 'campaign', ['org'], unique=False)
    op.create_table('registration',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('answers', postgresql.JSONB(), nullable=False),
    sa.Column('tambon_code', sa.String(), nullable=False),
    sa.Column('same_phone', sa.String(), nullable=False),
    sa.Column('same_house', sa.String(), nullable=False),
    sa.Column('same_name', sa.String(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('same_as', sa.Uuid(), nullable=True),
    sa.Column('by_staff', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('registered', 'set_aside')", name='registration_state_known'),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], ),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ),
    sa.ForeignKeyConstraint(['same_as'], ['case.id'], ),
    sa.ForeignKeyConstraint(['by_staff'], ['staff.id'], ),
    sa.PrimaryKeyConstraint('case_id')
    )
    op.create_index('registration_order', 'registration', ['campaign_id', 'case_id'], unique=False)
    for name in ('same_phone', 'same_house', 'same_name'):
        op.create_index(f'registration_{name}', 'registration', ['campaign_id', name], unique=False,
            postgresql_where=sa.text(f"{name} <> '' and state = 'registered'"))


def downgrade() -> None:
    op.drop_table('registration')
    op.drop_table('campaign')
