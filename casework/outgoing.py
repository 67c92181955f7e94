"""A row of the outbox in the contract's words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from channels.contract import Attachment, Button, Card, OutboundMessage


def outbound(row: Any, token: str, recipient: str, companions: Sequence[Any] = ()) -> OutboundMessage:
    """recipient: whom the row is for, or the number a caller gave for calling back.

    companions: rows that go in the same call, in the order they were said; the earliest may stand before the row.
    """
    lead = _of(row, recipient, token)
    if not companions:
        return lead
    rows = sorted((row, *companions), key=lambda each: each.id)
    first, *rest = [lead if each is row else _of(each, recipient, "") for each in rows]
    # whichever was said first leads the call, under the key and the token of the claimed row
    return replace(first, key=row.id, reply_token=token, then=tuple(rest))


def _of(row: Any, recipient: str, token: str) -> OutboundMessage:
    return as_outbound(
        key=row.id,
        recipient=recipient,
        text=row.text,
        parts=row.parts,
        reply_token=token,
        language=row.language,
        sender_name=row.sender_name,
    )


def as_outbound(
    *,
    key: UUID,
    recipient: str,
    text: str,
    parts: Mapping[str, Any],
    reply_token: str,
    language: str,
    sender_name: str = "",
) -> OutboundMessage:
    return OutboundMessage(
        key=key,
        recipient=recipient,
        text=text,
        short=parts.get("short") or "",
        spoken=parts.get("spoken") or "",
        card=_card(parts.get("card")),
        buttons=tuple(Button(**button) for button in parts.get("buttons") or ()),
        attachments=tuple(
            Attachment(kind="image", url=each["url"], preview=each["preview"])
            for each in parts.get("files") or ()
        ),
        reply_token=reply_token,
        language=language,
        sender_name=sender_name,
    )


def _card(plain: Mapping[str, Any] | None) -> Card | None:
    if not plain:
        return None
    return Card(
        title=plain["title"],
        lines=tuple((label, value) for label, value in plain["lines"]),
        note=plain["note"],
        tone=plain["tone"],
        buttons=tuple(Button(**button) for button in plain["buttons"]),
    )
