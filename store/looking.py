"""Who looks at a case and who is writing in it: kept in Redis alone, and forgotten by itself within a minute."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError

LOOKS, TYPES, WARNED, LEFT = 45.0, 12.0, 60.0, 120.0
"""Seconds that a look, a touch of the keys, a warning and a leaving are believed; pages say again in less than half of the first."""
_SILENT_FOR = 5.0


@dataclass(frozen=True, slots=True)
class Look:
    """One staff member at a case. since: when the writing began, 0 for who only looks."""

    staff: UUID
    since: float = 0.0

    @property
    def types(self) -> bool:
        return self.since > 0


class Looks:
    """One per process. Without Redis nobody is seen and nothing waits: after an error it is left alone for a while."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=0.3, socket_timeout=0.5)
        self._silent_until = 0.0

    def say(
        self, case: UUID, staff: UUID, orgs: Sequence[str], *, types: bool, now: float, page: str = ""
    ) -> bool:
        """This person looks, or writes; whether that is news to the others.

        page: the stay that says so. What it said before its leaving may arrive after it: that counts no more. Asked
        after the mark is made, so that a leaving at the same moment takes it away either way.
        """
        was = {each.staff: each for each in self.at(case, now)}.get(staff)
        since = (was.since if was and was.types else now) if types else 0.0
        mark = f"{now + LOOKS} {since} {now + TYPES if types else 0.0}"
        try:
            with self._redis.pipeline(transaction=False) as together:
                together.hset(_case(case), str(staff), mark)
                together.pexpire(_case(case), int(LOOKS * 1000))
                for org in orgs:
                    together.zadd(_org(org), {str(case): now + LOOKS})
                    together.pexpire(_org(org), int(LOOKS * 1000))
                together.exists(_page(page))
                left = together.execute()[-1]
            if left:
                self._redis.hdel(_case(case), str(staff))
                return False
        except RedisError:
            self._rest()
            return False
        return was is None or was.types != types

    def gone(self, case: UUID, staff: UUID, *, page: str = "") -> bool:
        """Left the page; whether anybody had seen them there."""
        try:
            if page:
                self._redis.set(_page(page), b"1", ex=int(LEFT))
            return bool(self._redis.hdel(_case(case), str(staff)))
        except RedisError:
            self._rest()
            return False

    def at(self, case: UUID, now: float) -> list[Look]:
        """Everybody at this case, who writes longest first."""
        return self.at_all([case], now)[case]

    def at_all(self, cases: Sequence[UUID], now: float) -> dict[UUID, list[Look]]:
        marks = self._marks(cases)
        found = [[_look(staff, mark, now) for staff, mark in each.items()] for each in marks]
        return {
            case: sorted((one for one in each if one), key=lambda one: (not one.types, one.since, one.staff))
            for case, each in zip(cases, found, strict=True)
        }

    def of_orgs(self, orgs: Sequence[str], now: float) -> dict[UUID, list[Look]]:
        """Case → who is there, of all cases these organisations may read."""
        if time.monotonic() < self._silent_until:
            return {}
        try:
            with self._redis.pipeline(transaction=False) as together:
                for org in orgs:
                    together.zrangebyscore(_org(org), now, "+inf")
                cases = {UUID(case.decode()) for found in together.execute() for case in found}
        except RedisError:
            self._rest()
            return {}
        return {case: looks for case, looks in self.at_all(sorted(cases), now).items() if looks}

    def warned(self, case: UUID, staff: UUID) -> bool:
        """Whether this person was told a moment ago that somebody else writes; from now on they have been."""
        try:
            return not self._redis.set(f"saitrong:warned:{case}:{staff}", b"1", nx=True, ex=int(WARNED))
        except RedisError:
            self._rest()
            return True

    def _marks(self, cases: Sequence[UUID]) -> list[dict[bytes, bytes]]:
        if time.monotonic() < self._silent_until:
            return [{} for _ in cases]
        try:
            with self._redis.pipeline(transaction=False) as together:
                for case in cases:
                    together.hgetall(_case(case))
                return list(together.execute())
        except RedisError:
            self._rest()
            return [{} for _ in cases]

    def _rest(self) -> None:
        self._silent_until = time.monotonic() + _SILENT_FOR


def _look(staff: bytes, mark: bytes, now: float) -> Look | None:
    looks_until, since, types_until = (float(each) for each in mark.split())
    if looks_until < now:
        return None
    return Look(UUID(staff.decode()), since if types_until > now else 0.0)


def _case(case: UUID) -> str:
    return f"saitrong:look:{case}"


def _page(page: str) -> str:
    return f"saitrong:left:{page}"


def _org(org: str) -> str:
    return f"saitrong:looked:{org}"
