"""What people on duty are told: the kind of danger, the place, the reference and a link; never a citizen's words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from casework.replies import Words, spoken_number
from channels.clusters import cut_units, units
from store.ids import grouped
from wording import say, sentences

SMS_UNITS = 70
"""One text message: whoever is woken at night reads one."""
LISTED = 5
_SIGN = re.compile(r"danger(?: [01]\.\d\d)?, ([a-z_]+)")
PREFIX = "duty:ack:"
"""Before the message's id in a button that acknowledges (channels/duty_call.py knows it too)."""


def sign(reasons: Sequence[str]) -> str:
    """The kind of danger that the reading named, in an official's words."""
    found = next((match[1] for reason in reasons if (match := _SIGN.match(reason))), "")
    key = f"alarm.sign.{found}"
    return say(key) if key in sentences("th") else say("alarm.sign.other")


def call(key: UUID, alarms: Sequence[Any], *, public_url: str) -> Words:
    """One call or message about everything that still rings for this person. alarms: oldest first, at least one."""
    words = _one(alarms[0]) if len(alarms) == 1 else _many(alarms)
    card = {
        "title": say("duty.title"),
        "lines": words["lines"],
        "note": words["note"],
        "tone": "danger",
        "buttons": _buttons(key, alarms, public_url),
    }
    return Words(text=words["text"], short=words["short"], spoken=words["spoken"], card=card)


def crowd(org_name: str, count: int) -> Words:
    """To the hub and the operator: more alarms than single calls can carry."""
    told = say("duty.crowd", org=org_name, n=count)
    return Words(text=told, short=told, spoken=told)


def accepted(references: Sequence[str]) -> Words:
    """What whoever acknowledged in writing reads."""
    listed = ", ".join(grouped(reference) for reference in references[:LISTED])
    told = say("duty.accepted", n=len(references), references=listed)
    return Words(text=told, short=told, spoken=told)


def nothing_rings() -> Words:
    told = say("duty.nothing")
    return Words(text=told, short=told, spoken=told)


def taken_already(reference: str, name: str) -> Words:
    key = "duty.taken_by" if name else "duty.taken"
    told = say(key, reference=grouped(reference), **({"name": name} if name else {}))
    return Words(text=told, short=told, spoken=told)


def _one(alarm: Any) -> Mapping[str, Any]:
    what, place = sign(alarm.reasons), alarm.place_text or say("duty.no_place")
    quiet = say("duty.silent") if alarm.silent else ""
    number = grouped(alarm.reference)
    return {
        "text": "\n".join(
            filter(
                None, (say("duty.text", sign=what, place=place, reference=number), quiet, say("duty.answer"))
            )
        ),
        "short": _short(what, place, alarm),
        "spoken": " ".join(
            filter(
                None,
                (say("duty.spoken", sign=what, place=place, reference=spoken_number(alarm.reference)), quiet),
            )
        ),
        "lines": [[say("duty.what"), what], [say("duty.where"), place], [say("ack.reference"), number]],
        "note": quiet,
    }


def _short(what: str, place: str, alarm: Any) -> str:
    """The place gives way when it does not fit."""
    key = "duty.sms_silent" if alarm.silent else "duty.sms"
    bare = say(key, sign=what, place="", reference=alarm.reference)
    return say(
        key, sign=what, place=cut_units(place, max(0, SMS_UNITS - units(bare))), reference=alarm.reference
    )


def _many(alarms: Sequence[Any]) -> Mapping[str, Any]:
    count, newest = len(alarms), alarms[-1]
    quiet = say("duty.some_silent") if any(alarm.silent for alarm in alarms) else ""
    lines = [
        [grouped(alarm.reference), f"{sign(alarm.reasons)} · {alarm.place_text or say('duty.no_place')}"]
        for alarm in alarms[-LISTED:]
    ]
    head = say("duty.many", n=count)
    listed = [f"{number} {rest}" for number, rest in lines]
    more = [say("duty.more", n=count - LISTED)] if count > LISTED else []
    return {
        "text": "\n".join(filter(None, (head, *listed, *more, quiet, say("duty.answer")))),
        "short": say("duty.sms_many", n=count, reference=newest.reference),
        "spoken": " ".join(filter(None, (say("duty.spoken_many", n=count), quiet))),
        "lines": [["", head], *lines],
        "note": "\n".join(filter(None, (*more, quiet))),
    }


def _buttons(key: UUID, alarms: Sequence[Any], public_url: str) -> list[dict[str, str]]:
    buttons = [{"label": say("duty.acknowledge"), "action": "postback", "value": f"{PREFIX}{key}"}]
    # LINE opens nothing but https
    if public_url.startswith("https://"):
        page = f"/cases/{alarms[0].reference}" if len(alarms) == 1 else "/alarms"
        buttons.append({"label": say("duty.open"), "action": "uri", "value": public_url + page})
    return buttons
