"""The readings of one batch, made at once: each message by itself, and each burst as the whole it is.

A burst is what one person sends with no pause longer than the quiet window (decisions.md 6). Each piece is read alone,
so that danger in any of them is seen; the whole says better what is asked, and where.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from store.triaging import Talk
from triage.judge import needs_reading, read_for
from triage.reading import Reading

log = logging.getLogger("saitrong.reading")

TRIES = 3
"""Failed readings after which a message is parked."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Several pieces as one message, as judge() wants it; never urgent by itself: its pieces are."""

    text: str
    facts: Mapping[str, str]
    latitude: float | None
    longitude: float | None
    choice: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Burst:
    """opens: the case whose first words it holds, so that it says what that case is about."""

    whole: Whole
    reading: Reading
    opens: UUID | None


@dataclass(frozen=True, slots=True)
class Readings:
    """alone: by message. bursts: by their last piece, as far as they are known; ends: piece → last one."""

    alone: Mapping[UUID, Reading] = field(default_factory=dict)
    bursts: Mapping[UUID, Burst] = field(default_factory=dict)
    ends: Mapping[UUID, UUID] = field(default_factory=dict)


def readings(talks: Sequence[Talk], before: Mapping[UUID, Sequence[Any]], quiet: timedelta) -> Readings:
    """before: case → what was said in it until now, for the bursts that began in an earlier batch.

    A text over which the reading breaks leaves the batch unread: each message is then read, and fails, alone.
    """
    single = [
        (talk.conversation.account, message)
        for talk in talks
        for message in talk.messages
        if message.attempts < TRIES and not message.case_id and needs_reading(message)
    ]
    bursts = [burst for talk in talks for burst in _bursts(talk, before, quiet)]
    wholes = [(account, whole_of(pieces)) for account, pieces, _ in bursts]
    found: list[Reading] = []
    try:
        found = read_for([*single, *wholes])
    except Exception as error:  # noqa: BLE001 whichever text it is, judge() meets it again
        log.warning("a batch is read one by one error=%s", type(error).__name__)
    alone, joined = found[: len(single)], found[len(single) :]
    return Readings(
        {message.id: reading for (_, message), reading in zip(single, alone, strict=False)},
        {
            pieces[-1].id: Burst(whole, reading, opens)
            for (_, pieces, opens), (_, whole), reading in zip(bursts, wholes, joined, strict=False)
        },
        {piece.id: pieces[-1].id for _, pieces, _ in bursts for piece in pieces},
    )


def whole_of(pieces: Iterable[Any]) -> Whole:
    """The pieces in their order, a line each; the last pin and the first place that was filled in."""
    pieces = list(pieces)
    pinned = [piece for piece in pieces if piece.latitude is not None]
    places = [piece.facts["place"] for piece in pieces if piece.facts.get("place")]
    said = [piece.facts["place_said"] for piece in pieces if piece.facts.get("place_said")]
    campaigns = [piece.facts["campaign"] for piece in pieces if piece.facts.get("campaign")]
    rights = [piece.facts["right"] for piece in pieces if piece.facts.get("right")]
    return Whole(
        "\n".join(piece.text for piece in pieces if piece.text.strip()),
        ({"place": places[0]} if places else {})
        | ({"place_said": said[-1]} if said else {})
        | ({"right": rights[0]} if rights else {})
        | ({"campaign": campaigns[0]} if campaigns else {}),
        pinned[-1].latitude if pinned else None,
        pinned[-1].longitude if pinned else None,
    )


def _bursts(
    talk: Talk, before: Mapping[UUID, Sequence[Any]], quiet: timedelta
) -> Iterable[tuple[str, list[Any], UUID | None]]:
    """Runs of two pieces or more that end in this batch, and the open case whose first words each holds, if it does."""
    run: list[Any] = []
    new = [message for message in talk.messages if not message.case_id]
    fresh = {message.id for message in new}
    newest = talk.open_cases[0].id if talk.open_cases else None
    earlier = [piece for piece in before.get(newest, ()) if _is_piece(piece)] if newest else []
    first = {piece.id: newest for piece in earlier[:1]}
    pieces = [piece for piece in (*earlier, *new) if _is_piece(piece)]
    for piece in sorted(pieces, key=lambda one: one.sent_at):
        if run and piece.sent_at - run[-1].sent_at > quiet:
            if _counts(run, fresh):
                yield talk.conversation.account, run, first.get(run[0].id)
            run = []
        run.append(piece)
    if _counts(run, fresh):
        yield talk.conversation.account, run, first.get(run[0].id)


def _counts(run: Sequence[Any], fresh: set[UUID]) -> bool:
    return len(run) > 1 and run[-1].id in fresh


def _is_piece(message: Any) -> bool:
    """Words, photos and pins; a key, a number asked about, a message of a group or one read before is no piece."""
    return (
        not message.choice
        and not message.group_id
        and message.attempts < TRIES
        and needs_reading(message)
        and bool(message.text.strip() or message.latitude is not None)
    )
