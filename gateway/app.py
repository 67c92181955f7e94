"""create_app(house): everything that speaks HTTP, put together; `granian` calls wsgi() in each of its processes."""

import os
import threading
from multiprocessing.util import Finalize
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import metrics
from channels.contract import Preloads
from gateway import errors, guard, health, prompts
from gateway.canned import CannedSender
from gateway.door import Door
from gateway.draining import SpoolDrain
from gateway.nudging import Nudger
from gateway.pages import (
    admin,
    agencies,
    alarms,
    answers,
    assign_rules,
    assigning,
    bell,
    bubbles,
    bulk,
    calls,
    campaigns,
    cases,
    checking,
    citizen,
    committee,
    contacts,
    contributions,
    costs,
    coverage,
    desk,
    field,
    filtering,
    handover,
    head,
    hours,
    hub,
    hub_areas,
    inbox,
    incidents,
    invited,
    log,
    looking,
    myself,
    onboarding,
    overdue,
    palette,
    passkeys,
    people,
    proof,
    province,
    requests,
    roster,
    rounds,
    rules,
    sentfiles,
    session,
    sheets,
    squeezing,
    standards,
    teams,
    templates,
    visits,
)
from gateway.pages.shown import register as register_shown
from gateway.webhooks import Hooks
from settings import load
from store.looking import Looks
from store.presence import Presence
from triage import ruling
from wiring import House, build

LARGEST_FORM = 80_000_000
"""Five photos of a phone and their form; the webhook has its own, smaller limit at the proxy."""


def create_app(house: House) -> Flask:
    app = Flask("gateway", root_path=str(Path(__file__).parent))
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.config["MAX_FORM_MEMORY_SIZE"] = 4_000_000
    if house.settings.proxies:
        # whose address is limited must be the citizen's, not the proxy's; trusted only as many hops as we are told
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=house.settings.proxies)  # type: ignore[method-assign]  # Flask's own way
    app.extensions["house"] = house
    sender = CannedSender(house, Presence(house.database))
    door = Door(house, sender, Nudger(house.nudges))
    app.extensions["door"] = door
    app.extensions["looks"] = Looks(house.settings.redis_url)
    for blueprint in (
        health.health,
        citizen.citizen,
        session.session,
        inbox.inbox,
        filtering.filtering,
        bulk.bulk,
        palette.palette,
        calls.calls,
        cases.cases,
        looking.looking,
        assigning.assigning,
        assign_rules.assign_rules,
        bell.bell,
        handover.handover,
        desk.desk,
        admin.admin,
        head.head,
        hours.hours,
        teams.team,
        rules.rules,
        sheets.sheet,
        checking.checking,
        coverage.coverage,
        people.people,
        invited.invited,
        myself.myself,
        passkeys.passkeys,
        log.log,
        templates.templates,
        prompts.prompts,
        bubbles.bubbles,
        costs.costs,
        alarms.alarms,
        contacts.duty,
        roster.roster,
        proof.proof,
        incidents.incidents,
        rounds.rounds_pages,
        hub.hub,
        hub_areas.hub_areas,
        campaigns.campaigns,
        onboarding.onboarding,
        province.province,
        requests.requests,
        agencies.agencies,
        contributions.contributions,
        answers.answers,
        field.field,
        visits.visits,
        overdue.overdue,
        standards.standards,
        committee.committee,
        sentfiles.sentfiles,
    ):
        app.register_blueprint(blueprint)
    errors.register(app)
    register_shown(app)
    app.after_request(squeezing.squeeze)
    app.jinja_env.globals["csrf_token"] = guard.csrf_token
    app.jinja_env.globals["live_from"] = guard.live_from
    app.jinja_env.globals["text_class"] = bubbles.text_class
    app.wsgi_app = Hooks(door, app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
    return app


def wsgi() -> Flask:
    """The factory granian calls: one house, one sender thread and one spool drain per process."""
    house = build(load(os.environ))
    app = create_app(house)
    # the process's file of counts is made now, while there is room
    metrics.count(metrics.STARTED, "gateway")
    # behind a proxy the streams have our own address; without one another port of the same host
    public = house.settings.public_url.startswith("https://")
    app.config["LIVE"] = "/live" if public else f":{house.settings.live_port}"
    door: Door = app.extensions["door"]
    drain = SpoolDrain(door, threading.Event())
    drain.start()
    threading.Thread(target=_warm, args=(house,), name="warm", daemon=True).start()
    threading.Thread(target=_follow_rules, args=(house, drain.ended), name="rules", daemon=True).start()
    # granian's processes are multiprocessing's, which leave without atexit but keep their finalizers
    Finalize(None, _close, args=(house, door, drain), exitpriority=10)
    return app


def _warm(house: House) -> None:
    """Load what the first request would wait for: the LINE client, the reading's rules, the intake's connection."""
    for channel in house.channels.values():
        if isinstance(channel, Preloads):
            channel.preload()


def _follow_rules(house: House, ended: threading.Event) -> None:
    """What an installation changes in the rules holds for the canned words of the gateway too."""
    while not ended.wait(ruling.LOOK_EVERY):
        ruling.follow(house.database)


def _close(house: House, door: Door, drain: SpoolDrain) -> None:
    drain.stop()
    door.sender.close()
    door.nudger.close()
    house.close()


__all__ = ["create_app", "wsgi"]
