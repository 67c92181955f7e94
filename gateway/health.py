"""/livez: the process answers. /readyz: it can store a plea. /metrics: for Prometheus, not for the public."""

import ipaddress

from flask import Blueprint, Response, abort, current_app, request

import metrics
from gateway.door import Door
from gateway.guard import audience, house
from store import spool

health = Blueprint("health", __name__)


@health.get("/livez")
@audience("operator")
def livez() -> Response:
    return Response("alive\n", content_type="text/plain")


@health.get("/readyz")
@audience("operator")
def readyz() -> Response:
    """503 while the database is away: requests are still taken and spooled, but a new host should not join."""
    door: Door = current_app.extensions["door"]
    ready = house().database.alive()
    queue = house().nudges.alive()
    words = (
        f"database {'ok' if ready else 'away: spooling'}\nqueue {'ok' if queue else 'away: workers sweep'}\n"
    )
    return Response(words, status=200 if ready and not door.away() else 503, content_type="text/plain")


@health.get("/metrics")
@audience("operator")
def metrics_page() -> Response:
    if not _from_inside():
        abort(404)
    found = metrics.page(house().database, spooled=len(spool.waiting(house().spool)))
    return Response(found, content_type="text/plain; version=0.0.4")


def _from_inside() -> bool:
    """Only from a private address and not through the proxy, which would add a forwarding header."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    address = request.remote_addr
    return address is not None and ipaddress.ip_address(address).is_private
