"""Rules that an installation changes for itself: proposed with a reason, tried on what was said last, used, taken back.

Danger is one-sided: to its lists (urgency.toml) words may only be added, and what takes danger away (its guards) is not
changed here at all.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import rulefile, standards
from casework.access import SEES_ANY, Actor, NotAllowed
from store import audit, ruling
from store.db import Database, OperationalError
from store.ids import new_id
from store.ruling import RuleChange
from store.staff import Role
from triage.reading.cues import lexicon, rules
from triage.reading.overlay import Change, take_up
from triage.trying import Read, tried

log = logging.getLogger("saitrong.rules")

FILES = ("urgency", "categories", "kinds", "needs", "vulnerable", "numbers")
ONLY_MORE = frozenset({"urgency"})
NOT_HERE = frozenset(
    {
        ("urgency", "guard"),
        ("urgency", "amplifier"),  # no sign by themselves
        ("urgency", "sea"),
        ("numbers", "sign.sea"),
        ("vulnerable", "third_party"),
        ("vulnerable", "silent"),  # feeds the trained reading (silent.toml)
        ("categories", "sign"),
        ("categories", "topic"),
        ("numbers", "first"),
        ("numbers", "sign.help"),  # part of the canned words, which are made when a process begins
    }
)
LAST = 500
"""Messages that a change is tried on."""
LOOK_EVERY = 3.0
LONGEST = 120


class BadChange(Exception):
    """key: the sentence that says what is wrong."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Tried:
    """moves: (field, before, after) → how many messages. references: cases that the asker may see; others: the rest."""

    looked: int
    moves: Mapping[tuple[str, str, str], int]
    references: tuple[str, ...]
    others: int


def may_rule(actor: Actor, homes: Mapping[str, str]) -> bool:
    """The operator, and the administrator of a home desk, on which everything without a place falls."""
    desks = set(homes.values())
    return actor.has(Role.OPERATOR) or any(
        org in desks and Role.ADMIN in roles for org, roles in actor.roles.items()
    )


def lists() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(file, path, words) of every list that may be changed, as it stands now."""
    for file in FILES:
        yield from ((file, path, words) for path, words in _inside(file, rules(file), ""))


def _inside(file: str, table: Mapping[str, Any], before: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, value in table.items():
        path = f"{before}{name}"
        if (file, path) in NOT_HERE:
            continue
        if isinstance(value, dict):
            yield from _inside(file, value, f"{path}.")
        elif isinstance(value, list) and all(isinstance(word, str) for word in value):
            yield path, tuple(value)


def propose(
    session: Session, actor: Actor, *, file: str, path: str, add: bool, word: str, reason: str, now: datetime
) -> UUID:
    """A draft; nothing reads with it yet. BadChange."""
    word, reason = " ".join(word.split())[:LONGEST], reason.strip()[:300]
    _checked(file, path, word, add=add)
    if not reason:
        raise BadChange("rule.no_reason")
    row = RuleChange(
        id=new_id(now), file=file, path=path, add=add, word=word, reason=reason, made_at=now, made_by=actor.id
    )
    session.add(row)
    audit.note(session, "rule.proposed", now=now, staff_id=actor.id, detail=str(row.id))
    return row.id


def _checked(file: str, path: str, word: str, *, add: bool) -> None:
    words = {(known, where): found for known, where, found in lists()}.get((file, path))
    if words is None:
        raise BadChange("rule.no_list")
    if file == "numbers":
        _number(words, word, add=add)
    elif len(word) < 3:
        raise BadChange("rule.short")
    if not add and file in ONLY_MORE:
        raise BadChange("rule.only_more")
    if add == (word in words):
        raise BadChange("rule.there" if add else "rule.not_there")
    try:
        lexicon([("try", 1.0, word)])
    except (KeyError, IndexError, ValueError):
        raise BadChange("rule.unreadable") from None


def _number(words: tuple[str, ...], word: str, *, add: bool) -> None:
    if word not in {row["number"] for row in rules("numbers")["number"]}:
        raise BadChange("rule.no_number")
    if not add and len(words) < 2:
        raise BadChange("rule.last_number")


def preview(session: Session, actor: Actor, key: UUID, *, data_dir: str, now: datetime) -> Tried:
    """What would be read otherwise of the last messages; kept with the draft in counts."""
    row = _one(session, key)
    before = [Change(each.file, each.path, each.add, each.word) for each in ruling.in_use(session)]
    after = [each for each in before if (each.file, each.path, each.word) != (row.file, row.path, row.word)]
    after.append(Change(row.file, row.path, row.add, row.word))
    messages = ruling.last_messages(session, LAST, orgs=actor.orgs(), relations=SEES_ANY)
    told = tried(
        [(each.text, each.account.partition(".")[0]) for each in messages], before, after, data_dir=data_dir
    )
    moves: Counter[tuple[str, str, str]] = Counter()
    seen: dict[str, bool] = {}
    for message, (was, would) in zip(messages, told, strict=True):
        moved = list(_moved(was, would))
        moves.update(moved)
        if moved and message.reference:
            seen[message.reference] = message.seen
    found = Tried(
        len(messages),
        moves,
        tuple(each for each, may in seen.items() if may),
        list(seen.values()).count(False),
    )
    row.tried = {"looked": found.looked, "moved": sum(moves.values())}
    row.tried_at = now
    audit.note(session, "rule.tried", now=now, staff_id=actor.id, detail=str(key))
    return found


def _moved(was: Read, would: Read) -> Iterator[tuple[str, str, str]]:
    for field in ("urgency", "kind", "category", "needs", "vulnerable", "numbers"):
        before, after = was[field], would[field]
        if before != after:
            yield field, " ".join(before), " ".join(after)


def use(session: Session, actor: Actor, key: UUID, *, now: datetime) -> None:
    """Every process reads with it within seconds. BadChange when it was not tried, or no longer fits."""
    row = _one(session, key)
    if row.tried_at is None or row.used_at is not None:
        raise BadChange("rule.not_tried")
    _checked(row.file, row.path, row.word, add=row.add)
    row.used_at, row.used_by = now, actor.id
    ruling.touch(session)
    audit.note(session, "rule.used", now=now, staff_id=actor.id, detail=str(key))


def take_back(session: Session, actor: Actor, key: UUID, *, now: datetime) -> None:
    """A change in use, or a draft that is not wanted."""
    row = _one(session, key)
    if row.back_at is None:
        row.back_at, row.back_by = now, actor.id
        ruling.touch(session)
        audit.note(session, "rule.taken_back", now=now, staff_id=actor.id, detail=str(key))


def _one(session: Session, key: UUID) -> RuleChange:
    row = ruling.one(session, key)
    if row is None:
        raise NotAllowed("rule")
    return row


@dataclass(slots=True)
class _Looked:
    at: float = 0.0
    version: str = ""


_looked = _Looked()


def follow(database: Database, *, at_once: bool = False) -> None:
    """Read and work with what is in use, looked up at most every LOOK_EVERY seconds; while the database is away, as before."""
    if not at_once and time.monotonic() - _looked.at < LOOK_EVERY:
        return
    _looked.at = time.monotonic()
    try:
        with database.session() as session:
            version = ruling.version(session)
            if version == _looked.version:
                return
            changes = [Change(row.file, row.path, row.add, row.word) for row in ruling.in_use(session)]
            versions = standards.in_force(session)
    except OperationalError:
        return
    _looked.version = version
    if take_up(changes):
        log.info("rules taken up changes=%d", len(changes))
    if rulefile.take_up(versions):
        log.info("standards taken up versions=%d", len(versions))
