"""A register, outlines or village names from files: looked through, compared with what is there, then taken over."""

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework.access import NotAllowed, may_import_register
from gateway.guard import audience, current_actor, house
from gateway.pages.shown import said
from store.db import utc_now
from store.folder import known_name
from store.ids import new_id
from store.register_errors import BadRegister, Problem
from store.register_import import import_folder
from store.register_preview import Preview, preview

imports = Blueprint("imports", __name__)

KEPT = timedelta(hours=6)
"""How long files wait for the confirming press."""
SHOWN = 100


@imports.get("/admin/register-import")
@audience("staff")
def form() -> str:
    _must_operate()
    return _page(done="done" in request.args)


@imports.post("/admin/register-import")
@audience("staff")
def look() -> Answer | str:
    """The files are kept beside, nothing of them is taken over yet."""
    _must_operate()
    given = [each for each in request.files.getlist("files") if each.filename]
    if not given:
        return Response(_page(notice=said("register.no_files")), status=400)
    _forget_old()
    token = new_id(utc_now())
    folder = _folder(token)
    folder.mkdir(parents=True, mode=0o700)
    for each in given:
        each.save(folder / known_name(each.filename or ""))
    try:
        with house().database.session() as session:
            seen = preview(session, folder)
    except BadRegister as error:
        shutil.rmtree(folder)
        return Response(_page(problems=error.problems), status=400)
    return _page(seen=seen, token=token)


@imports.post("/admin/register-import/<uuid:upload>")
@audience("staff")
def take_over(upload: UUID) -> Answer:
    _must_operate()
    folder = _folder(upload)
    if not folder.is_dir():
        return Response(_page(notice=said("register.files_gone")), status=409)
    try:
        with house().database.session() as session:
            import_folder(session, folder, now=utc_now(), by=current_actor().id)
    except BadRegister as error:
        return Response(_page(problems=error.problems), status=400)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return redirect(url_for("coverage.imports.form", done=1), 303)


def _must_operate() -> None:
    if not may_import_register(current_actor()):
        raise NotAllowed("operator")


def _folder(token: UUID) -> Path:
    return house().settings.data_dir / "register-import" / str(token)


def _forget_old() -> None:
    before = (utc_now() - KEPT).timestamp()
    for folder in (house().settings.data_dir / "register-import").glob("*"):
        if folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)


def _page(
    *,
    done: bool = False,
    notice: str = "",
    problems: list[Problem] | None = None,
    seen: Preview | None = None,
    token: UUID | None = None,
) -> str:
    return render_template(
        "register_import.html",
        done=done,
        notice=notice,
        problems=(problems or [])[:SHOWN],
        more=max(0, len(problems or []) - SHOWN),
        seen=seen,
        token=token,
        shown=SHOWN,
        directory=house().directory(),
    )
