"""Who may see and do what with a case: the only place that decides (decisions.md 3 and 4). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal
from uuid import UUID

from store.cases import Relation
from store.staff import Role


class Sight(IntEnum):
    """How much of a case is seen, from nothing to everything."""

    NOTHING = 0
    STUB = 1
    SUMMARY = 2
    FULL = 3


Action = Literal[
    "read", "reply", "correct", "route", "close", "assign",
    "track", "survey", "dispatch", "go", "decide", "consent", "refer", "help",
]  # fmt: skip
"""track: committee or at once. dispatch: send the rapid unit; go: be it. decide, consent: write down what the committee
or the governor said. refer: beyond capacity, to the hub and to agencies. help: hand out and follow up."""

WORKING = frozenset({Role.CLERK, Role.FIELD, Role.SECRETARY, Role.HEAD, Role.ADMIN})
"""Roles that handle cases; auditors read the access log, operators run the installation: no case text for either."""

_BY_RELATION = {
    Relation.OWNER: Sight.FULL,
    Relation.CANDIDATE: Sight.FULL,
    Relation.HUB: Sight.SUMMARY,
    Relation.REFERRED: Sight.FULL,
    Relation.FORMER: Sight.STUB,
    Relation.ACCUSED: Sight.NOTHING,
}
_DOERS: dict[Action, frozenset[Role]] = {
    "read": WORKING,
    "reply": frozenset({Role.CLERK, Role.SECRETARY, Role.HEAD, Role.ADMIN}),
    "correct": frozenset({Role.CLERK, Role.SECRETARY, Role.HEAD, Role.ADMIN}),
    "route": frozenset({Role.CLERK, Role.HEAD, Role.ADMIN}),
    "close": frozenset({Role.CLERK, Role.SECRETARY, Role.HEAD, Role.ADMIN}),
    "assign": frozenset({Role.CLERK, Role.HEAD, Role.ADMIN}),
    "track": frozenset({Role.CLERK, Role.FIELD, Role.SECRETARY, Role.HEAD}),
    "survey": frozenset({Role.CLERK, Role.FIELD, Role.SECRETARY, Role.HEAD}),
    "dispatch": frozenset({Role.CLERK, Role.FIELD, Role.HEAD, Role.ADMIN}),
    "go": frozenset({Role.CLERK, Role.FIELD, Role.HEAD, Role.ADMIN}),
    "decide": frozenset({Role.SECRETARY, Role.HEAD}),
    "consent": frozenset({Role.SECRETARY, Role.HEAD}),
    "refer": frozenset({Role.CLERK, Role.SECRETARY, Role.HEAD}),
    "help": frozenset({Role.CLERK, Role.FIELD, Role.SECRETARY, Role.HEAD}),
}


class NotAllowed(Exception):
    """This staff member may not do this; pages show it as "not found", so that nothing is given away."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A staff member at the moment of asking: roles by organisation."""

    id: UUID
    name: str
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)

    def orgs(self, allowed: frozenset[Role] = WORKING) -> tuple[str, ...]:
        return tuple(org for org, roles in self.roles.items() if roles & allowed)

    def has(self, role: Role) -> bool:
        return any(role in roles for roles in self.roles.values())


@dataclass(frozen=True, slots=True)
class Stands:
    """One row of case_access."""

    org: str
    relation: Relation


def sight(actor: Actor, stands: Iterable[Stands]) -> Sight:
    """The most any of the actor's organisations may see; an accused organisation sees nothing by itself."""
    mine = set(actor.orgs())
    return max((_BY_RELATION[row.relation] for row in stands if row.org in mine), default=Sight.NOTHING)


def most(relations: Iterable[str]) -> Sight:
    """How much a row of a list shows to somebody who stands to the case in these ways."""
    return max((_BY_RELATION[Relation(relation)] for relation in relations), default=Sight.NOTHING)


def sight_by(relation: Relation) -> Sight:
    """How much one relation shows."""
    return _BY_RELATION[relation]


def orgs_that_may(actor: Actor, action: Action) -> tuple[str, ...]:
    """The actor's bodies in which their role may do this; whether to this case is for `may` to say."""
    return actor.orgs(_DOERS[action])


def may(actor: Actor, action: Action, stands: Iterable[Stands]) -> bool:
    """Whether the actor may do this to the case: a full view through an organisation where the role allows it."""
    mine = set(actor.orgs(_DOERS[action]))
    return any(_BY_RELATION[row.relation] == Sight.FULL for row in stands if row.org in mine)


def doers(action: Action) -> frozenset[Role]:
    """Roles that may do this to a case which their organisation sees in full."""
    return _DOERS[action]


def require(actor: Actor, action: Action, stands: Iterable[Stands]) -> None:
    if not may(actor, action, stands):
        raise NotAllowed(action)


def may_import_register(actor: Actor) -> bool:
    """A whole register concerns every body: only who runs the installation."""
    return actor.has(Role.OPERATOR)


def may_administer(actor: Actor, org: str) -> bool:
    """Staff, roster, villages of an organisation: its own administrator, or the operator of the installation."""
    return Role.ADMIN in actor.roles.get(org, frozenset()) or actor.has(Role.OPERATOR)


def keeps_hours(actor: Actor, org: str) -> bool:
    """Office hours and special days of an organisation: its administrator or head; of all (""): the operator."""
    if not org:
        return actor.has(Role.OPERATOR)
    return bool(actor.roles.get(org, frozenset()) & {Role.ADMIN, Role.HEAD})


def keeps_account(actor: Actor, home: str) -> bool:
    """Looks after a channel's account: the administrator of its home desk, or the operator."""
    return may_administer(actor, home)


def may_change_register(actor: Actor, orgs: Iterable[str]) -> bool:
    """Administers every body concerned, so that nobody takes over a neighbour."""
    return all(may_administer(actor, org) for org in orgs)


def keeps_templates(actor: Actor) -> tuple[str, ...]:
    """Organisations whose ready answers this person writes."""
    return actor.orgs(frozenset({Role.ADMIN, Role.HEAD, Role.SECRETARY}))


def heads(actor: Actor) -> tuple[str, ...]:
    """Organisations whose figures this person sees, and whose cases they may export with names."""
    return actor.orgs(frozenset({Role.HEAD, Role.ADMIN}))


def keeps_agencies(actor: Actor) -> tuple[str, ...]:
    """Hubs whose directory of agencies and record of contributions this person keeps."""
    found = actor.orgs(frozenset({Role.CLERK, Role.SECRETARY, Role.HEAD, Role.ADMIN}))
    return tuple(org for org in found if org.startswith("hub-"))


def keeps_campaigns(actor: Actor) -> tuple[str, ...]:
    """Organisations whose registration windows this person opens, changes and puts before the committee."""
    return actor.orgs(frozenset({Role.SECRETARY, Role.HEAD, Role.ADMIN}))


def keeps_committee(actor: Actor) -> tuple[str, ...]:
    """LAOs whose committee this person keeps the register and the meetings of (hubs and agencies have none); what the
    committee decided is written down by whoever may "decide"."""
    orgs = actor.orgs(frozenset({Role.SECRETARY, Role.HEAD, Role.ADMIN}))
    return tuple(sorted(org for org in orgs if "-" not in org))


def reads_log(actor: Actor) -> tuple[str, ...]:
    """Organisations whose log of reading and changing this person may look through."""
    return actor.orgs(frozenset({Role.AUDITOR, Role.ADMIN, Role.HEAD}))


SEES_FULL = tuple(relation.value for relation, much in _BY_RELATION.items() if much == Sight.FULL)
SEES_ANY = tuple(relation.value for relation, much in _BY_RELATION.items() if much > Sight.NOTHING)
"""Relations for the one SQL filter of lists (store/caselists.py); single cases are decided by `sight`."""
