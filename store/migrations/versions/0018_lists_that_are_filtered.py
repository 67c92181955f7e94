"""what lists are filtered by beside who may see a case, views that are kept, and how each person likes the lists"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

# store/sieves.py says what a facet is
_FACETS = """
create function case_facets(c "case") returns text[] language sql stable as $$
    select array(select f from (
        select 'kind:' || c.kind as f
        union all select 'channel:' || regexp_replace(split_part(c.account, '.', 1), 'th$', '')
        union all select 'tambon:' || c.tambon_code union all select 'moo:' || c.moo
        union all select 'incident:' || c.incident_id
        union all select 'category:' || e from unnest(c.category) e
        union all select 'vulnerable:' || e from unnest(c.vulnerable) e
        union all select 'need:' || n.code from need n where n.case_id = c.id and n.state <> 'withdrawn'
    ) told where f is not null)
$$;
"""
_FILL = """
create function case_due(which uuid) returns timestamptz language sql stable as $$
    select min(due_at) from need where case_id = which and due_at is not null and paused_at is null
$$;
create or replace function case_access_fill() returns trigger language plpgsql as $$
begin
    select case_rank(c.state, c.urgency, c.last_in_at), c.state, c.assignee, c.opened_at, case_facets(c), case_due(c.id)
        into new.rank, new.state, new.assignee, new.opened_at, new.facets, new.due_at
        from "case" c where c.id = new.case_id;
    return new;
end $$;

create function case_facets_access() returns trigger language plpgsql as $$
begin
    update case_access set facets = case_facets(new), opened_at = new.opened_at where case_id = new.id;
    return null;
end $$;
create trigger case_facets_access after update of kind, category, vulnerable, tambon_code, moo, incident_id, opened_at
    on "case" for each row
    when ((old.kind, old.category, old.vulnerable, old.tambon_code, old.moo, old.incident_id, old.opened_at)
        is distinct from (new.kind, new.category, new.vulnerable, new.tambon_code, new.moo, new.incident_id, new.opened_at))
    execute function case_facets_access();

create function need_facets_access() returns trigger language plpgsql as $$
begin
    update case_access a set facets = case_facets(c), due_at = case_due(c.id) from "case" c
        where c.id = a.case_id and c.id in (select case_id from changed_needs)
        and (a.facets, a.due_at) is distinct from (case_facets(c), case_due(c.id));
    return null;
end $$;
create trigger need_facets_new after insert on need referencing new table as changed_needs
    for each statement execute function need_facets_access();
create trigger need_facets_changed after update on need referencing new table as changed_needs
    for each statement execute function need_facets_access();
create trigger need_facets_gone after delete on need referencing old table as changed_needs
    for each statement execute function need_facets_access();
"""
_BEFORE = """
create or replace function case_access_fill() returns trigger language plpgsql as $$
begin
    select case_rank(c.state, c.urgency, c.last_in_at), c.state, c.assignee
        into new.rank, new.state, new.assignee from "case" c where c.id = new.case_id;
    return new;
end $$;
"""
_INDEXED = ['relation', 'state', 'assignee']


def upgrade() -> None:
    op.add_column('case_access', sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('case_access', sa.Column('facets', postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column('case_access', sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(_FACETS)
    op.execute(
        'update case_access a set opened_at = c.opened_at, facets = case_facets(c) from "case" c where c.id = a.case_id'
    )
    op.execute(
        'update case_access a set due_at = n.due_at from (select case_id, min(due_at) as due_at from need'
        ' where paused_at is null group by 1) n where n.case_id = a.case_id and n.due_at is not null'
    )
    op.alter_column('case_access', 'opened_at', nullable=False)
    op.alter_column('case_access', 'facets', nullable=False)
    op.execute(_FILL)
    op.drop_index('case_access_list', 'case_access')
    op.create_index(
        'case_access_list', 'case_access', ['org', 'rank', 'case_id'], postgresql_include=[*_INDEXED, 'opened_at', 'due_at'],
    )
    op.create_index(
        'case_access_facets', 'case_access', [sa.literal_column('(facets || org::text)')], postgresql_using='gin'
    )
    op.create_table(
        'list_view',
        sa.Column('id', sa.Uuid(), primary_key=True),
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), nullable=False),
        sa.Column('org', sa.String(), sa.ForeignKey('org.code'), nullable=True),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('asked', postgresql.JSONB(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index('ix_list_view_staff_id', 'list_view', ['staff_id'])
    op.create_index('ix_list_view_org', 'list_view', ['org'])
    op.create_table(
        'staff_taste',
        sa.Column('staff_id', sa.Uuid(), sa.ForeignKey('staff.id'), primary_key=True),
        sa.Column('compact', sa.Boolean(), nullable=False),
        sa.Column('toured', sa.Boolean(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table('staff_taste')
    op.drop_table('list_view')
    op.drop_index('case_access_facets', 'case_access')
    op.drop_index('case_access_list', 'case_access')
    op.create_index(
        'case_access_list', 'case_access', ['org', 'rank', 'case_id'], postgresql_include=_INDEXED,
    )
    for table, name in (
        ('need', 'need_facets_gone'), ('need', 'need_facets_changed'), ('need', 'need_facets_new'), ('case', 'case_facets_access'),
    ):
        op.execute(f'drop trigger {name} on "{table}"')
    op.execute(_BEFORE)
    for name in ('need_facets_access()', 'case_due(uuid)', 'case_facets_access()', 'case_facets("case")'):
        op.execute(f'drop function {name}')
    op.drop_column('case_access', 'due_at')
    op.drop_column('case_access', 'facets')
    op.drop_column('case_access', 'opened_at')
