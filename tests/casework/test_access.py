"""Who may see and do what: the whole table, written out by hand beside the code's own (decisions.md 3 and 4)."""

import itertools
import uuid
from typing import get_args

import pytest

from casework import access
from casework.access import Action, Actor, NotAllowed, Sight, Stands, may, require, sight
from store.cases import Relation
from store.staff import Role

MINE, OTHER = "9079", "9098"

SEEN = {
    "owner": "FULL",
    "candidate": "FULL",
    "hub": "SUMMARY",
    "referred": "FULL",
    "former": "STUB",
    "accused": "NOTHING",
}
# r read, a answer, c correct, t route, e end, g assign; t1 track, s survey, d dispatch, go, de decide, co consent,
# re refer, h help
DONE = {
    "clerk": "r a c t e g t1 s d go re h",
    "field": "r t1 s d go h",
    "secretary": "r a c e t1 s de co re h",
    "head": "r a c t e g t1 s d go de co re h",
    "admin": "r a c t e g d go",
    "auditor": "",
    "operator": "",
}
LETTER: dict[Action, str] = {
    "read": "r",
    "reply": "a",
    "correct": "c",
    "route": "t",
    "close": "e",
    "assign": "g",
    "track": "t1",
    "survey": "s",
    "dispatch": "d",
    "go": "go",
    "decide": "de",
    "consent": "co",
    "refer": "re",
    "help": "h",
}


def actor(*roles: Role, org: str = MINE) -> Actor:
    return Actor(uuid.UUID(int=1), "ทดสอบ", {org: frozenset(roles)})


@pytest.mark.parametrize(("role", "relation"), list(itertools.product(Role, Relation)))
def test_what_a_role_sees_of_a_case_by_how_its_body_stands_to_it(role: Role, relation: Relation) -> None:
    wanted = SEEN[relation] if DONE[role] else "NOTHING"
    assert sight(actor(role), [Stands(MINE, relation)]).name == wanted


@pytest.mark.parametrize(
    ("role", "relation", "action"), list(itertools.product(Role, Relation, get_args(Action)))
)
def test_what_a_role_may_do_to_a_case_by_how_its_body_stands_to_it(
    role: Role, relation: Relation, action: Action
) -> None:
    allowed = LETTER[action] in DONE[role].split() and SEEN[relation] == "FULL"
    stands = [Stands(MINE, relation)]
    assert may(actor(role), action, stands) is allowed
    if not allowed:
        with pytest.raises(NotAllowed):
            require(actor(role), action, stands)


@pytest.mark.parametrize(("role", "relation"), list(itertools.product(Role, Relation)))
def test_another_bodys_case_is_nothing_to_anybody(role: Role, relation: Relation) -> None:
    stands = [Stands(OTHER, relation)]
    assert sight(actor(role), stands) == Sight.NOTHING
    assert not any(may(actor(role), action, stands) for action in get_args(Action))


def test_a_case_nobody_stands_to_is_seen_by_nobody() -> None:
    assert sight(actor(*Role), []) == Sight.NOTHING


def test_a_role_in_one_body_does_nothing_through_another() -> None:
    """Field officer where the case is, head elsewhere: only reading."""
    person = Actor(uuid.UUID(int=1), "", {MINE: frozenset({Role.FIELD}), OTHER: frozenset({Role.HEAD})})
    stands = [Stands(MINE, Relation.OWNER), Stands(OTHER, Relation.HUB)]
    assert sight(person, stands) == Sight.FULL
    assert may(person, "read", stands)
    assert not may(person, "reply", stands)


def test_who_works_for_two_bodies_sees_the_more_of_the_two() -> None:
    person = Actor(uuid.UUID(int=1), "", {MINE: frozenset({Role.CLERK}), OTHER: frozenset({Role.CLERK})})
    assert sight(person, [Stands(MINE, Relation.FORMER), Stands(OTHER, Relation.HUB)]) == Sight.SUMMARY


def test_lists_filter_by_the_same_table_as_single_cases() -> None:
    assert set(access.SEES_FULL) == {name for name, much in SEEN.items() if much == "FULL"}
    assert set(access.SEES_ANY) == {name for name, much in SEEN.items() if much != "NOTHING"}
    for relation in Relation:
        assert access.most([relation.value]).name == SEEN[relation]
    assert access.most([]) == Sight.NOTHING
