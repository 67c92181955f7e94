"""villages that staff confirmed, outlines, village names"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('moo_cover',
    sa.Column('tambon_code', sa.String(), nullable=False),
    sa.Column('moo', sa.String(), nullable=False),
    sa.Column('org', sa.String(), nullable=False),
    sa.Column('confirmed_by', sa.Uuid(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['confirmed_by'], ['staff.id'], ),
    sa.ForeignKeyConstraint(['org'], ['org.code'], ),
    sa.PrimaryKeyConstraint('tambon_code', 'moo')
    )
    op.create_index('moo_cover_by_org', 'moo_cover', ['org'], unique=False)
    op.create_table('outline',
    sa.Column('tambon_code', sa.String(), nullable=False),
    sa.Column('shape', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('tambon_code')
    )
    op.create_table('village',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('code')
    )


def downgrade() -> None:
    op.drop_table('village')
    op.drop_table('outline')
    op.drop_index('moo_cover_by_org', table_name='moo_cover')
    op.drop_table('moo_cover')
