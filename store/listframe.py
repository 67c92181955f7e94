"""What stands around a list of cases, in one exchange: counts, kept views, calls to return, what is left of the month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from store import call_backs, caselines, quota, views
from store.bundle import bundle
from store.quota import Quota
from store.sieves import Sieve


@dataclass(frozen=True, slots=True)
class Frame:
    """counts: list → how many, up to caselines.CAPPED. further: kept views. calls: to return. quotas: of every account."""

    counts: Mapping[str, int]
    further: Sequence[Any]
    calls: int
    quotas: Sequence[Quota]


def frame(
    session: Session,
    sieves: Mapping[str, Sieve],
    *,
    staff: UUID,
    orgs: Sequence[str],
    relations: Sequence[str],
    now: datetime,
) -> Frame:
    counting, facts = caselines.counting(sieves, orgs=orgs, relations=relations)
    parts = {
        "counts": counting, "further": views.SEEN_BY, "calls": call_backs.HOW_MANY, "quotas": quota.STANDINGS,
    }  # fmt: skip
    found = bundle(session, parts, facts | {"staff": staff, "since": now - quota.FRESH})
    counted = vars(found["counts"][0])
    counts = {name: min(int(counted[f"c{n}"]), caselines.CAPPED) for n, name in enumerate(sieves)}
    short = {name: sieve for name, sieve in sieves.items() if sieve.ended or counts[name] < caselines.CAPPED}
    if counted["seen"] < caselines.WALKED:
        short = {name: sieve for name, sieve in short.items() if sieve.ended}
    if short:
        counts |= caselines.exactly(session, short, orgs=orgs, relations=relations)
    return Frame(
        counts=counts,
        further=found["further"],
        calls=int(found["calls"][0].calls),
        quotas=[Quota(**vars(each)) for each in found["quotas"]],
    )
