"""the order of lists beside who may see a case, and the index of the search"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# store/cases.py says what rank means; 4e15 microseconds are the year 2096
_RANK = """
create function case_rank(state text, urgency text, last_in_at timestamptz) returns bigint
language sql immutable parallel safe as $$
    select ((case when state in ('closed', 'cancelled', 'merged') then 4 else 0 end)
            + substr(urgency, 2)::int + 1) * 4000000000000000 - (extract(epoch from last_in_at) * 1000000)::bigint
$$;
"""
_FILL = """
create function case_access_fill() returns trigger language plpgsql as $$
begin
    select case_rank(c.state, c.urgency, c.last_in_at), c.state, c.assignee
        into new.rank, new.state, new.assignee from "case" c where c.id = new.case_id;
    return new;
end $$;
create trigger case_access_fill before insert on case_access for each row execute function case_access_fill();

create function case_ranks_access() returns trigger language plpgsql as $$
begin
    update case_access set rank = case_rank(new.state, new.urgency, new.last_in_at), state = new.state,
        assignee = new.assignee where case_id = new.id;
    return null;
end $$;
create trigger case_ranks_access after update of state, urgency, last_in_at, assignee on "case" for each row
    when ((old.state, old.urgency, old.last_in_at, old.assignee)
        is distinct from (new.state, new.urgency, new.last_in_at, new.assignee))
    execute function case_ranks_access();
"""
_DUE = """
create function search_due_of_case() returns trigger language plpgsql as $$
begin
    insert into search_due (case_id) values (new.id);
    return null;
end $$;
create function search_due_of_row() returns trigger language plpgsql as $$
begin
    insert into search_due (case_id) values (new.case_id);
    return null;
end $$;
create function search_due_of_conversation() returns trigger language plpgsql as $$
begin
    insert into search_due (case_id) select id from "case" where conversation_id = new.id;
    return null;
end $$;
create trigger search_case_new after insert on "case" for each row execute function search_due_of_case();
create trigger search_case after update of place_text, registered_text, phone, text on "case" for each row
    when ((old.place_text, old.registered_text, old.phone, old.text)
        is distinct from (new.place_text, new.registered_text, new.phone, new.text))
    execute function search_due_of_case();
create trigger search_access after insert or update of relation on case_access for each row
    execute function search_due_of_row();
create trigger search_message_new after insert on message for each row when (new.case_id is not null)
    execute function search_due_of_row();
create trigger search_message after update of text, case_id on message for each row
    when (new.case_id is not null and (old.text, old.case_id) is distinct from (new.text, new.case_id))
    execute function search_due_of_row();
create trigger search_name after update of name on conversation for each row
    when (old.name is distinct from new.name) execute function search_due_of_conversation();
"""


def upgrade() -> None:
    op.add_column('case_access', sa.Column('rank', sa.BigInteger(), nullable=True))
    op.add_column('case_access', sa.Column('state', sa.Text(), nullable=True))
    op.add_column('case_access', sa.Column('assignee', sa.Uuid(), nullable=True))
    op.execute(_RANK)
    op.execute(
        'update case_access a set rank = case_rank(c.state, c.urgency, c.last_in_at), state = c.state,'
        ' assignee = c.assignee from "case" c where c.id = a.case_id'
    )
    op.alter_column('case_access', 'rank', nullable=False)
    op.alter_column('case_access', 'state', nullable=False)
    op.create_index(
        'case_access_list', 'case_access', ['org', 'rank', 'case_id'],
        postgresql_include=['relation', 'state', 'assignee'],
    )
    op.create_index(
        'case_access_mine', 'case_access', ['assignee', 'rank', 'case_id'],
        postgresql_where=sa.text('assignee is not null'),
    )
    op.drop_index('case_access_by_org', 'case_access')
    op.drop_index('case_inbox', 'case')
    op.create_table(
        'search_due',
        sa.Column('id', sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column('case_id', sa.Uuid(), nullable=False),
    )
    op.create_table(
        'case_search',
        sa.Column('case_id', sa.Uuid(), sa.ForeignKey('case.id'), primary_key=True),
        sa.Column('orgs', postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column('folded', sa.Text(), nullable=False),
        sa.Column('grams', postgresql.TSVECTOR(), nullable=False),
    )
    op.create_index('case_search_grams', 'case_search', ['orgs', 'grams'], postgresql_using='gin')
    op.execute(_FILL)
    op.execute(_DUE)
    op.execute('insert into search_due (case_id) select id from "case"')


def downgrade() -> None:
    for table, name in (
        ('conversation', 'search_name'), ('message', 'search_message'), ('message', 'search_message_new'),
        ('case_access', 'search_access'), ('case', 'search_case'), ('case', 'search_case_new'),
        ('case', 'case_ranks_access'), ('case_access', 'case_access_fill'),
    ):
        op.execute(f'drop trigger {name} on "{table}"')
    for name in (
        'search_due_of_conversation', 'search_due_of_row', 'search_due_of_case', 'case_ranks_access', 'case_access_fill',
    ):
        op.execute(f'drop function {name}()')
    op.drop_table('case_search')
    op.drop_table('search_due')
    op.drop_index('case_access_mine', 'case_access')
    op.drop_index('case_access_list', 'case_access')
    op.create_index('case_access_by_org', 'case_access', ['org', 'case_id'])
    op.create_index(
        'case_inbox', 'case', ['owner', 'urgency', sa.text('last_in_at desc')],
        postgresql_where=sa.text("state not in ('closed', 'cancelled', 'merged')"),
    )
    for column in ('assignee', 'state', 'rank'):
        op.drop_column('case_access', column)
    op.execute('drop function case_rank(text, text, timestamptz)')
