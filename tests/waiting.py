"""What several tests wait for and stand on: a state, for as long as a busy machine may need, and a port of their own."""

import random
import socket
import time
from collections.abc import Callable
from typing import Any

PATIENCE = 30.0
"""Seconds until what should happen is missed. Nothing that works takes a tenth of it; no test proves how quick it is."""
_BELOW = range(12_000, 30_000)
"""Ports of which no outgoing connection is given one by chance, as it may be of those above."""


def until(happened: Callable[[], Any], within: float = PATIENCE) -> Any:
    """What it says once it is true; what it says last when the time is over."""
    end = time.monotonic() + within
    while not (found := happened()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def free_port(together: int = 1) -> int:
    """The first of so many in a row that nobody listens on."""
    while True:
        first = random.SystemRandom().choice(_BELOW)
        if all(_free(port) for port in range(first, first + together)):
            return first


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
