"""Plays the transcripts of tests/conversations against the real path: signed webhooks and pages, worker, provider.

A transcript is plain text that an official can read; its lines are explained in tests/conversations/README.md.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.ids import grouped
from tests.conftest import Work
from tests.stage_people import Caller, Chatter, Person, Texter, Visitor

FOLDER = Path(__file__).with_name("conversations")
_SECONDS = {"วินาที": 1, "นาที": 60, "ชั่วโมง": 3600}
_CHANNELS: dict[str, type[Person]] = {
    "LINE": Chatter, "SMS": Texter, "โทรศัพท์": Caller, "เว็บ": Visitor,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Transcript:
    name: str
    file: str
    lines: tuple[Line, ...]

    @property
    def channel(self) -> str:
        return next(line.words for line in self.lines if line.who == "ช่องทาง")


def transcripts() -> list[Transcript]:
    return [each for path in sorted(FOLDER.glob("*.txt")) for each in _read(path)]


def _read(path: Path) -> Iterator[Transcript]:
    name, lines = "", []
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        if raw.startswith("== "):
            if name:
                yield Transcript(name, path.name, tuple(lines))
            name, lines = raw[3:].strip(), []
        elif raw.strip() and not raw.startswith("#"):
            who, colon, words = raw.partition(":")
            assert colon, f"{path.name}:{number}: no speaker"
            lines.append(Line(number, who.strip(), words.strip()))
    yield Transcript(name, path.name, tuple(lines))


@dataclass
class Stage:
    """heard: what the first person was told since somebody last spoke."""

    app: Any
    work: Work
    provider: Any
    people: dict[tuple[str, type[Person]], Person] = field(default_factory=dict)
    channel: type[Person] = Chatter
    last: Person | None = None

    def play(self, transcript: Transcript) -> None:
        self.work_all_day()
        for line in transcript.lines:
            where = f"{transcript.file}:{line.number} {line.who}: {line.words}"
            self._perform(line, where)

    def work_all_day(self, *, works: bool = True) -> None:
        """Whatever day the test runs on, the offices are open on it, or closed for two."""
        self.work.change("delete from office_hours")
        for day in range(7):
            self.work.change("insert into office_hours values ('', :day, '00:00', '23:59:59')", day=day)
        self.work.change("delete from special_day")
        for ahead in range(3):
            self.work.change(
                "insert into special_day (org, day, works, name, source, set_at) values ('',"
                " (now() at time zone 'Asia/Bangkok')::date + cast(:ahead as int), :works, '', '', now())",
                ahead=ahead, works=works or ahead == 2,
            )  # fmt: skip

    def _perform(self, line: Line, where: str) -> None:
        match line.who:
            case "ช่องทาง":
                self.channel = _CHANNELS[line.words]
            case "ผู้แจ้ง" | "คนอื่น":
                self._speaks(self._person(line.who), self._filled(line.words))
            case "ระบบ":
                self._expects(line.words, where)
            case "ไม่พูด":
                said = self._heard()
                assert [each for each in _parts(line.words) if each in said] == [], f"{where}\n{said}"
            case "ปุ่ม":
                buttons = self.last.buttons() if self.last else []
                assert [b for b in _parts(line.words) if b not in buttons] == [], f"{where}\n{buttons}"
            case "เวลาผ่านไป":
                self._wait(line.words)
            case "เวลาราชการ":
                self.work_all_day(works=line.words != "ปิด")
            case "เจ้าหน้าที่":
                self._staff(line.words)
            case "เรื่อง":
                for each in _parts(line.words):
                    name, _, value = each.partition("=")
                    assert self.fact(name.strip()) == value.strip(), f"{where}\n{self.cases()}"
            case other:
                raise AssertionError(f"{where}: {other} is nobody")

    def _person(self, who: str) -> Person:
        key = (who, self.channel)
        if key not in self.people:
            self.people[key] = self.channel(self.app, self.work, self.provider, 1 if who == "ผู้แจ้ง" else 2)
        return self.people[key]

    def _speaks(self, person: Person, words: str) -> None:
        for each in self.people.values():
            each.forget()
        self.last = person
        person.forget()
        for piece in words.split(" + "):  # several pieces, read in one go
            person.says(piece.strip())
        self._gateway_has_sent()
        self.work.all()

    def _gateway_has_sent(self) -> None:
        """The canned words leave from the gateway's own thread, before any worker moves."""
        for _ in range(100):
            waiting = (
                "select count(*) from message where purpose = 'danger' and state in ('pending', 'sending')"
            )
            if not self.work.value(waiting):
                return
            time.sleep(0.02)

    def _filled(self, words: str) -> str:
        if "{" not in words:
            return words
        newest = self.cases()[-1].reference if self.cases() else ""
        first = self.cases()[0].reference if self.cases() else ""
        code = self.last.code() if self.last else ""
        facts = {"เลขที่": newest, "เลขที่แรก": grouped(first), "รหัส": code}
        return words.format(
            **{**facts, "เลขที่ผิด": newest[:-1] + str((int(newest[-1]) + 1) % 10) if newest else ""}
        )

    def _heard(self) -> str:
        assert self.last
        return self.last.heard()

    def _expects(self, words: str, where: str) -> None:
        said = self._heard()
        if words == "(เงียบ)":
            assert said == "", f"{where}\n{said}"
            return
        at = 0
        for each in _parts(self._filled(words)):
            found = said.find(each, at)
            assert found >= 0, f"{where}\nmissing: {each}\nsaid: {said}"

    def _wait(self, words: str) -> None:
        count, unit = words.split()
        if self.last:
            self.last.forget()
        self.work.pass_time(int(count) * _SECONDS[unit])
        self.work.go_on()
        self.work.all()

    def _staff(self, words: str) -> None:
        from tests.stage_staff import act

        for each in self.people.values():
            each.forget()
        act(self.app, self.work, words)
        self.work.all()

    # -- what became of it ---------------------------------------------------------------------------------------

    def cases(self) -> list[Any]:
        return self.work.rows('select * from "case" order by opened_at, reference')

    def fact(self, name: str) -> str:
        from tests.stage_staff import FACTS

        return FACTS[name](self)


def _parts(words: str) -> list[str]:
    return [each.strip() for each in re.split(r"\s/\s", words)]
