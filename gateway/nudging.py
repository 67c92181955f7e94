"""A thread of the gateway that gives the nudges: a request only raises a flag, so Redis can slow none of them.

Under load many requests share one nudge; while the queue is away the sweep of the workers finds the rows.
"""

import threading
import time

from store.queue import Nudges

_REST = 0.01
"""Seconds between two nudges: under load a hundred requests share one, alone a request waits for none."""


class Nudger:
    """`due(what)` after a commit; the thread tells the queue as soon as it is free."""

    def __init__(self, nudges: Nudges) -> None:
        self.nudges = nudges
        self._raised: set[str] = set()
        self._flag = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="nudger", daemon=True)
        self._thread.start()

    def due(self, what: str) -> None:
        # set.add and Event.is_set are atomic; taking the event's lock only when it is down keeps this cheap
        self._raised.add(what)
        if not self._flag.is_set():
            self._flag.set()

    def close(self) -> None:
        """Give what is still due, then end."""
        self._ended = True
        self._flag.set()
        self._thread.join(3)

    def _run(self) -> None:
        while not self._ended or self._raised:
            self._flag.wait()
            self._flag.clear()
            while self._raised:
                self.nudges.wake(self._raised.pop())
            if not self._ended:
                time.sleep(_REST)
