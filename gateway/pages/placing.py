"""What staff do with a case's place: confirm whose it is with one press, note where the house is registered."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response as Answer

from casework import placing as placed
from casework.cases import Choice
from gateway.guard import audience, current_actor, house
from gateway.pages.casepage import digits_of
from gateway.pages.verbs import done, version_shown
from store import caselists
from store.db import Session, utc_now
from store.register import Directory
from triage.judge import place_shown
from triage.locate import Place, locate
from triage.settling import settled

placing = Blueprint("placing", __name__)

LONGEST = 300


@placing.post("/cases/<reference>/body")
@audience("staff")
def body(reference: str) -> Answer:
    digits, directory = digits_of(reference), house().directory()
    org, _, tambon = request.form.get("choice", "").partition("/")
    if not org and len(tambon) == 6:
        return _tambon(digits, tambon, directory)
    org = directory.current(org)
    if org not in directory.register.laos:
        abort(400)
    choice = Choice(org, tambon)

    def do(session: Session) -> None:
        row = caselists.by_reference(session, digits)
        place = settled(
            choice,
            Place(moo=row.moo if row else None),
            directory.register,
            tambon=row.tambon_code or "" if row else "",
        )
        placed.confirm_body(
            session,
            current_actor(),
            digits,
            choice,
            org_name=directory.name(org),
            at_work=directory.names[org].at_work,
            place_text=place_shown(place),
            keep="keep" in request.form,
            version=version_shown(),
            now=utc_now(),
        )

    return done(digits, do)


def _tambon(digits: str, tambon: str, directory: Directory) -> Answer:
    """A tambon without saying whose: its bodies are the next choice."""
    register = directory.register

    def do(session: Session) -> None:
        row = caselists.by_reference(session, digits)
        place = settled(Choice("", tambon), Place(moo=row.moo if row else None), register)
        laos = register.laos_of(tambon, place.moo)
        hub = register.hub_of(tambon[:4], *laos)
        placed.confirm_tambon(
            session,
            current_actor(),
            digits,
            tambon,
            bodies=tuple(Choice(lao, tambon) for lao in laos),
            hub=hub.code if hub and hub.at_work else None,
            place_text=place_shown(place),
            version=version_shown(),
            now=utc_now(),
        )

    return done(digits, do)


@placing.post("/cases/<reference>/registered")
@audience("staff")
def registered(reference: str) -> Answer:
    digits, text = digits_of(reference), request.form.get("registered", "").strip()[:LONGEST]
    tambon = locate(text, register=house().directory().register).tambon_code if text else None

    def do(session: Session) -> None:
        placed.set_registered(
            session, current_actor(), digits, text=text, tambon=tambon, version=version_shown(), now=utc_now()
        )

    return done(digits, do, "registered")
