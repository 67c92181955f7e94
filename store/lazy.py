"""A value made on first use: what a process never asks for, it never pays for."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Lazy(Generic[T]):
    """Made once, by whichever thread asks first, and kept; a failure is raised and tried again at the next call."""

    make: Callable[[], T]
    _made: T | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self) -> T:
        made = self._made
        if made is None:
            with self._lock:
                made = self._made = self.make() if self._made is None else self._made
        return made
