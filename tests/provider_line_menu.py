"""LINE's rich menus and webhook settings as documented, with what it refuses."""

import io
import re
from typing import Any

from tests.provider_state import Answer, Call, State, json_answer

_MENU = re.compile(r"/v2/bot/richmenu/(?P<id>rm-[^/]+)(?P<content>/content)?")
_ALIAS = re.compile(r"/v2/bot/richmenu/alias/(?P<alias>[^/]+)")
_DEFAULT = re.compile(r"/v2/bot/user/all/richmenu/(?P<id>[^/]+)")


def answer(state: State, call: Call) -> Answer | None:
    """None: not one of these addresses."""
    menus, aliases = state.settings.setdefault("menus", {}), state.settings.setdefault("aliases", {})
    match call.method, call.path:
        case "PUT", "/v2/bot/channel/webhook/endpoint":
            return _endpoint(state, call.json()["endpoint"])
        case "POST", "/v2/bot/richmenu":
            return _create(state, menus, call.json())
        case "GET", "/v2/bot/richmenu/list":
            return json_answer(
                200, {"richmenus": [{**one["menu"], "richMenuId": key} for key, one in menus.items()]}
            )
        case "GET", "/v2/bot/richmenu/alias/list":
            listed = [{"richMenuAliasId": name, "richMenuId": found} for name, found in aliases.items()]
            return json_answer(200, {"aliases": listed})
        case "POST", "/v2/bot/richmenu/alias":
            return _alias(menus, aliases, call.json()["richMenuAliasId"], call.json()["richMenuId"], new=True)
    return _one(state, menus, aliases, call)


def _one(state: State, menus: dict[str, Any], aliases: dict[str, str], call: Call) -> Answer | None:
    if call.method == "POST" and (found := _ALIAS.fullmatch(call.path)):
        return _alias(menus, aliases, found["alias"], call.json()["richMenuId"], new=False)
    if call.method == "POST" and (found := _DEFAULT.fullmatch(call.path)):
        if not menus.get(found["id"], {}).get("image"):
            return json_answer(400, {"message": "must upload richmenu image before applying it to user"})
        state.settings["default_menu"] = found["id"]
        return json_answer(200, {})
    found = _MENU.fullmatch(call.path)
    if not found or found["id"] not in menus:
        return None
    if call.method == "DELETE":
        del menus[found["id"]]
        return json_answer(200, {})
    return _image(menus[found["id"]], call) if found["content"] and call.method == "POST" else None


def _endpoint(state: State, address: str) -> Answer:
    if not address.startswith("https://") or len(address) > 500:
        return json_answer(400, {"message": "Invalid webhook endpoint URL"})
    state.settings["webhook"] = address
    return json_answer(200, {})


def _create(state: State, menus: dict[str, Any], said: dict[str, Any]) -> Answer:
    width, height = said["size"]["width"], said["size"]["height"]
    fits = 800 <= width <= 2500 and height >= 250 and width / height >= 1.45
    inside = all(
        area["bounds"]["x"] + area["bounds"]["width"] <= width
        and area["bounds"]["y"] + area["bounds"]["height"] <= height
        and len(area["action"].get("label", "")) <= 20
        and "\n" not in area["action"].get("label", "")
        for area in said["areas"]
    )
    if not fits or not inside or len(said["areas"]) > 20 or len(said["name"]) > 300:
        return json_answer(400, {"message": "The request body has 1 error(s)"})
    key = state.next_id("rm-")
    menus[key] = {"menu": said, "image": b""}
    return json_answer(200, {"richMenuId": key})


def _image(menu: dict[str, Any], call: Call) -> Answer:
    from PIL import Image

    if call.headers.get("content-type") not in {"image/png", "image/jpeg"} or len(call.body) > 1_000_000:
        return json_answer(400, {"message": "Content-Type or size"})
    size = Image.open(io.BytesIO(call.body)).size
    if size != (menu["menu"]["size"]["width"], menu["menu"]["size"]["height"]):
        return json_answer(400, {"message": "The image size does not match"})
    menu["image"] = call.body
    return json_answer(200, {})


def _alias(menus: dict[str, Any], aliases: dict[str, str], name: str, menu: str, *, new: bool) -> Answer:
    if not re.fullmatch(r"[a-z0-9_-]{1,32}", name) or not menus.get(menu, {}).get("image"):
        return json_answer(400, {"message": "richmenu has no image or alias is wrong"})
    if new and name in aliases:
        return json_answer(400, {"message": "conflict richmenu alias id"})
    if not new and name not in aliases:
        return json_answer(404, {"message": "richmenu alias not found"})
    aliases[name] = menu
    return json_answer(200, {})
