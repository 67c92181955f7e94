"""The public face: what this is, whom to call first, privacy; the other pages of citizens hang on it."""

from flask import Blueprint, render_template

from casework import department
from gateway.guard import audience
from gateway.pages.area import area
from gateway.pages.mine import mine
from gateway.pages.registering import registering
from gateway.pages.report import report
from gateway.pages.rights import rights
from gateway.pages.signin import signin
from gateway.pages.thread import thread
from gateway.pages.track import tracking

citizen = Blueprint("citizen", __name__)
for pages in (report, registering, area, thread, tracking, signin, mine, rights):
    citizen.register_blueprint(pages)


@citizen.get("/")
@audience("citizen")
def home() -> str:
    return render_template("home.html")


@citizen.get("/help")
@audience("citizen")
def helping() -> str:
    return render_template("help.html", contact=department.contact())
