"""A Thai aggregator's send call as docs.smsyouto.com describes it: HTTP 200 also for what it did not take."""

from tests.provider_state import Answer, Call, State, json_answer


def answer(state: State, call: Call) -> Answer:
    if not call.headers.get("authorization", "").removeprefix("Bearer ").strip():
        return json_answer(401, {"message": "Access Denied"})
    said = call.json()
    if not (said.get("phone") and said.get("message")):
        return json_answer(400, {"status": 400, "message": "phone and message are required"})
    if said["phone"] in state.opted_out:
        return _told({"code": "011", "status": "BLOCKED_MKT"})
    if not said.get("sender"):
        return _told({"code": "006", "status": "failure", "infomation": "Sender not allowed"})
    found = state.deliver("thai.sms", said["phone"], "", said)
    return _told({"code": "000", "messageid": found, "status": "success"})


def _told(data: dict[str, str]) -> Answer:
    return json_answer(200, {"status": 200, "message": "send successfully", "data": data})
