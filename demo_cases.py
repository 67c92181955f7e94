"""Some 300 cases to look at, the same every time: told by invented people over all channels, spread over 60 days.

Each goes the real path (record, triage, what staff do) at its own hour, in one transaction, so that no worker meets
a half of it; what would be sent is given a fate instead (store/demo_fates.py).
"""

import json
import secrets
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlmodel import Session

import demo
import demo_committee
import demo_pictures
import wording
from casework import templates
from casework.access import Actor
from channels.contract import Attachment
from demo_staff import go_on
from demo_stage import Stage, say
from store import demo_fates, files
from store.ids import conversation_id
from store.reference import DEMO
from store.register import Directory
from store.staff import Role

CASES, DAYS = 300, 60
CHANNELS = ("line", "line", "line", "line", "line", "line", "web", "web", "voice", "sms", "desk")
FLOOD = (24, 21)
"""Days ago between which the flood came; most of the flood's texts fall there, the rest in the last days."""
LEADING = (Role.CLERK, Role.SECRETARY, Role.HEAD)
WORKING = (Role.CLERK, Role.FIELD)
"""What the first and the second person of a desk are."""
URGENT = slice(7, 10)
"""Of the flood's texts those that ring: lives in danger within the last hour."""


class NotEmpty(Exception):
    """There are cases already: the demo is for an empty installation only."""


class RealChannels(Exception):
    """A provider's account is set: invented people must never be written to."""


def load(
    session: Session, directory: Directory, folder: Path, *, real: bool, now: datetime, cases: int = CASES
) -> int:
    """How many pleas were told. NotEmpty, RealChannels: nothing was done."""
    if real:
        raise RealChannels
    if demo_fates.any_case(session):
        raise NotEmpty
    told = _told()
    stage = Stage(session, directory, folder, now)
    _hire(stage, [each["clerk"] for each in told if "clerk" in each])
    _write_ready(stage, [each for each in told if "ready" in each])
    demo_committee.seat(stage)
    pleas = [json.loads(line) for line in (DEMO / "pleas.jsonl").read_text("utf-8").splitlines()]
    urgent = [plea for plea in pleas if plea["topic"] == "F"][URGENT]
    for n in range(cases):
        plea = pleas[n % len(pleas)] if n < len(pleas) else stage.dice.choice(pleas)
        at = _when(stage, plea)
        if n < len(urgent):
            plea, at = urgent[n], now - timedelta(minutes=4 + 17 * n)
        stage.at(at, partial(_begin, stage, told, plea, n))
    stage.play()
    demo_fates.settle(session)
    demo_fates.read_until(session, now - timedelta(days=2))
    return cases


def _told() -> list[dict[str, str]]:
    return [json.loads(line) for line in (DEMO / "answers.jsonl").read_text("utf-8").splitlines()]


def _hire(stage: Stage, names: list[str]) -> None:
    """Two people for every desk, with passwords that nobody knows."""
    orgs = sorted(code for code, each in stage.directory.names.items() if each.at_work)
    start = stage.until - timedelta(days=DAYS + 5)
    for n, name in enumerate(names):
        org = orgs[n % len(orgs)]
        email = f"clerk{n + 1}@saitrong.example"
        person = demo.add_staff(stage.session, email, secrets.token_urlsafe(24), now=start, name=name)
        roles = LEADING if org not in stage.clerks else WORKING
        for role in roles:
            demo.give_role(stage.session, person, org, role, now=start)
        stage.clerks.setdefault(org, []).append(Actor(person.id, name, {org: frozenset(roles)}))
    stage.session.flush()


def _write_ready(stage: Stage, told: list[dict[str, str]]) -> None:
    """Every desk's answers that are given often, written by its head."""
    names = frozenset(wording.say(f"template.field.{field}") for field in templates.FIELDS)
    for org, people in stage.clerks.items():
        for each in told:
            templates.put(
                stage.session, people[0], key=None, org=org, title=each["ready"], words=each["words"],
                category=each.get("category", ""), names=names, now=stage.until - timedelta(days=DAYS),
            )  # fmt: skip


def _when(stage: Stage, plea: dict[str, str]) -> datetime:
    """More by day than by night, more of late than long ago; the flood within its own days."""
    dice = stage.dice
    if plea["topic"] == "F" and dice.random() < 0.75:
        ago = dice.uniform(FLOOD[1], FLOOD[0])
    else:
        ago = DAYS * dice.random() ** 1.7
    at = stage.until - timedelta(days=ago)
    if dice.random() < 0.8 and ago > 1:
        at = at.replace(hour=dice.randrange(1, 12))  # 8 to 19 o'clock in Bangkok
    return min(at, stage.until - timedelta(minutes=2))


# -- what a citizen does -----------------------------------------------------------------------------------------


def _begin(stage: Stage, told: list[dict[str, str]], plea: dict[str, str], n: int, at: datetime) -> None:
    dice = stage.dice
    place = dice.choice([each["place"] for each in told if "place" in each])
    name = dice.choice([each["citizen"] for each in told if "citizen" in each])
    account = CHANNELS[n % len(CHANNELS)]
    sender, phone = _sender(account, n)
    words = plea["text"].format(p=place)
    spoken = account == "voice"
    say(
        stage, account, sender, at, text="" if spoken else words, name="" if account == "sms" else name, phone=phone,
        files_=_files(stage, plea, spoken=spoken), call=f"demo-{n}" if spoken else "",
    )  # fmt: skip
    case = demo_fates.newest(stage.session, conversation_id(account, sender))
    if case is None:
        return
    if plea.get("more") and not spoken:
        later = at + timedelta(minutes=dice.randrange(3, 50))
        stage.at(
            later, lambda when: say(stage, account, sender, when, text=plea["more"], name=name, phone=phone)
        )
    answers = [each for each in told if each.get("topic") == plea["topic"]] or [
        each for each in told if "reply" in each
    ]
    go_on(stage, account, sender, plea, dice.choice(answers), words if spoken else "", at)


def _sender(account: str, n: int) -> tuple[str, str]:
    """Every ninth person has written before. 060 is a prefix that no company has been given."""
    person = n - 90 if n % 9 == 0 and n > 120 else n
    phone = f"060000{person:04d}"
    if account == "line":
        return f"U{person:032x}", phone if person % 3 else ""
    return (f"+66{phone[1:]}", phone) if account in {"sms", "voice"} else (f"demo{person:028d}", phone)


def _files(stage: Stage, plea: dict[str, str], *, spoken: bool) -> tuple[Attachment, ...]:
    if spoken:
        stored = files.put(stage.folder, demo_pictures.sound(stage.dice))
        return (Attachment("audio", stored=stored, name="recording.wav", media_type="audio/wav", seconds=1),)
    if "photo" not in plea:
        return ()
    stored = files.put(stage.folder, demo_pictures.photo(plea["photo"], stage.dice))
    return (Attachment("image", stored=stored, name=f"{plea['photo']}.jpg", media_type="image/jpeg"),)
