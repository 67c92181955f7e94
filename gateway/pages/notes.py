"""A note for colleagues, written beside a case."""

from flask import Blueprint, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as Answer

from casework import notes as writing
from gateway.guard import audience, current_actor
from gateway.pages.casepage import digits_of
from gateway.pages.masks import identity
from gateway.pages.verbs import again, done
from store.db import Session, utc_now

notes = Blueprint("notes", __name__)


@notes.post("/cases/<reference>/notes")
@audience("staff")
def write(reference: str) -> Answer:
    digits, words = digits_of(reference), request.form.get("note", "").strip()
    if not words:
        return again(digits, "note.empty", 400, "note")
    if len(words) > writing.LONGEST:
        return again(digits, "case.long_answer", 400, "note", most=writing.LONGEST)

    def do(session: Session) -> None:
        writing.write(session, current_actor(), digits, words, now=utc_now())

    return done(digits, do, "note")


def with_names(words: str, names: list[str]) -> Markup:
    """The words of a note, the names in it marked; identity numbers covered as everywhere."""
    shown = str(escape(identity(words)))
    for name in sorted(names, key=len, reverse=True):
        called = f"@{escape(name)}"
        shown = shown.replace(called, f'<b class="named">{called}</b>')
    return Markup(shown)  # noqa: S704  everything in it was escaped above
