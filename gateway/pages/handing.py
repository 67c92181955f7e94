"""The page on which it is written down what was handed out, with a signature on the screen or a photo as receipt."""

import base64
import binascii
import io
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import giving, handling, needs
from casework.giving import Given
from casework.handling import Stale
from casework.lifecycle import NEED_MOVES, IllegalMove, Locked, locked
from gateway.guard import audience, current_actor, house
from gateway.pages.casepage import digits_of, in_full
from gateway.pages.photos import Refused, take
from gateway.pages.shown import said
from gateway.pages.verbs import done
from store import audit, files
from store import help as handouts
from store.cases import NeedState
from store.db import Session, utc_now
from store.help import HelpKind, MoneySource, Receipt
from store.ids import BANGKOK
from store.queue import DELIVER

handing = Blueprint("handing", __name__)

LONGEST = 200
_MOST = Decimal(99_999_999)
_PNG = "data:image/png;base64,"
_LARGEST_SIGNATURE = 400_000
_AGO = timedelta(days=366)


class Wrong(Exception):
    """field: the input it is about; key: the sentence that says why."""

    def __init__(self, field: str, key: str) -> None:
        super().__init__(key)
        self.field = field
        self.key = key


@handing.get("/cases/<reference>/needs/<code>/give")
@audience("staff")
def form(reference: str, code: str) -> str:
    with house().database.session() as session:
        return _page(session, digits_of(reference), code)


@handing.post("/cases/<reference>/needs/<code>/give")
@audience("staff")
def give(reference: str, code: str) -> Answer:
    digits, now = digits_of(reference), utc_now()
    try:
        given = _typed(now)
        with house().database.session() as session:
            giving.give(session, current_actor(), digits, code, given, now=now)
    except Wrong as wrong:
        return _again(digits, code, wrong.field, said(wrong.key), 400)
    except Refused as refused:
        return _again(digits, code, "photo", said(refused.key, name=refused.name), 400)
    except Locked as shut:
        return _again(digits, code, "", said(f"locked.{shut.why}"), 409)
    except (IllegalMove, Stale):
        return _again(digits, code, "", said("case.stale"), 409)
    house().nudges.wake(DELIVER)
    return redirect(url_for("cases.show", reference=digits, _anchor="needs"), 303)


@handing.post("/cases/<reference>/given/<uuid:row>/void")
@audience("staff")
def void(reference: str, row: UUID) -> Answer:
    digits = digits_of(reference)

    def do(session: Session) -> None:
        giving.void(session, current_actor(), digits, row, now=utc_now())

    return done(digits, do, at="needs")


@handing.get("/cases/<reference>/given/<uuid:row>/receipt")
@audience("staff")
def receipt(reference: str, row: UUID) -> Answer:
    """The signature or the photo; who looked is recorded."""
    with house().database.session() as session:
        seen = in_full(handling.glance(session, current_actor(), digits_of(reference)))
        found = handouts.one(session, seen.row.id, row)
        if found is None or not found.receipt_file:
            abort(404)
        audit.note(session, "case.receipt", now=utc_now(), staff_id=current_actor().id, case_id=seen.row.id)
    return stored_picture(found.receipt_file)


def stored_picture(name: str) -> Response:
    """A picture of our own making or cleaning, by its content's type; 404 when the disk has lost it."""
    path = files.path_of(house().files, name)
    if not path.exists():
        abort(404)
    data = path.read_bytes()
    kind = files.media_type(data)
    shown = kind if kind.startswith("image/") else "application/octet-stream"
    return Response(data, mimetype=shown, headers={"Content-Security-Policy": "sandbox; default-src 'none'"})


def _typed(now: datetime) -> Given:
    form = request.form
    try:
        kind, source, key = (
            HelpKind(form.get("kind", "")),
            MoneySource(form.get("source", "")),
            UUID(form.get("id", "")),
        )
    except ValueError:
        raise Wrong("kind", "given.bad_kind") from None
    what = form.get("what", "").strip()[:LONGEST]
    if not what:
        raise Wrong("what", "given.no_what")
    quantity = _number("quantity", "given.bad_quantity")
    if not quantity:
        raise Wrong("quantity", "given.bad_quantity")
    amount = _number("amount", "given.bad_amount")
    if kind == HelpKind.MONEY and not amount:
        raise Wrong("amount", "given.no_amount")
    proof, stored = _receipt()
    return Given(
        key, kind, what, quantity, form.get("unit", "").strip()[:40], amount, source, _when(now), proof, stored,
        form.get("receiver", "").strip()[:LONGEST], whole="whole" in form,
    )  # fmt: skip


def _number(field: str, key: str) -> Decimal | None:
    """A number as people type it: "1,500.50", Thai digits too; None where nothing was typed."""
    typed = request.form.get(field, "").strip().replace(",", "")
    if not typed:
        return None
    try:
        found = Decimal("".join(str(int(c)) if c.isdecimal() else c for c in typed))
    except (InvalidOperation, ValueError):
        raise Wrong(field, key) from None
    if not found.is_finite() or not 0 <= found <= _MOST:
        raise Wrong(field, key)
    return found.quantize(Decimal("0.01"))


def _when(now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(request.form.get("given_at", "")).replace(tzinfo=BANGKOK)
    except ValueError:
        raise Wrong("given_at", "given.bad_date") from None
    if not now - _AGO <= at <= now + timedelta(minutes=10):
        raise Wrong("given_at", "given.bad_date")
    return at


def _receipt() -> tuple[Receipt, str]:
    """What proves it: the signature that was drawn, else the photo that was taken, else nothing."""
    drawn = request.form.get("signature", "")
    if drawn:
        return Receipt.SIGNATURE, files.put(house().files, _png(drawn))
    photo = request.files.get("photo")
    if photo is not None and photo.filename:
        return Receipt.PHOTO, take(house().files, photo.stream, photo.filename[:LONGEST]).stored
    return Receipt.NONE, ""


def _png(drawn: str) -> bytes:
    """The picture of a signature, drawn anew, so that nothing but its lines is kept."""
    from PIL import Image, UnidentifiedImageError

    if not drawn.startswith(_PNG) or len(drawn) > _LARGEST_SIGNATURE:
        raise Wrong("signature", "given.bad_signature")
    try:
        with Image.open(
            io.BytesIO(base64.b64decode(drawn.removeprefix(_PNG), validate=True)), formats=["PNG"]
        ) as picture:
            if picture.width * picture.height > 4_000_000:
                raise Wrong("signature", "given.bad_signature")
            out = io.BytesIO()
            picture.convert("RGBA").save(out, "PNG")
    except (binascii.Error, OSError, UnidentifiedImageError, SyntaxError, ValueError):
        raise Wrong("signature", "given.bad_signature") from None
    return out.getvalue()


def _again(digits: str, code: str, field: str, problem: str, status: int) -> Response:
    with house().database.session() as session:
        return Response(_page(session, digits, code, field=field, problem=problem), status=status)


def _shut(need: Any) -> str:
    """Why nothing may be handed out for this need yet, "" when it may."""
    if need.state in {NeedState.HELPING, NeedState.HELPED}:
        return ""
    open_ = NeedState.HELPING in NEED_MOVES[NeedState(need.state)]
    return locked(need, NeedState.HELPING) if open_ else "committee"


def _page(session: Session, digits: str, code: str, **more: Any) -> str:
    seen = in_full(handling.allowed(session, current_actor(), digits, "help"))
    need = needs.found(session, seen, code)
    return render_template(
        "give.html", row=seen.row, shut=_shut(need), need=need, key=request.form.get("id") or str(uuid4()), draft=request.form,
        now=utc_now().astimezone(BANGKOK).strftime("%Y-%m-%dT%H:%M"), kinds=[*HelpKind], sources=[*MoneySource],
        **({"field": "", "problem": ""} | more),
    )  # fmt: skip
