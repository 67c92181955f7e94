"""What LINE itself says of our account: is the webhook set, on and answered; how much of the month is left; whose bot it is."""

from typing import Any

from channels.line.asking import ask
from channels.line.send import open_api

Told = tuple[str, bool, str]

NEARLY_SPENT = 0.9
"""From this share of the month's pushes on somebody must act: urgent words need what is left."""


def health(token: str, api_url: str, *, address: str, destination: str) -> list[Told]:
    """[(what, good, what to do)]; SendFailed when LINE refuses the token or cannot be reached."""
    api = open_api(token, api_url)
    return [*_webhook(api, address), *_quota(api), *_bot(api, destination)]


def _webhook(api: Any, address: str) -> list[Told]:
    found = ask(api.get_webhook_endpoint, unset=404)
    if found is None or not found.endpoint:
        return [("no webhook address is set", False, f"set it to {address} in the LINE Developers console")]
    if found.endpoint != address:
        return [
            (f"its webhook goes to {found.endpoint}", False, f"set it to {address}, or correct PUBLIC_URL")
        ]
    if not found.active:
        return [
            ("its webhook is switched off", False, "switch 'Use webhook' on in the LINE Developers console")
        ]
    tested = ask(api.test_webhook_endpoint)
    if tested.success:
        return [(f"its webhook {address} is set, on and answered", True, "")]
    said = f"LINE gets no good answer from {address} ({tested.reason}, {tested.status_code})"
    return [
        (said, False, "is the gateway running, reachable from outside, and LINE_SECRET the channel's own?")
    ]


def _quota(api: Any) -> list[Told]:
    limit = ask(api.get_message_quota).value
    used = int(ask(api.get_message_quota_consumption).total_usage)
    if limit is None:
        return [(f"{used} pushes this month, no limit", True, "")]
    return [
        (
            f"{used} of {limit} pushes of this month are used",
            used < limit * NEARLY_SPENT,
            "raise the plan, or answer within a minute of the citizen's words (replies are free)",
        )
    ]


def _bot(api: Any, destination: str) -> list[Told]:
    bot = ask(api.get_bot_info)
    if destination and bot.user_id != destination:
        return [
            (
                "LINE_DESTINATION is not this bot's id, every webhook is refused",
                False,
                f"set it to {bot.user_id}",
            )
        ]
    if bot.chat_mode == "chat":
        return [
            (
                f"{bot.basic_id} answers in LINE's own chat too",
                False,
                "switch chat off: staff answer from the inbox",
            )
        ]
    return [(f"bot {bot.basic_id}", True, "")]
