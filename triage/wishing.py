"""A wish carried out: what it is about is looked up, the table says what follows, the batch's plan takes it in."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import cases, deadlines
from casework.phones import national
from store import triaging
from store.help import Answer
from store.ids import new_id
from store.register import Directory
from store.triaging import Talk
from triage import proving
from triage.dialogue import Do, Event, Filled, Raised, Wished, step
from triage.plan import OpenCase, Plan
from triage.reading.danger import CRY, numbers_of
from triage.replying import Brief, brief_of, brief_of_open
from triage.states import Say
from triage.turn import Told, Turn
from triage.wishes import Wish, reference_in


class Wishing:
    """Look-ups for the whole batch are made once. open_: opens a case in the batch without acknowledging it."""

    def __init__(
        self,
        session: Session,
        plan: Plan,
        directory: Directory,
        now: datetime,
        talks: list[Talk],
        open_: Callable[..., OpenCase],
    ) -> None:
        self.session = session
        self.directory = directory
        self.plan = plan
        self.now = now
        self.open = open_
        self._rows = self._look_up(talks)

    def grant(self, turn: Turn, message: Any, asked: Wish) -> UUID | None:
        """Do what is asked; returns the case that the message belongs to."""
        special = {"pressed_danger": self._danger, "known_phone": self._known_phone, "by": self._by}
        if asked.name in special:
            special[asked.name](turn, message, asked)
        elif asked.name == "skip" and turn.state.waits == "place" and turn.current and turn.current.ask:
            self.plan.settled.append({"case": turn.current.id})
            self._event(turn.current.id, "unsure")
            turn.told = Told("unsure", turn.put(replace(turn.current, asks_place=False)))
            self.apply(turn, message, Wished("skip", self.now))
        else:
            # how things stand is told of every own case, unless one is named
            everything = asked.name == "status" and not asked.reference
            case = None if everything else self.about(turn, asked.reference)
            self.apply(
                turn, message, Wished(_name(asked, case), self.now, case.known if case else None, asked.value)
            )
        return turn.current.id if turn.current else None

    def apply(self, turn: Turn, message: Any, event: Event) -> None:
        made = step(turn.state, event)
        turn.state = made.state
        turn.say(*made.says)
        for each in made.does:
            getattr(self, f"_{each.what}")(turn, message, each)

    # -- what it is about ----------------------------------------------------------------------------------------

    def cases_of(self, turn: Turn) -> list[Brief]:
        """This person's own cases, newest first, with those opened in this very batch."""
        dates = {row.id: row.step_due_at for row in self._rows}
        held = [replace(brief_of_open(case), step_due_at=dates.get(case.id)) for case in turn.cases.values()]
        ids = {case.id for case in held}
        rows = [row for row in self._rows if row.id not in ids and _mine(row, turn)]
        return [*held, *(brief_of(row, mine=True) for row in rows)]

    def known(self, turn: Turn) -> list[Brief]:
        """Own cases and those whose number somebody named."""
        own = self.cases_of(turn)
        ids = {case.id for case in own}
        return [*own, *(brief_of(row, mine=False) for row in self._rows if row.id not in ids)]

    def about(self, turn: Turn, reference: str) -> Brief | None:
        """The case of the number, or the one people mean without a number: the newest open, else the newest."""
        if reference:
            return next((case for case in self.known(turn) if case.reference == reference), None)
        own = self.cases_of(turn)
        if turn.current:
            return next((case for case in own if case.id == turn.current.id), None)
        return own[0] if own else None

    def _look_up(self, talks: list[Talk]) -> Sequence[Any]:
        asked = {
            reference_in(f"{m.text[:200]} {m.choice}") for t in talks for m in t.messages if len(m.text) < 200
        }
        asking = [t.conversation for t in talks if any(len(m.text) < 200 for m in t.messages)]
        return triaging.latest(
            self.session,
            references=[reference for reference in asked if reference],
            conversations=[one.id for one in asking],
            persons=[one.person_id for one in asking if one.person_id],
        )

    # -- answers that are more than a word -----------------------------------------------------------------------

    def _danger(self, turn: Turn, _message: Any, _asked: Wish) -> None:
        """ "Yes, in danger": typed where the button was not pressed; the number to call comes first."""
        turn.state = step(turn.state, Filled(frozenset({"danger"}))).state
        turn.state = step(turn.state, Raised()).state
        if turn.current:
            self._join(turn, turn.current, urgency="U0")
            self._event(turn.current.id, "said_danger")
            turn.danger = numbers_of(CRY)
            turn.told = Told("added", turn.put(replace(turn.current, urgency="U0")))

    def _known_phone(self, turn: Turn, message: Any, _asked: Wish) -> None:
        if turn.current and turn.phone:
            self._join(turn, turn.current, phone=national(turn.phone))
        self.apply(turn, message, Filled(frozenset({"phone"})))
        if turn.current:
            turn.told = Told("added", turn.current)

    def _by(self, turn: Turn, message: Any, asked: Wish) -> None:
        said = proving.choose(self._proof(), turn, asked.value)
        self._proved(turn, message, said)

    def _join(self, turn: Turn, case: OpenCase, *, urgency: str = "U3", phone: str = "") -> None:
        self.plan.joins.append(
            {
                "case": case.id, "owner": case.owner, "at": self.now, "now": self.now, "count": 1,
                "urgency": urgency, "text": "", "phone": phone, "moo": None, "replaces": False, "wakes": True,
                "latitude": None, "longitude": None, "conversation": turn.conversation, "silent": False,
                "vulnerable": [], "marks": [], "emergency_numbers": [],
            }
        )  # fmt: skip

    # -- what the table wants done (Do.what) ---------------------------------------------------------------------

    def _went_on(self, _turn: Turn, _message: Any, do: Do) -> None:
        """Nobody answered: staff see what was asked, and go on with what there is."""
        if do.case:
            self._event(do.case, "went_on", slot=do.value)

    def _call_person(self, turn: Turn, message: Any, do: Do) -> None:
        case = turn.cases.get(do.case) if do.case else turn.current
        if case is None:
            case = self.open(turn, message, "info")
            turn.says = [replace(each, case=case.id) if each.what == "staff" else each for each in turn.says]
            turn.state = replace(turn.state, case=case.id)
        self._flag(case.id)

    def _flag_person(self, _turn: Turn, _message: Any, do: Do) -> None:
        if do.case:
            self._flag(do.case)

    def _flag(self, case: UUID) -> None:
        self.plan.flags.append({"case": case, "now": self.now})
        self._event(case, "wants_person")

    def _cancel(self, turn: Turn, _message: Any, do: Do) -> None:
        if do.case:
            self.plan.cancels.append({"case": do.case, "now": self.now})
            self._event(do.case, "cancelled")
            turn.drop(do.case)

    def _merge(self, turn: Turn, _message: Any, do: Do) -> None:
        into = UUID(do.value)
        if do.case:
            self.plan.merges.append({"case": do.case, "into": into, "now": self.now})
            self._event(do.case, "merged")
            self._event(into, "merged_here")
            turn.drop(do.case)

    def _rate(self, _turn: Turn, _message: Any, do: Do) -> None:
        if do.case:
            self.plan.ratings.append({"case": do.case, "stars": int(do.value)})
            self._event(do.case, "rated", stars=int(do.value))

    def _arrived(self, _turn: Turn, _message: Any, do: Do) -> None:
        if do.case:
            self.plan.arrived.append((do.case, Answer(do.value), self.now))

    def _no_danger(self, _turn: Turn, _message: Any, do: Do) -> None:
        """Only a person lowers an urgency; they see that the citizen says so."""
        if do.case:
            self._event(do.case, "said_no_danger")

    def _request_data(self, turn: Turn, message: Any, do: Do) -> None:
        """Once a person: while one is open, its number is told again."""
        already = next(
            (case for case in self.cases_of(turn) if case.kind == "pdpa" and case.state not in {"closed", "cancelled", "merged"}),
            None,
        )  # fmt: skip
        if already:
            turn.say(Say("erase.already", already.id))
            return
        self.open(turn, message, "pdpa", acknowledged=True, request=do.value)

    def request(self, turn: Turn, case: UUID, kind: str) -> None:
        self.plan.requests.append(
            {
                "id": new_id(self.now), "case_id": case, "person_id": turn.person, "kind": kind,
                "due_at": deadlines.in_days(self.now, 30), "created_at": self.now,
            }
        )  # fmt: skip

    def _prove(self, turn: Turn, message: Any, _do: Do) -> None:
        self._proved(turn, message, proving.begin(self._proof(), turn))

    def _check_code(self, turn: Turn, message: Any, do: Do) -> None:
        self._proved(turn, message, proving.check(self._proof(), turn, do.value))

    def _proof(self) -> proving.Proof:
        return proving.Proof(self.session, self.directory, self.plan, self.now)

    def _proved(self, turn: Turn, _message: Any, said: Say) -> None:
        turn.state = replace(turn.state, waits="code" if said.what in {"prove.sent", "prove.wrong"} else "")
        turn.say(said)

    def _event(self, case: UUID, verb: str, **facts: Any) -> None:
        self.plan.events.append(cases.event_row(case, verb, now=self.now, **facts))


def _name(asked: Wish, case: Brief | None) -> str:
    """An old button says how its case stands; a number nobody knows says so."""
    if asked.name == "old":
        return "old" if case and case.mine and case.known.ended else "status"
    return "wrong" if asked.reference and case is None else asked.name


def _mine(row: Any, turn: Turn) -> bool:
    return bool(
        row.conversation_id == turn.conversation or (turn.person is not None and row.person_id == turn.person)
    )
