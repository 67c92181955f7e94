"""National ID numbers: compared by a keyed hash, never kept, never written into a log (domain.md section 6)."""

import hashlib
import hmac
from datetime import datetime

from sqlmodel import Session

from casework.access import Actor
from casework.committee import BadEntry
from casework.handling import allowed, tell
from store import identities


def note(session: Session, actor: Actor, reference: str, typed: str, *, secret: str, now: datetime) -> None:
    """The applicant's number as a person read it from their card; "" takes it away. NotAllowed; BadEntry when it has not
    thirteen digits. A wrong last digit is told on the page and kept: people without status have such numbers too."""
    seen = allowed(session, actor, reference, "correct")
    number = digits(typed)
    if typed.strip() and len(number) != 13:
        raise BadEntry("id_number")
    if not number:
        identities.drop(session, seen.row.id)
        tell(session, seen, "id_dropped", actor, now)
        return
    row = {
        "case_id": seen.row.id, "mark": mark(number, secret), "shown": covered(number), "checks": checks(number),
        "set_at": now, "set_by": actor.id,
    }  # fmt: skip
    identities.put(session, row)
    tell(session, seen, "id_noted", actor, now)


def digits(typed: str) -> str:
    """Thai digits too; spaces and strokes between them do not count. "" where anything else stands."""
    found = "".join(typed.replace("-", "").split())
    return "".join(str(int(each)) for each in found) if found.isdecimal() else ""


def mark(number: str, secret: str) -> str:
    """The same for the same number in one installation; without its SECRET_KEY nothing can be tried against it."""
    key = hashlib.sha256(b"identity\n" + secret.encode()).digest()
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()


def covered(number: str) -> str:
    return f"{number[0]}-xxxx-xxxxx-xx-{number[12]}"


def checks(number: str) -> bool:
    """By the last digit (domain.md section 6)."""
    whole = sum(int(each) * (13 - place) for place, each in enumerate(number[:12]))
    return (11 - whole % 11) % 10 == int(number[12])
