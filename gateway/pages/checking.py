"""Whether a channel's account works: what its provider says when asked, in an official's words. Secrets are never shown."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, render_template

from casework.access import NotAllowed, keeps_account
from channels.contract import ChannelError
from gateway.guard import audience, current_actor, house
from gateway.pages.limits import too_many
from gateway.pages.shown import name_of, said
from store import audit, orgs
from store.db import Session, utc_now

checking = Blueprint("checking", __name__)

TRIES = 30

# what the channels say of themselves (health() in channels/), by the words that do not change
_KNOWN: Sequence[tuple[str, str]] = (
    (r"no (?:token|account)\b.*", "no_account"),
    (r"no webhook address is set", "no_webhook"),
    (r"its webhook goes to (?P<told>.+)", "webhook_elsewhere"),
    (r"its webhook is switched off", "webhook_off"),
    (r"its webhook .* is set, on and answered", "webhook_good"),
    (r"LINE gets no good answer from (?P<told>\S+) .*", "webhook_unanswered"),
    (r"(?P<used>\d+) pushes this month, no limit", "pushes_free"),
    (r"(?P<used>\d+) of (?P<limit>\d+) pushes of this month are used", "pushes"),
    (r"LINE_DESTINATION is not this bot's id.*", "other_bot"),
    (r"(?P<told>\S+) answers in LINE's own chat too", "own_chat"),
    (r"bot (?P<told>\S+)", "bot"),
    (r"Twilio account is active", "account_active"),
    (r"Twilio account is (?P<told>.+)", "account_shut"),
    (r"(?P<number>\S+) is no number of this account", "other_number"),
    (r"(?P<number>\S+) hands (?P<what>sms|voice) to (?P<told>.+)", "number"),
    (r"SMSTH_FROM is not set", "no_sender"),
    (r"its reports belong to .*", "reports"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """key: of the wording tables channel_check and channel_fix; told: the provider's own words where we have none."""

    good: bool
    words: str
    fix: str


@checking.get("/admin/channels")
@audience("staff")
def show() -> str:
    with house().database.session() as session:
        return _page(session)


@checking.post("/admin/channels/<account>/test")
@audience("staff")
def test(account: str) -> Response:
    """Ask the provider now; nothing is sent to anybody."""
    actor = current_actor()
    with house().database.session() as session:
        row = orgs.account(session, account)
        if row is None or not keeps_account(actor, row.home_org):
            raise NotAllowed("channel")
    if too_many((f"channel {actor.id}", TRIES)):
        abort(429)
    found = findings(account)
    with house().database.session() as session:
        good = all(each.good for each in found)
        audit.note(
            session, "channel.tested", now=utc_now(), staff_id=actor.id, org=row.home_org,
            detail=f"{account} {'good' if good else 'bad'}",
        )  # fmt: skip
        return Response(_page(session, tested=account, found=found))


def findings(account: str) -> list[Found]:
    house().look_at_accounts()
    channel: Any = house().channels.get(account)
    if channel is None:
        return [_found("closed", good=False)]
    health: Callable[[], list[tuple[str, bool, str]]] | None = getattr(channel, "health", None)
    if health is None:
        return [_found("no_check", good=True)]
    try:
        return [_told(what, good=good) for what, good, _ in health()]
    except ChannelError as error:
        return [_found("refused", good=False, told=str(error))]


def _told(what: str, *, good: bool) -> Found:
    for pattern, key in _KNOWN:
        if found := re.fullmatch(pattern, what):
            known = "number_elsewhere" if key == "number" and not good else key
            return _found(known, good=good, **found.groupdict())
    return Found(good=good, words=what, fix="")


def _found(key: str, *, good: bool, **facts: str) -> Found:
    words = said(f"channel_check.{key}", **{name: value or "" for name, value in facts.items()})
    return Found(good=good, words=words, fix="" if good else name_of("channel_fix", key))


def _page(session: Session, *, tested: str = "", found: Sequence[Found] = ()) -> str:
    actor = current_actor()
    rows = [row for row in orgs.accounts(session) if keeps_account(actor, row.home_org)]
    if not rows:
        raise NotAllowed("channel")
    return render_template(
        "channels.html",
        rows=rows,
        open=house().channels,
        base=house().settings.public_url,
        directory=house().shelf.directory(session),
        tested=tested,
        found=found,
        at=utc_now(),
    )
