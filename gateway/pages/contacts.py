"""My contact points: how a member of staff is rung while on duty. Only their own, each proven by a code."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import contacts as acts
from casework import saving
from casework.contacts import NotThis
from gateway.guard import audience, current_actor, house
from gateway.pages.shown import said
from store import duty as rows
from store import orgs
from store.db import Session, utc_now
from store.queue import DELIVER

duty = Blueprint("duty", __name__)


@duty.get("/me/contacts")
@audience("staff")
def contacts() -> str:
    return _page()


@duty.post("/me/contacts/line")
@audience("staff")
def add_line() -> Answer:
    """A code to be sent into the LINE chat; shown once, since only its hash is kept."""
    account = request.form.get("account", "")
    with house().database.session() as session:
        names = _accounts(session)
        if account not in names:
            return _wrong("contacts.bad_account", "account")
        try:
            _, code = acts.add_line(session, current_actor().id, account, now=utc_now())
        except NotThis as error:
            return _wrong(error.key, "account")
    return Response(_page(code=code, account=names[account]))


@duty.post("/me/contacts/phone")
@audience("staff")
def add_phone() -> Answer:
    try:
        with house().database.session() as session:
            texts_by = saving.texting(house().channels) or "sms"
            typed = request.form.get("number", "")
            acts.add_phone(session, current_actor().id, typed, now=utc_now(), texts_by=texts_by)
    except NotThis as error:
        return _wrong(error.key, "number")
    house().nudges.wake(DELIVER)
    return redirect(url_for("duty.contacts"), 303)


@duty.post("/me/contacts/<uuid:contact>/prove")
@audience("staff")
def prove(contact: UUID) -> Answer:
    with house().database.session() as session:
        try:
            acts.prove(session, current_actor().id, contact, request.form.get("code", ""), now=utc_now())
        except NotThis as error:
            wrong = error.key  # the try is counted: the transaction is committed all the same
        else:
            wrong = ""
    return _wrong(wrong, f"code-{contact}") if wrong else redirect(url_for("duty.contacts"), 303)


@duty.post("/me/contacts/<uuid:contact>/remove")
@audience("staff")
def remove(contact: UUID) -> Answer:
    with house().database.session() as session:
        acts.remove(session, current_actor().id, contact, now=utc_now())
    return redirect(url_for("duty.contacts"), 303)


def _wrong(key: str, field: str) -> Answer:
    return Response(_page(problem=said(key), field=field), status=400)


def _page(**more: Any) -> str:
    person = current_actor().id
    with house().database.session() as session:
        return render_template(
            "contacts.html",
            contacts=rows.contacts(session, [person]),
            blocked=rows.unreachable(session, [person]),
            accounts=_accounts(session),
            draft=request.form,
            **({"problem": "", "field": "", "code": "", "account": ""} | more),
        )


def _accounts(session: Session) -> dict[str, str]:
    """LINE accounts of the house: code → name."""
    return {row.code: row.name or row.code for row in orgs.accounts(session) if row.kind == "line"}
