"""Kind → adapter: which settings each takes, and how one is opened for an account row."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from channels.contract import Channel
from channels.screen import ScreenChannel, ScreenSender


@dataclass(frozen=True, slots=True)
class _Opening:
    """What an opener gets: values by bare name ("SECRET"), each "" if not set."""

    account: str
    values: Mapping[str, str]
    screen: ScreenSender
    public_url: str
    data_dir: Path


@dataclass(frozen=True, slots=True)
class _Kind:
    """prefix + account + name make a setting: LINE_SECRET for "line", LINE_BANGKRUAI_SECRET for "line.bangkruai".

    needed: names without which the channel does not open. house: a setting of the house that serves instead.
    """

    prefix: str
    names: tuple[str, ...]
    needed: str
    open: Callable[[_Opening], Channel]
    house: str = ""


def _line(opening: _Opening) -> Channel:
    from channels.line.channel import LineChannel
    from channels.line.colour import own_colour

    values = opening.values
    return LineChannel(
        account=opening.account,
        screen=opening.screen,
        secret=values["SECRET"],
        secret_previous=values["SECRET_PREVIOUS"],
        previous_until=_moment(values["SECRET_PREVIOUS_UNTIL"]),
        token=values["TOKEN"],
        api_url=values["API_URL"],
        destination=values["DESTINATION"],
        colour=own_colour(values["COLOUR"]),
        public_url=opening.public_url,
    )


def _moment(typed: str) -> datetime | None:
    """An ISO moment, UTC where it names no zone."""
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
    except ValueError as error:
        raise ValueError(f"{typed} is no moment; write it as 2026-12-01T00:00+07:00") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _sms(opening: _Opening) -> Channel:
    from channels.sms import SmsChannel
    from channels.twilio_rest import open_rest

    return SmsChannel(
        account=opening.account,
        public_url=opening.public_url,
        screen=opening.screen,
        auth_token=opening.values["AUTH_TOKEN"],
        auth_token_previous=opening.values["AUTH_TOKEN_PREVIOUS"],
        rest=open_rest(opening.values),
    )


def _sms_thai(opening: _Opening) -> Channel:
    from channels.sms_thai import ThaiSmsChannel

    return ThaiSmsChannel(
        account=opening.account,
        public_url=opening.public_url,
        screen=opening.screen,
        secret=opening.values["SECRET"],
        key=opening.values["KEY"],
        url=opening.values["API_URL"],
        sender=opening.values["FROM"],
    )


def _voice(opening: _Opening) -> Channel:
    from channels.prompts import Prompts
    from channels.twilio_rest import open_rest
    from channels.voice import VoiceChannel

    folder = prompts_folder(opening.values["PROMPTS_DIR"], opening.data_dir)
    return VoiceChannel(
        account=opening.account,
        public_url=opening.public_url,
        screen=opening.screen,
        prompts=Prompts(folder, f"{opening.public_url}/prompts/{opening.account}"),
        auth_token=opening.values["AUTH_TOKEN"],
        auth_token_previous=opening.values["AUTH_TOKEN_PREVIOUS"],
        staff_number=opening.values["STAFF_NUMBER"],
        recognise=bool(opening.values["RECOGNISE"]),
        rest=open_rest(opening.values),
    )


def prompts_folder(given: str, data_dir: Path) -> Path:
    """Where the hotline's recorded sentences lie."""
    return Path(given) if given else data_dir / "prompts"


def _web(kind: str) -> Callable[[_Opening], Channel]:
    def opened(opening: _Opening) -> Channel:
        from channels.web import WebChannel

        return WebChannel(kind=kind, account=opening.account, secret=opening.values["SECRET"])

    return opened


def _screen(opening: _Opening) -> Channel:
    return ScreenChannel(account=opening.account, screen=opening.screen, secret=opening.values["SECRET"])


_TWILIO = (
    "ACCOUNT_SID", "AUTH_TOKEN", "AUTH_TOKEN_PREVIOUS", "FROM", "API_URL", "STAFF_NUMBER", "PROMPTS_DIR", "RECOGNISE",
)  # fmt: skip
_LINE = ("SECRET", "SECRET_PREVIOUS", "SECRET_PREVIOUS_UNTIL", "TOKEN", "API_URL", "DESTINATION", "COLOUR")
_LINE_LOGIN = ("LOGIN_CHANNEL_ID", "LOGIN_SECRET", "LOGIN_URL")
"""Read by channels/line/login.py; known here, because a misspelt name must fail at start."""
_KINDS: Mapping[str, _Kind] = {
    "line": _Kind("LINE_", _LINE + _LINE_LOGIN, "SECRET", _line),
    "sms": _Kind("TWILIO_", _TWILIO, "AUTH_TOKEN", _sms),
    "smsth": _Kind("SMSTH_", ("SECRET", "KEY", "API_URL", "FROM"), "SECRET", _sms_thai, house="SECRET_KEY"),
    "voice": _Kind("TWILIO_", _TWILIO, "AUTH_TOKEN", _voice),
    "web": _Kind("WEB_", ("SECRET",), "SECRET", _web("web"), house="SECRET_KEY"),
    "desk": _Kind("DESK_", ("SECRET",), "SECRET", _web("desk"), house="SECRET_KEY"),
    "screen": _Kind("SCREEN_", ("SECRET",), "SECRET", _screen, house="SECRET_KEY"),
}
KINDS = tuple(_KINDS)
_OWN_PAGES = frozenset({"web", "desk"})
ALL_SETTINGS = sorted(
    {f"{kind.prefix}{name}" for key, kind in _KINDS.items() if key not in _OWN_PAGES for name in kind.names}
)


class MissingSecret(ValueError):
    """An account without the secret its requests would be signed with: it stays closed."""


def open_channel(
    kind: str,
    account: str,
    settings: Mapping[str, str],
    data_dir: Path,
    public_url: str,
    own: Mapping[str, str] | None = None,
) -> Channel:
    """The adapter of an account row. settings: every channel setting and SECRET_KEY, files resolved.

    own: settings kept with the row itself, by bare name; they stand before the environment's.

    ValueError names an unknown kind, a setting that no adapter knows, or a missing secret.
    """
    if kind not in _KINDS:
        raise ValueError(f"no channel kind {kind!r}; known: {', '.join(KINDS)}")
    chosen = _KINDS[kind]
    _refuse_unknown(chosen, settings)
    prefix = chosen.prefix + _suffix(kind, account)
    kept = own or {}
    values = {name: kept.get(name) or settings.get(prefix + name, "") for name in chosen.names}
    if "API_URL" in values:  # where the provider is reached is the same for all its accounts
        values["API_URL"] = values["API_URL"] or settings.get(chosen.prefix + "API_URL", "")
    if not values[chosen.needed]:
        values[chosen.needed] = settings.get(chosen.house, "")
    if not values[chosen.needed]:
        raise MissingSecret(
            f"{chosen.house or prefix + chosen.needed} is not set; account {account} needs it"
        )
    screen = ScreenSender(account, data_dir)
    return chosen.open(_Opening(account, values, screen, public_url.rstrip("/"), data_dir))


def _suffix(kind: str, account: str) -> str:
    """ "" for "line", "BANGKRUAI_" for "line.bangkruai"."""
    own = (
        account.removeprefix(kind).lstrip(".")
        if account == kind or account.startswith(f"{kind}.")
        else account
    )
    return re.sub(r"[^A-Z0-9]", "_", own.upper()) + "_" if own else ""


def _refuse_unknown(kind: _Kind, settings: Mapping[str, str]) -> None:
    """A misspelt name must fail at start. LINE_BANGKRUAI_SECRET is another account's, LINE_SECERT nobody's."""
    for name in settings:
        rest = name.removeprefix(kind.prefix)
        if rest != name and not any(rest == known or rest.endswith(f"_{known}") for known in kind.names):
            known = ", ".join(kind.prefix + known for known in kind.names)
            raise ValueError(f"{name} is no setting; known: {known}")
