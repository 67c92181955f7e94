"""By which ways a person can be answered, what each costs at this moment and what will happen: said before it happens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from casework import replies, saving, ways
from casework.delivery import REPLY_LIVES
from casework.enclosures import Enclosures
from casework.notices import ON_PAGES
from casework.outgoing import as_outbound
from casework.saving import SAVE
from casework.texting import texted
from channels.contract import Channel, RetriesSafely, TextsPhones
from store.ids import grouped
from wording import say

UNDO = timedelta(seconds=5)
"""So long an answer can be taken back after it was sent."""
_SWEEP = timedelta(seconds=1)
"""A worker looks for what is due once a second."""
BY_PERSON = "person"
BY_TEXT = "sms"

Facts = Mapping[str, Sequence[Any]]
Line = tuple[str, dict[str, Any]]
"""A sentence of the wording's table `outlook` and its facts."""


@dataclass(frozen=True, slots=True)
class Way:
    """key: what the form sends back. number: of a telephone. chosen: the citizen wished it. came: the plea came so.

    blocked: why nothing arrives there, "" if it does. free_until: a press until then costs nothing.
    left, allowed: of the month's pushes, None where nobody counts them. notice: a text message will say that it is there.
    """

    key: str
    kind: str
    account: str = ""
    conversation: UUID | None = None
    number: str = ""
    chosen: bool = False
    came: bool = False
    blocked: str = ""
    free_until: datetime | None = None
    left: int | None = None
    allowed: int | None = None
    notice: bool = False

    @property
    def sparing(self) -> bool:
        """So little is left that an ordinary push waits for the next free reply (casework/saving.py)."""
        return self.allowed is not None and (self.allowed - (self.left or 0)) >= SAVE * self.allowed


def kind_of(account: str) -> str:
    return account.partition(".")[0].removesuffix("th")


def ways_to(row: Any, facts: Facts, channels: Mapping[str, Channel]) -> list[Way]:
    """The usual way first: where the citizen wants to be answered, else where they wrote. facts: store/reaching.py."""
    wished = next((each.id for each in facts["preferred"]), None)
    usual = wished or row.conversation_id
    talks = sorted(facts["ways"], key=lambda each: (each.id != usual, each.id != row.conversation_id))
    found: dict[str, Way] = {}
    for talk in talks:
        found.setdefault(talk.account, _talk(row, talk, facts, channels, wished))
    listed = list(found.values())
    if by_text := _by_text(facts, channels, listed):
        listed.append(by_text)
    if row.phone and not row.silent:
        listed.append(Way(BY_PERSON, BY_PERSON, number=row.phone))
    return listed


def _talk(row: Any, talk: Any, facts: Facts, channels: Mapping[str, Channel], wished: UUID | None) -> Way:
    channel: object = channels.get(talk.account)
    kind = kind_of(talk.account)
    quota = next((each for each in facts["quotas"] if each.account == talk.account), None)
    allowed = quota.allowed if quota else None
    free = talk.free_at if isinstance(channel, RetriesSafely) else None
    number = (row.phone or talk.sender) if kind in {"sms", "voice"} else ""
    why = "stopped" if talk.stopped else "" if talk.reachable else talk.unreachable_why or "blocked"
    return Way(
        key=str(talk.id),
        kind=kind,
        account=talk.account,
        conversation=talk.id,
        number=talk.sender if kind == "sms" else number,
        chosen=talk.id == wished,
        came=talk.id == row.conversation_id,
        blocked=why,
        free_until=free + REPLY_LIVES - UNDO - _SWEEP if free else None,
        left=max(0, allowed - quota.used) if quota and allowed is not None else None,
        allowed=allowed,
        notice=kind in ON_PAGES and _will_notice(facts),
    )


def _will_notice(facts: Facts) -> bool:
    lately = any(each.lately for each in facts["noticed"])
    return not lately and any(texted(each.value) for each in facts["proven"])


def _by_text(facts: Facts, channels: Mapping[str, Channel], listed: Sequence[Way]) -> Way | None:
    """To a phone the person has proven, where no conversation by text message exists yet."""
    phone = next((texted(each.value) for each in facts["proven"]), "")
    account = saving.texting(channels)
    if not (phone and account) or any(way.kind == "sms" for way in listed):
        return None
    return Way(BY_TEXT, "sms", account=account, number=phone)


def outlook(
    way: Way, row: Any, words: str, files: Enclosures, channels: Mapping[str, Channel], *, now: datetime
) -> list[Line]:
    """What a press would do and cost. words: as typed so far."""
    return [*_cost(way, row, words, files, channels, now), *_files(way, files)]


def _cost(
    way: Way, row: Any, words: str, files: Enclosures, channels: Mapping[str, Channel], now: datetime
) -> Iterator[Line]:
    if way.kind == BY_PERSON:
        yield "outlook.person", {}
        return
    asked = SimpleNamespace(account=way.account, purpose="answer", silent=row.silent)
    carrier: object = ways.carrier(channels, asked)
    if isinstance(carrier, TextsPhones):
        if way.kind == "voice":
            yield "outlook.silent", {}
        yield "outlook.sms", {"parts": carrier.parts(_message(way, row, words, files))}
    elif way.kind == "line":
        yield from _line(way, now)
    elif way.kind == "voice":
        yield "outlook.call", {}
    elif way.kind in ON_PAGES:
        yield "outlook.page", {}
        if way.notice:
            yield "outlook.notice", {"parts": _notice_parts(row, channels)}


def _line(way: Way, now: datetime) -> Iterator[Line]:
    if way.free_until and way.free_until > now:
        yield "outlook.free", {"seconds": int((way.free_until - now).total_seconds())}
    if way.sparing:
        yield "outlook.spared", {"left": way.left}
    elif way.left is not None:
        yield "outlook.push", {"left": way.left}
    else:
        yield "outlook.push_uncounted", {}


def _notice_parts(row: Any, channels: Mapping[str, Channel]) -> int:
    texts: object = channels.get(saving.texting(channels))
    told = replies.answer(say("notice.sms", row.language, reference=grouped(row.reference)))
    return texts.parts(_outbound(row, told)) if isinstance(texts, TextsPhones) else 1


def _message(way: Way, row: Any, words: str, files: Enclosures) -> Any:
    return _outbound(row, replies.answer(files.words(words, way.kind, row.language)))


def _outbound(row: Any, words: replies.Words) -> Any:
    return as_outbound(
        key=row.id, recipient="", text=words.text, parts={"short": words.short}, reply_token="",
        language=row.language,
    )  # fmt: skip


def _files(way: Way, files: Enclosures) -> Iterator[Line]:
    if not files.rows or way.kind == BY_PERSON:
        return
    if way.kind == "line":
        shown = len(files.shown_in_line)
        if shown:
            yield "outlook.pictures", {"n": shown}
        if shown < len(files.rows):
            yield "outlook.linked", {"n": len(files.rows) - shown}
    elif way.kind in ON_PAGES:
        yield "outlook.on_page", {"n": len(files.rows)}
    else:
        yield "outlook.told", {"n": len(files.rows)}
