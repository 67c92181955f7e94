"""Setting an account up at LINE: the webhook and the menu in three languages. Doing it twice changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linebot.v3.messaging import (
    CreateRichMenuAliasRequest,
    MessagingApiBlob,
    RichMenuRequest,
    SetWebhookEndpointRequest,
    TestWebhookEndpointRequest,
    UpdateRichMenuAliasRequest,
)

from channels.line import menu
from channels.line.asking import ask
from channels.line.messages import MENU_LANGUAGES
from channels.line.send import open_api, open_client

Told = tuple[str, bool, str]
OURS = "saitrong-"


def bot_of(token: str, api_url: str) -> tuple[str, str, str]:
    """(user id, basic id, shown name) of the account that a token belongs to; raises as a channel's send() does."""
    bot = ask(open_api(token, api_url).get_bot_info)
    return str(bot.user_id), str(bot.basic_id), str(bot.display_name)


def set_webhook(token: str, api_url: str, address: str) -> Iterator[Told]:
    """Set and test it: (what, good, what to do)."""
    api = open_api(token, api_url)
    ask(api.set_webhook_endpoint, SetWebhookEndpointRequest(endpoint=address))
    yield f"its webhook is set to {address}", True, ""
    tested = ask(api.test_webhook_endpoint, TestWebhookEndpointRequest(endpoint=address))
    if tested.success:
        yield "LINE reaches it", True, ""
        return
    fix = "is the gateway running, reachable from outside by https, and the secret the channel's own?"
    yield f"LINE gets no good answer from it ({tested.reason}, {tested.status_code})", False, fix


def set_menus(token: str, api_url: str, fonts: Path, *, number: str, colour: str) -> Iterator[Told]:
    """A menu a language, each under its alias; the Thai one for everybody who has chosen none."""
    client = open_client(token, api_url)
    api, blob = open_api(token, api_url), MessagingApiBlob(client)
    known = {each.name: str(each.rich_menu_id) for each in ask(api.get_rich_menu_list).richmenus}
    made: dict[str, str] = {}
    for language in MENU_LANGUAGES:
        wanted = menu.request(language, number=number, colour=colour)
        made[language] = known.get(wanted["name"]) or _create(
            api, blob, wanted, language, fonts, number, colour
        )
    _point(api, made)
    ask(api.set_default_rich_menu, made[MENU_LANGUAGES[0]])
    yield f"menus in {', '.join(MENU_LANGUAGES)} are shown", True, ""
    old = [found for name, found in known.items() if name.startswith(OURS) and found not in made.values()]
    for found in old:
        ask(api.delete_rich_menu, found, unset=404)
    if old:
        yield f"{len(old)} older menus of ours are taken away", True, ""


def _create(
    api: Any, blob: Any, wanted: dict[str, Any], language: str, fonts: Path, number: str, colour: str
) -> str:
    made = str(ask(api.create_rich_menu, RichMenuRequest.from_dict(wanted)).rich_menu_id)
    drawn = menu.picture(language, fonts, number=number, colour=colour)
    ask(blob.set_rich_menu_image, made, drawn, _headers={"Content-Type": "image/png"})
    return made


def _point(api: Any, made: dict[str, str]) -> None:
    """The aliases to the menus; a menu changes under its alias without anybody losing their language."""
    there = {each.rich_menu_alias_id for each in ask(api.get_rich_menu_alias_list).aliases}
    for language, found in made.items():
        name = menu.alias(language)
        if name in there:
            ask(api.update_rich_menu_alias, name, UpdateRichMenuAliasRequest(rich_menu_id=found))
        else:
            request = CreateRichMenuAliasRequest(rich_menu_alias_id=name, rich_menu_id=found)
            ask(api.create_rich_menu_alias, request)
