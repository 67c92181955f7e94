"""Commands for LINE accounts: add one for a body, renew its secrets, set up webhook and menu."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console import house

if TYPE_CHECKING:
    from channels.line.channel import LineChannel
    from wiring import House

ROTATION = timedelta(days=1)
"""For so long a webhook signed with the old secret is still taken; LINE itself forgets it at once."""
FONTS = Path(__file__).parent / "gateway" / "static" / "fonts"


@click.group()
def line() -> None:
    """LINE accounts: one for the whole installation, or one a body."""


@line.command("add")
@click.argument("code")
@click.option("--org", required=True, help="The desk for pleas without a place: an organisation's code.")
@click.option("--name", default="", help="What staff call the account.")
@click.option("--colour", default="", help="Head of its cards, such as #0F5E5C.")
@click.option(
    "--stdin", "piped", is_flag=True, help="Secret and token are the first two lines of standard input."
)
def add(code: str, org: str, name: str, colour: str, piped: bool) -> None:
    """Add line.CODE: its channel secret and access token are asked for and kept sealed."""
    from channels.line.colour import own_colour

    account = code if code.startswith("line.") else f"line.{code}"
    try:
        values = {"SECRET": _asked("Channel secret", piped), "TOKEN": _asked("Channel access token", piped)}
        values["COLOUR"] = own_colour(colour)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    with house(pool_size=1) as found:
        values["DESTINATION"] = _bot(found, values["TOKEN"])
        _keep(found, account, values, org=org, name=name)
        found.look_at_accounts()
        click.echo(f"{account} belongs to {org}; its webhook: {_channel(found, account).address}")
    click.echo(f"next: saitrong line setup {account}")


@line.command("rotate")
@click.argument("account", default="line")
@click.option("--token", is_flag=True, help="Renew the access token instead of the channel secret.")
@click.option("--stdin", "piped", is_flag=True, help="The new value is the first line of standard input.")
def rotate(account: str, token: bool, piped: bool) -> None:
    """Renew a secret while everything runs: the old one is taken for one more day."""
    from store.db import utc_now

    new = _asked("New channel access token" if token else "New channel secret", piped)
    with house(pool_size=1) as found:
        found.look_at_accounts()
        before = _channel(found, account)
        values = {"TOKEN": new}
        if not token:
            until = utc_now() + ROTATION
            values = {
                "SECRET": new,
                "SECRET_PREVIOUS": before.secret,
                "SECRET_PREVIOUS_UNTIL": until.isoformat(),
            }
        _keep(found, account, values)
    click.echo(f"{account}: renewed; running processes take it within {_LOOK} seconds")


_LOOK = 10


@line.command("setup")
@click.argument("account", default="line")
def setup(account: str) -> None:
    """Webhook and menu (Thai, English, Malay) at LINE; doing it twice changes nothing."""
    from channels.contract import ChannelError
    from channels.line import setup as at_line
    from gateway.pages.numbers import first

    good = True
    with house(pool_size=1) as found:
        found.look_at_accounts()
        channel = _channel(found, account)
        if not channel.token:
            raise click.ClickException(
                f"{account} has no access token yet: saitrong line rotate {account} --token"
            )
        colour = channel.colour or "#0F5E5C"
        try:
            for told in (
                *at_line.set_webhook(channel.token, channel.api_url, channel.address),
                *at_line.set_menus(
                    channel.token, channel.api_url, FONTS, number=first()[0].number, colour=colour
                ),
            ):
                good = _say(told) and good
        except ChannelError as error:
            raise click.ClickException(f"{account}: {error}") from error
    sys.exit(not good)


@line.command("list")
def show() -> None:
    """Every LINE account, its home desk, and whether it may send."""
    from store import orgs

    with house(pool_size=1) as found:
        found.look_at_accounts()
        with found.database.session() as session:
            rows = [row for row in orgs.accounts(session) if row.kind == "line"]
        for row in rows:
            channel: Any = found.channels.get(row.code)
            state = "closed" if channel is None else "sends" if channel.token else "no token: to the screen"
            click.echo(f"{row.code}\t{row.home_org}\t{state}\t{row.name}")


def _asked(what: str, piped: bool) -> str:
    value = sys.stdin.readline().strip() if piped else str(click.prompt(what, hide_input=True)).strip()
    if not value:
        raise click.ClickException(f"{what} is empty")
    return value


def _bot(found: "House", token: str) -> str:
    """Whose token it is: LINE says, so that nobody types the destination."""
    from channels.contract import ChannelError
    from channels.line.setup import bot_of

    try:
        user, basic, name = bot_of(token, found.settings.channels.get("LINE_API_URL", ""))
    except ChannelError as error:
        raise click.ClickException(f"LINE does not take this token: {error}") from error
    click.echo(f"LINE knows it as {basic} {name}")
    return user


def _keep(found: "House", account: str, values: dict[str, str], *, org: str = "", name: str = "") -> None:
    from store import audit, orgs
    from store.db import utc_now
    from store.sealing import seal

    key, now = found.settings.secret_key, utc_now()
    with found.database.session() as session:
        if org:
            if orgs.org(session, org) is None:
                raise click.ClickException(f"no organisation {org} in the register")
            if orgs.account(session, account):
                raise click.ClickException(f"{account} is there already: saitrong line rotate {account}")
            orgs.put_account(session, code=account, kind="line", home_org=org, name=name, now=now)
        elif orgs.account(session, account) is None:
            raise click.ClickException(f"no account {account}: saitrong line list")
        sealed = {setting: seal(value, key) for setting, value in values.items() if value}
        orgs.set_sealed(session, account, sealed, now=now)
        audit.note(session, "account.secrets", now=now, detail=f"{account} {' '.join(sorted(sealed))}")


def _channel(found: "House", account: str) -> "LineChannel":
    from channels.line.channel import LineChannel

    channel = found.channels.get(account)
    if not isinstance(channel, LineChannel):
        raise click.ClickException(f"no open LINE account {account}: saitrong line list")
    return channel


def _say(told: tuple[str, bool, str]) -> bool:
    what, good, fix = told
    click.echo(f"{'ok' if good else 'bad':4}  {what}{'' if good else f': {fix}'}")
    return good
