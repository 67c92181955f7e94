"""People on duty around ควนลัง and its hub, cases in danger, and a clock whose time is a value."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import demo
from casework import calling, ladder
from casework.alarm_rules import Rules, rules
from store.duty import DutyShift, StaffContact
from store.staff import Role
from tests.conftest import Work
from tests.speak import DROWNING, line_event, post_line, user

LAO, HUB, OTHER = "9079", "hub-9011", "9098"
NIGHT = datetime(2026, 11, 26, 19, 30, tzinfo=UTC)
"""Half past two at night in Bangkok."""


@dataclass
class Town:
    """work: a house and its worker. now: what the clock shows; people are rung on their own line and phone."""

    work: Work
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    people: dict[str, Any] = field(default_factory=dict)

    def person(
        self, name: str, org: str = LAO, role: Role = Role.CLERK, *, line: bool = True, phone: bool = True
    ) -> UUID:
        with self.work.house.database.session() as session:
            row = demo.add_staff(session, f"{name}@example.org", "correct horse", now=self.now, name=name)
            demo.give_role(session, row, org, role, now=self.now)
            number = len(self.people)
            contacts = [("line", "line", user(900 + number))] * line + [
                ("phone", "", f"+6690000{number:04d}")
            ] * phone
            for kind, account, value in contacts:
                session.add(
                    StaffContact(
                        id=uuid4(), staff_id=row.id, kind=kind, account=account, value=value, created_at=self.now,
                        verified_at=self.now,
                    )
                )  # fmt: skip
            self.people[name] = row
        return row.id

    def on_duty(self, name: str, rung: int = 1, org: str = LAO, **more: Any) -> UUID:
        """Every day from midnight to midnight unless `more` says otherwise; a new person where there is none yet."""
        person = self.people[name].id if name in self.people else self.person(name, org)
        days: list[dict[str, Any]] = (
            [{"day": more["day"]}] if "day" in more else [{"weekday": n} for n in range(7)]
        )
        with self.work.house.database.session() as session:
            for each in days:
                session.add(
                    DutyShift(
                        id=uuid4(), org=org, staff_id=person, rung=rung, starts=more.get("starts", time(0)),
                        ends=more.get("ends", time(0)), created_by=person, created_at=self.now, **each,
                    )
                )  # fmt: skip
        return person

    def cry(self, client: Any, words: str = DROWNING, n: int = 1) -> None:
        """A person in danger by LINE, read by the worker; what is said to citizens is sent."""
        post_line(client, line_event(words, source={"type": "user", "userId": user(n)}))
        self.work.all()

    def tick(self, seconds: float = 0, *, by: Rules | None = None) -> Any:
        """So much later the clock does its chore."""
        self.now += timedelta(seconds=seconds)
        with self.work.house.database.session() as session:
            told = ladder.climb(session, now=self.now, rules=by or rules())
            if told is None:
                return None
            calling.call_out(
                session, now=self.now, rules=by or rules(), name=str, public_url="https://saitrong.test"
            )
        return told

    def rung(self) -> list[tuple[str, str, str]]:
        """(name, why, way) of everybody who was called, in order."""
        rows = self.work.rows(
            "select s.name, r.why, r.way from alarm_ring r left join staff s on s.id = r.staff_id"
            " where r.called_at is not null order by r.called_at, r.id"
        )
        return [(row.name, row.why, row.way) for row in rows]

    def names(self) -> list[str]:
        return list(dict.fromkeys(name for name, _, _ in self.rung()))

    def calls(self) -> list[Any]:
        return self.work.rows(
            "select m.*, p.value, p.staff_id as to_staff from message m join conversation c on c.id = m.conversation_id"
            " join staff_contact p on p.id = c.contact_id where m.purpose = 'duty' order by m.id"
        )

    def alarm(self) -> Any:
        return self.work.rows("select * from alarm order by opened_at desc limit 1")[0]


TODAY = date(2026, 11, 27)
