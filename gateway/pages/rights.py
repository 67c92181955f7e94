"""The privacy notice, and the form by which anybody asks for their own data: copy, correction, deletion, objection."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from gateway.guard import audience, house
from gateway.pages import plea, receipts, slowing
from gateway.pages.course import ACCOUNT, receipt_address
from gateway.pages.plea import Plea, Problem
from gateway.pages.shown import language, said, switched
from store.ids import grouped, typed_reference
from triage.privacy import notice
from wording import say

rights = Blueprint("rights", __name__)

RIGHTS = ("copy", "erase", "correct", "object")
"""PDPA s.30, 33, 36, 32; travels as the fact `right` of a plea that is read as kind pdpa."""
PARTS = (
    "controller",
    "what",
    "why",
    "sensitive",
    "who",
    "machine",
    "long",
    "safe",
    "cookies",
    "rights",
    "contact",
)
"""Of the notice, in their order; each has a title and a text (PDPA s.23)."""


@rights.get("/privacy")
@audience("citizen")
def privacy() -> str:
    told = notice()
    year = told.since.year + (543 if language() == "th" else 0)
    month = said("date.months").split()[told.since.month - 1]
    return render_template(
        "privacy.html",
        parts=PARTS,
        version=told.version,
        since=f"{told.since.day} {month} {year}",
        days=told.answers_in.days,
    )


@rights.get("/privacy/request")
@audience("citizen")
def form() -> str:
    return _form(plea.blank(), "", "")


@rights.post("/privacy/request")
@audience("citizen")
def ask() -> Answer:
    told, _ = plea.from_request()
    right = request.form.get("right", "")
    typed = request.form.get("reference", "").strip()[:40]
    if other := switched():
        return redirect(url_for(".form", lang=other), 303)
    problems = _problems(told, right, typed)
    if problems:
        return Response(_form(told, right, typed, problems), status=400)
    wait = slowing.wait_for(told.nonce, danger=False)
    if wait:
        problem = Problem("words", said("report.wait", seconds=int(wait.total_seconds())))
        return Response(_form(told, right, typed, [problem], slowing.ticket(told.nonce, wait)), status=429)
    token = receipts.token_of(house().settings.secret_key, told.nonce)
    got = plea.send(ACCOUNT, _worded(told, right, typed), token, right=right)
    if got.status != 200:
        return Response(_form(told, right, typed, [Problem("words", said("report.not_taken"))]), status=503)
    return redirect(receipt_address(token, [], photos_lost=False), 303)


def _problems(told: Plea, right: str, typed: str) -> list[Problem]:
    problems = []
    if right not in RIGHTS:
        problems.append(Problem("right", said("rights.choose")))
    if typed and typed_reference(typed) is None:
        problems.append(Problem("reference", said("track.wrong_number")))
    if told.phone and not 9 <= len(plea.digits_of(told.phone)) <= 15:
        problems.append(Problem("phone", said("report.phone_wrong")))
    return problems


def _worded(told: Plea, right: str, typed: str) -> Plea:
    """In Thai first, because an official reads it; then the number it is about and the person's own words."""
    lines = [say(f"rights.{right}_words", "th")]
    reference = typed_reference(typed) if typed else None
    if reference:
        lines.append(say("rights.about", "th", reference=grouped(reference)))
    lines.append(told.text)
    text = "\n".join(line for line in lines if line)
    return Plea(told.nonce, text, name=told.name, phone=told.phone)


def _form(
    told: Plea, right: str, reference: str, problems: list[Problem] | None = None, waited: str = ""
) -> str:
    return render_template(
        "rights.html",
        plea=told,
        right=right,
        rights=RIGHTS,
        reference=reference,
        problems=problems or [],
        waited=waited,
        days=notice().answers_in.days,
    )
