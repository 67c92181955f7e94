"""One case as one staff member may see it: what a template is given. Nothing hidden is handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, get_args
from uuid import UUID

from casework.access import SEES_ANY, SEES_FULL, WORKING, Action, Actor, Sight, may
from casework.cases import choices_of
from casework.handling import Seen
from casework.lifecycle import is_open
from casework.outlook import Way, ways_to
from gateway.guard import house
from gateway.pages import albums, callsteps, history, places
from gateway.pages.alarmpanel import panel, panel_of
from gateway.pages.bodies import Asked, asked_bodies
from gateway.pages.history import Due, Earlier
from gateway.pages.needpanel import Panel
from gateway.pages.needpanel import panel as needpanel
from gateway.pages.proposal import Proposal, proposal
from gateway.pages.shown import channel_kind, language
from gateway.pages.together import Together, together
from store import casefacts
from store.cases import Relation
from store.db import Session, utc_now
from store.gazetteer import amphoe_name, province_name, tambon_name
from store.register import Directory
from triage.question import label

Facts = Mapping[str, Sequence[Any]]

AGAIN = frozenset({"failed", "unsure", "withheld"})
"""Fates after which a person may decide that a message goes out once more."""


@dataclass(frozen=True, slots=True)
class Casefile:
    """row: the whole case for a full view, None otherwise. The fields beside it are what each sight may show.

    choices: (value, label, whether its village may be kept) of each body or tambon that the place may be. duties: with a
    date, the nearest first. reporters: cases that go on in this one; kept: the one in which this goes on. asked: other
    bodies, and who may be. same: others who gave the same phone. silent_until: until then the robot is silent. ways: by
    which the person can be answered, the usual one first. typed: the draft of whoever looks. colleagues: who may be named
    in a note. earlier: other cases of the person. begun_at: since when the assignee has it. due: the nearest date. whole:
    the conversation holds what was said in other cases too.
    """

    reference: str
    sight: Sight
    state: str
    open: bool
    kind: str = ""
    category: tuple[str, ...] = ()
    urgency: str = ""
    place: str = ""
    opened_at: datetime | None = None
    last_in_at: datetime | None = None
    closed_at: datetime | None = None
    owner: str = ""
    channel: str = ""
    version: int = 0
    row: Any = None
    candidates: tuple[str, ...] = ()
    messages: Sequence[Any] = ()
    files: Mapping[UUID, Sequence[Any]] = field(default_factory=dict)
    story: Sequence[Any] = ()
    choices: Sequence[tuple[str, str, bool]] = ()
    registered: str = ""
    proposal: Proposal | None = None
    together: Together | None = None
    may: frozenset[Action] = frozenset()
    bodies: Sequence[places.Choice] = ()
    calls: Sequence[Sequence[callsteps.Line]] = ()
    calls_back: Sequence[Any] = ()
    silent: bool = False
    alarm: Mapping[str, Any] = field(default_factory=dict)
    duties: Sequence[Any] = ()
    same: Sequence[Any] = ()
    templates: Sequence[Any] = ()
    ways: Sequence[Way] = ()
    typed: Any = None
    colleagues: Sequence[Any] = ()
    earlier: Sequence[Earlier] = ()
    begun_at: datetime | None = None
    due: Due | None = None
    whole: bool = False
    silent_until: datetime | None = None
    asked: Asked | None = None
    steps: Panel | None = None
    reporters: Sequence[Any] = ()
    kept: Any = None
    identity: Any = None

    @property
    def full(self) -> bool:
        return self.sight == Sight.FULL

    @property
    def unreached(self) -> str:
        """Why no message reaches this person, "" if one does."""
        if self.row.stopped:
            return "stopped"
        return "" if self.row.reachable else self.row.unreachable_why or "blocked"

    @property
    def print(self) -> str:
        return thread_print(self.version, self.messages, self.files)


def casefile(session: Session, actor: Actor, seen: Seen, *, whole: bool = False) -> Casefile:
    """whole: the conversation with what this person said in other cases, each of which is thereby read."""
    row = seen.row
    if seen.sight == Sight.STUB:
        return Casefile(row.reference, seen.sight, row.state, is_open(row.state))
    allowed = frozenset(action for action in get_args(Action) if may(actor, action, seen.stands))
    shelf = house().shelf
    if seen.sight != Sight.FULL:
        directory = shelf.directory(session)
        found: dict[str, Any] = {"channel": channel_kind(row.account), "alarm": panel(session, row.id)}
    else:
        facts = casefacts.gather(
            session,
            row,
            staff=actor.id,
            orgs=actor.orgs(),
            full=SEES_FULL,
            anyhow=SEES_ANY,
            whole=whole,
            working=tuple(WORKING),
            now=utc_now(),
        )
        directory = shelf.directory(session, facts["register"][0].version if facts["register"] else "")
        found = _inside(session, actor, seen, directory, facts, routes="route" in allowed, whole=whole)
        found["identity"] = next(iter(facts["identity"]), None)
        found["steps"] = needpanel(allowed, facts, language(), utc_now(), row.owner)
    return Casefile(
        row.reference,
        seen.sight,
        row.state,
        is_open(row.state),
        kind=row.kind,
        category=tuple(row.category),
        urgency=row.urgency,
        place=row.place_text,
        opened_at=row.opened_at,
        last_in_at=row.last_in_at,
        closed_at=row.closed_at,
        owner=directory.name(row.owner),
        version=row.version,
        may=allowed,
        silent=row.silent,
        **found,
    )


def _inside(
    session: Session,
    actor: Actor,
    seen: Seen,
    directory: Directory,
    facts: Facts,
    *,
    routes: bool,
    whole: bool,
) -> dict[str, Any]:
    """facts: what store/casefacts.py gathered."""
    row = seen.row
    candidates = (stand.org for stand in seen.stands if stand.relation == Relation.CANDIDATE)
    messages, files = conversation(facts)
    typed = next(iter(facts["draft"]), None)
    known = {pair.other_id: pair.verdict for pair in facts["pairs"]}
    found: dict[str, Any] = {
        "row": row,
        "alarm": panel_of(facts["alarms"], facts["rings"], directory),
        "candidates": tuple(directory.name(org) for org in candidates),
        "messages": messages,
        "files": files,
        "story": facts["story"],
        "choices": _choices(row, directory),
        "calls": _calls(facts["steps"], directory),
        "calls_back": facts["calls_back"],
        "proposal": proposal(row, facts["corrections"], facts["needs"]),
        "together": together(session, actor, row, known, next(iter(facts["incident"]), None), now=utc_now()),
        "registered": row.registered_text or _tambon(row.registered_tambon),
        "duties": facts["duties"],
        "same": facts["same_phone"],
        "silent_until": next((each.person_until for each in facts["silent"]), None),
        "templates": facts["templates"],
        "asked": asked_bodies(actor, seen, directory, facts),
        "reporters": facts["reporters"],
        "kept": next(iter(facts["kept"]), None),
        "whole": whole,
        "ways": ways_to(row, facts, house().channels),
        "typed": typed,
        "earlier": history.earlier(facts["earlier"]),
        "begun_at": next((each.begun_at for each in facts["begun"]), None),
        "due": history.next_due(row, facts) if is_open(row.state) else None,
        "colleagues": [each for each in facts["mentionable"] if each.id != actor.id],
    }
    found["channel"] = found["ways"][0].kind
    if routes:
        found["bodies"] = places.choices(
            directory, hub=row.hub, amphoe=row.amphoe_code, province=row.province_code, owner=row.owner
        )
    return found


def conversation(facts: Facts) -> tuple[Sequence[Any], Mapping[UUID, Sequence[Any]]]:
    """What was said with the citizen and, between it, among colleagues, each in its time; and the files of each."""
    messages, files = albums.gathered(facts["messages"], casefacts.by_message(facts["files"]))
    for note in facts["notes"]:
        note.direction, note.sent_at, note.state, note.facts = "note", note.at, "", {}
    return sorted([*messages, *facts["notes"]], key=lambda each: each.sent_at), files


def _choices(row: Any, directory: Directory) -> list[tuple[str, str, bool]]:
    offered = choices_of(row)
    found = []
    for one in offered:
        tambon = one.tambon or row.tambon_code or ""
        keeps = bool(row.moo) and any(
            one.org and org == one.org for org, _ in directory.register.coverage.get(tambon, ())
        )
        found.append((f"{one.org}/{one.tambon}", label(one, offered, directory), keeps))
    return found


def _calls(steps: Sequence[Any], directory: Directory) -> list[list[callsteps.Line]]:
    """Each call of the case as its caller went through it."""
    return [callsteps.lines(list(each), directory) for _, each in groupby(steps, key=lambda one: one.call)]


def _tambon(code: str | None) -> str:
    return f"ต.{tambon_name(code)} อ.{amphoe_name(code[:4])} จ.{province_name(code[:2])}" if code else ""


def thread_print(version: int, messages: Sequence[Any], files: Mapping[UUID, Sequence[Any]]) -> str:
    """Changes when a message, its fate or one of its files does; a poll without news is answered by it."""
    told = [f"{version}", *(f"{m.id} {m.state} {len(m.facts)}" for m in messages)]
    told += [f"{file.id} {file.state}" for each in files.values() for file in each]
    return sha256("\n".join(told).encode()).hexdigest()[:16]
