"""LINE Login's token and verify addresses as documented. settings: {"id_tokens": {token: claims}, "codes": {code: token}}."""

import time

from tests.provider_state import Answer, Call, State, json_answer


def answer(state: State, call: Call) -> Answer:
    told = call.form()
    if call.path.endswith("/token"):
        token = state.settings.get("codes", {}).pop(told.get("code", ""), "")
        if not token or told.get("client_secret") != "login-secret":
            return json_answer(400, {"error": "invalid_grant", "error_description": "invalid code"})
        return json_answer(200, {"access_token": "a", "id_token": token, "token_type": "Bearer"})
    claims = state.settings.get("id_tokens", {}).get(told.get("id_token", ""))
    if claims is None:
        return _refused("Invalid IdToken.")
    if claims["exp"] < time.time():
        return _refused("IdToken expired.")
    if claims["aud"] != told.get("client_id"):
        return _refused("Invalid IdToken Audience.")
    if "nonce" in told and claims.get("nonce") != told["nonce"]:
        return _refused("Invalid IdToken Nonce.")
    return json_answer(200, {"iss": "https://access.line.me", **claims})


def _refused(why: str) -> Answer:
    return json_answer(400, {"error": "invalid_request", "error_description": why})
