"""Stories across the real path: citizens on their channels, staff at their pages, the provider on 127.0.0.1.

A story is a test that reads like the account of an official: who says what, who presses what, what is heard then.
"""

from dataclasses import dataclass, field
from typing import Any

from casework.access import Actor
from store.cases import NeedState
from store.db import utc_now
from store.staff import Role
from tests.conftest import Work, log_in
from tests.pages.helpers import csrf
from tests.stage import Stage
from tests.stage_people import Caller, Chatter, Person, Texter, Visitor

KHUAN_LANG, HAT_YAI, HUB = "9079", "9098", "hub-9011"
CHANNELS: dict[str, type[Person]] = {"LINE": Chatter, "SMS": Texter, "phone": Caller, "web": Visitor}


@dataclass
class Desk:
    """One member of staff at their browser. Presses are posts of the real forms; a refusal is asserted by its status."""

    story: "Story"
    org: str
    role: str
    client: Any
    actor: Actor

    def sees(self, path: str = "") -> str:
        """The page of the newest case, or the one at this address."""
        answer = self.client.get(path or f"/cases/{self.story.case().reference}")
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.text)

    def press(self, verb: str, status: int = 303, **fields: Any) -> str:
        """verb: below the case's address ("reply", "needs/disaster:food/step"), or a whole one that begins with /."""
        path = verb if verb.startswith("/") else f"/cases/{self.story.case().reference}/{verb}"
        data = {"csrf": csrf(self.client), "version": self.story.case().version, **fields}
        answer = self.client.post(path, data=data)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-1500:])
        self.story.goes_on()
        return str(answer.text)

    def of_need(self, code: str, verb: str, status: int = 303, **fields: Any) -> str:
        fields = {"version": self.story.need(code).version} | fields
        return self.press(f"needs/{code}/{verb}", status, **fields)

    def confirms(self, code: str) -> None:
        sign = "=" if self.story.work.rows("select 1 from need where code = :code", code=code) else "+"
        self.press("reading", change=f"need:{sign}{code}")

    def gives(self, code: str, what: str, status: int = 303, **fields: Any) -> str:
        """Written down as the page sends it; without a receipt unless one is named."""
        from uuid import uuid4

        from store.ids import BANGKOK

        given = {
            "id": str(uuid4()), "kind": "goods", "what": what, "quantity": "1", "unit": "ชุด", "source": "own",
            "given_at": utc_now().astimezone(BANGKOK).strftime("%Y-%m-%dT%H:%M"), "whole": "1",
        }  # fmt: skip
        return self.press(f"needs/{code}/give", status, **given | fields)

    def steps(self, code: str, after: NeedState, **facts: Any) -> None:
        """A step that another page presses (the committee's, the governor's, the hub's)."""
        from casework import needs

        with self.story.work.house.database.session() as session:
            version = self.story.need(code).version
            reference = self.story.case().reference
            needs.step(session, self.actor, reference, code, after, version=version, now=utc_now(), **facts)
        self.story.goes_on()


@dataclass
class Story:
    app: Any
    work: Work
    provider: Any
    people: list[Person] = field(default_factory=list)

    def citizen(self, channel: str = "LINE") -> Person:
        person = CHANNELS[channel](self.app, self.work, self.provider, len(self.people) + 1)
        self.people.append(person)
        return person

    def says(self, person: Person, words: str) -> str:
        """What this person hears back."""
        for each in self.people:
            each.forget()
        person.says(words)
        self.work.all()
        return person.heard()

    def staff(self, role: str = "clerk", org: str = KHUAN_LANG, name: str = "") -> Desk:
        email = f"{name or role}.{org}@example.org"
        client = log_in(self.app, org, role, email=email)
        key = self.work.value("select id from staff where email = :email", email=email)
        return Desk(self, org, role, client, Actor(key, name or role, {org: frozenset({Role(role)})}))

    def goes_on(self) -> None:
        """What was held back for company goes out, and what was said is read."""
        self.work.later(60)
        self.work.all()

    def heard(self, person: Person) -> str:
        """Since it was asked last."""
        self.goes_on()
        said = person.heard()
        person.forget()
        return said

    def case(self) -> Any:
        return self.work.rows('select * from "case" order by opened_at desc, id desc limit 1')[0]

    def need(self, code: str) -> Any:
        return self.work.rows(
            "select n.* from need n where n.case_id = :case and n.code = :code",
            case=self.case().id,
            code=code,
        )[0]

    def told(self) -> list[str]:
        """The story of the newest case, verb by verb."""
        rows = self.work.rows(
            "select verb from case_event where case_id = :case order by at, id", case=self.case().id
        )
        return [row.verb for row in rows]

    def passes(self, **columns: Any) -> None:
        """So many days go by for the needs and the case: every date of theirs lies that much further back."""
        from datetime import timedelta

        gap = timedelta(**columns)
        self.work.pass_time(gap.total_seconds())
        for column in ("since", "due_at", "paused_at"):
            self.work.change(
                f"update need set {column} = {column} - :gap where {column} is not null", gap=gap
            )

    def opens_every_day(self) -> None:
        """Offices are at work whatever day the test runs on."""
        Stage(self.app, self.work, self.provider).work_all_day()
