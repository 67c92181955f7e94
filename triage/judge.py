"""What one message asks and who should have it: reading, locate and route put together into casework's words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from casework.cases import Choice, Findings
from store.register import Directory
from triage import registering
from triage.locate import Place, locate
from triage.plan import OpenCase
from triage.question import amphoe_of, choices
from triage.reading import Reading, read_many
from triage.route import HUB_FIRST, Route, route
from triage.settling import UNSURE, answered, only_named, settled
from triage.wishes import wish

TALKED = "talked"
"""A call that staff took in person: kept as such, they write down themselves what it was about."""

STICKER = "sticker"
LONGEST_READ = 5000
CASELESS = frozenset({"status", "thanks", "spam", "offtopic"})
SURE = 0.7
"""On 582 labelled messages nothing that wants a case was called caseless with more confidence than 0.6."""
SPARED = frozenset({"info", "offer", "pdpa"})
"""Kinds that are answered whatever their place is; it is not asked for."""
MARKS = ("third_party", "silent", "national_id", "phone", "repeat", "correction")
"""What staff are told of the words beside kind, field and urgency; each is a field of the reading."""
HOTLINE_KEYS = ("danger", "topic:", "phone", "postcode:", "body:", TALKED)
"""What the hotline's keys say; a button with other words is a wish (triage/wishes.py)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """unsure: the citizen was asked about the place and does not know. reading: None for what was not read.

    words: what was read, where it is a burst.
    """

    kind: str
    language: str
    findings: Findings
    unsure: bool = False
    reading: Reading | None = None
    words: str = ""

    @property
    def repeat(self) -> bool:
        return "repeat" in self.findings.marks

    @property
    def corrects(self) -> bool:
        """The citizen takes back something said before ("แก้ค่ะ ม.6 ไม่ใช่ ม.5")."""
        return "correction" in self.findings.marks


def needs_reading(message: Any) -> bool:
    """A wish is answered without a reading (triage/wishes.py); one that is read after all is read alone."""
    choice = message.choice
    if choice and not message.text:
        return bool(choice == STICKER or choice.startswith(HOTLINE_KEYS))
    return bool(choice or message.urgent or wish(message.text) is None)


def read_for(messages: Sequence[tuple[str, Any]]) -> list[Reading]:
    """(account, message) → its reading; all at once, which costs less each."""
    return read_many(
        [message.text[:LONGEST_READ] for _, message in messages],
        channels=[account.partition(".")[0] for account, _ in messages],
        choices=[message.facts.get("topic") or message.choice for _, message in messages],
    )


def judge(
    message: Any,
    account: str,
    home: str,
    directory: Directory,
    *,
    about: OpenCase | None = None,
    reading: Reading | None = None,
    kind_said: str = "",
) -> Judged:
    """Pure over the message row and the directory. home: the account's desk for what has no place.

    about: the open case that waits for its place; the message may answer our question, and its place is routed
    as that case's kind, so that a complaint never goes to the accused because the place came in a second message.
    reading: what was read of it already. kind_said: a person's word on the kind, over that of the reading.
    """
    facts = message.facts
    told = facts.get("place_said") or f"{message.text}\n{facts.get('place', '')}".strip()[:LONGEST_READ]
    reading = _careful(reading or read_for([(account, message)])[0])
    place = locate(
        told,
        lat=message.latitude,
        lon=message.longitude,
        postcode=facts.get("postcode") or None,
        register=directory.register,
    )
    answer = _answer(message, place, about, directory) if about else None
    if about and answer not in {None, UNSURE}:
        place = settled(answer, place, directory.register, tambon=about.tambon_code or "", moo=about.moo)
        if only_named(message.text, about.ask, directory):
            reading = replace(reading, kind="update")
    urgent = certain(message)
    if facts.get("right") and not message.urgent:  # the form for it was used: nothing is left to be read
        reading = replace(reading, kind="pdpa", urgency="U3", confidence=1.0)
    kind = "plea" if urgent or (message.choice and reading.kind == "offtopic") else reading.kind
    kind = kind_said or kind
    meant = kind if kind == "complaint" or not about else about.kind
    # an addition to a case we do not find is a plea of its own
    to = route(place, replace(reading, kind="plea" if meant == "update" else meant), directory.register)
    urgency = "U0" if urgent else reading.urgency
    findings = _findings(meant, reading, place, to, home, directory, urgency)
    if campaign := registering.told(facts):
        return Judged(
            "plea", reading.language, registering.findings_of(findings, campaign, directory), reading=reading
        )
    return Judged(kind, reading.language, findings, answer == UNSURE, reading)


def certain(message: Any) -> bool:
    """Whether the door was sure of a life in danger; what it doubted was answered and comes first, and is read."""
    return bool(message.urgent) and not message.facts.get("doubted")


def _careful(reading: Reading) -> Reading:
    """What would open no case is only believed when it is sure: a plea taken for chatter is a plea lost."""
    if reading.kind in CASELESS and reading.confidence < SURE:
        return replace(reading, kind="plea", urgency=min(reading.urgency, "U2"))
    return reading


def _answer(message: Any, place: Place, about: OpenCase, directory: Directory) -> Choice | None:
    """What the message says to our question: by words, or by the keys of a call."""
    if message.choice.startswith("body:"):
        named = directory.current(message.facts.get("org", ""))
        return Choice(named) if named in directory.register.laos else UNSURE
    return answered(message.text, place, about.ask, directory, moo=about.moo) if about.ask else None


def judge_unread(message: Any, home: str) -> Judged:
    """After three failed readings: a plea of unknown need for the home desk, urgent if the intake saw danger."""
    urgency = "U0" if message.urgent else "U1"
    return Judged("plea", "", unplaced("plea", urgency, home, ("unread",)))


def _findings(
    kind: str,
    reading: Reading | None,
    place: Place,
    to: Route,
    home: str,
    directory: Directory,
    urgency: str = "U3",
) -> Findings:
    if reading is None:
        return unplaced(kind, urgency, home, to.reasons)
    hub = directory.register.hub_of(amphoe_of(place, directory.register), *place.lao_codes)
    owner, candidates = _owner(to, home, hub.code if hub and hub.at_work else None, urgency)
    offered = () if kind in HUB_FIRST else choices(place, directory.register)
    return Findings(
        kind=kind,
        category=reading.category,
        urgency=urgency,
        confidence=reading.confidence,
        owner=owner,
        hub=hub.code if hub else None,
        candidates=tuple(code for code in candidates if code in directory.names),
        accused=place.lao_codes if kind == "complaint" else (),
        asks_place=kind not in SPARED and to.to == "ask" and _open(place, offered),
        tambon_code=place.tambon_code,
        amphoe_code=place.amphoe_code,
        province_code=place.province_code,
        moo=place.moo,
        place_text=place_shown(place),
        emergency_numbers=reading.emergency_numbers,
        vulnerable=reading.vulnerable,
        reasons=(*reading.reasons, *to.reasons),
        needs=reading.needs,
        marks=tuple(mark for mark in MARKS if getattr(reading, mark)),
        said_in=reading.language,
        read_by=reading.version,
        ask=offered,
        away=to.away,
        registered=place.registered,
        silent=reading.silent,
    )


def _open(place: Place, offered: tuple[Choice, ...]) -> bool:
    """Whether the citizen can say more: a tambon whose bodies nobody can tell apart is settled by the hub."""
    return place.outside or (place.ask and (bool(offered) or place.tambon_code is None))


def _owner(to: Route, home: str, hub: str | None, urgency: str) -> tuple[str, tuple[str, ...]]:
    """One body owns; the others that may be meant see it as candidates until a person settles it."""
    if to.to in {"lao", "hub"} and to.orgs:
        return to.orgs[0], ()
    if to.to == "several" and to.orgs:
        return to.orgs[0], to.orgs[1:]
    if to.to == "ask" and to.orgs:
        return hub or home, to.orgs if urgency in {"U0", "U1"} else ()
    return home, ()


def unplaced(kind: str, urgency: str, home: str, reasons: tuple[str, ...]) -> Findings:
    return Findings(
        kind=kind, category=(), urgency=urgency, confidence=0.0, owner=home, hub=None, candidates=(), accused=(),
        asks_place=False, tambon_code=None, amphoe_code=None, province_code=None, moo=None, place_text="",
        emergency_numbers=(), vulnerable=(), reasons=reasons,
    )  # fmt: skip


def place_shown(place: Place) -> str:
    """The place as a clerk reads it: ต.… อ.… จ.…"""
    if (place.province_code or "").startswith("10"):
        names = (("แขวง", place.tambon), ("เขต", place.amphoe), ("", place.province))
    else:
        names = (("ต.", place.tambon), ("อ.", place.amphoe), ("จ.", place.province))
    moo = f"หมู่ {place.moo} " if place.moo else ""
    if not any(name for _, name in names):
        return (moo + (place.lao_name or "")).strip()
    return (moo + " ".join(f"{mark}{name}" for mark, name in names if name)).strip()
