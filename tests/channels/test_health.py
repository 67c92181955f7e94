"""What the doctor learns from the providers themselves, over their SDKs and HTTP."""

from typing import Any

import pytest

from channels.contract import ChannelError
from doctor import provider_findings
from tests.channels.specimens import PUBLIC_URL
from tests.provider import Provider

HOOK = f"{PUBLIC_URL}/hooks/line"


def told(name: str, channel: Any) -> str:
    return "\n".join(finding.line() for finding in provider_findings(name, channel))


def test_a_line_account_in_good_order_is_told_so(line: Any, provider: Provider) -> None:
    provider.state.settings["webhook"] = HOOK
    provider.state.quota = 500
    assert told("line", line).splitlines() == [
        f"ok    line: its webhook {HOOK} is set, on and answered",
        "ok    line: 0 of 500 pushes of this month are used",
        "ok    line: bot @216ru",
    ]


@pytest.mark.parametrize(
    ("console", "said", "fix"),
    [
        ({}, "no webhook address is set", f"set it to {HOOK}"),
        (
            {"webhook": "https://old.example/hook"},
            "its webhook goes to https://old.example/hook",
            f"set it to {HOOK}",
        ),
        ({"webhook": HOOK, "webhook_on": False}, "its webhook is switched off", "switch 'Use webhook' on"),
        ({"webhook": HOOK, "webhook_status": 403}, "(ERROR_STATUS_CODE, 403)", "LINE_SECRET"),
        ({"webhook": HOOK, "webhook_status": 0}, "(COULD_NOT_CONNECT, 0)", "reachable from outside"),
        ({"webhook": HOOK, "chat_mode": "chat"}, "@216ru answers in LINE's own chat too", "switch chat off"),
    ],
)
def test_what_is_wrong_with_a_line_account_is_told_with_what_to_do(
    line: Any, provider: Provider, console: dict[str, Any], said: str, fix: str
) -> None:
    provider.state.settings.update(console)
    bad = [finding for finding in provider_findings("line", line) if finding.level == "bad"]
    assert len(bad) == 1
    assert said in bad[0].what
    assert fix in bad[0].fix


@pytest.mark.parametrize(("used", "level"), [(8, "ok"), (9, "bad"), (10, "bad")])
def test_a_month_nearly_spent_is_told_before_it_is(
    line: Any, provider: Provider, used: int, level: str
) -> None:
    provider.state.settings["webhook"] = HOOK
    provider.state.quota = 10
    for n in range(used):
        provider.state.deliver("line.push", "U1", str(n), [])
    quota = next(finding for finding in provider_findings("line", line) if "pushes" in finding.what)
    assert (quota.level, f"{used} of 10" in quota.what) == (level, True)


def test_the_wrong_bot_is_named(provider: Provider, open_one: Any) -> None:
    provider.state.settings["webhook"] = HOOK
    channel = open_one("line", LINE_TOKEN="t", LINE_API_URL=provider.url, LINE_DESTINATION="U" + "c" * 32)
    assert f"set it to U{'b' * 32}" in told("line", channel)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"kind": "error", "status": 401}, "401, channel token refused"),
        ({"kind": "error", "status": 500}, "LINE: 500"),
        ({"kind": "drop"}, "LINE not reached"),
        ({"kind": "garbage"}, "unreadable answer"),
        ({"kind": "empty"}, "unreadable answer"),
    ],
)
def test_a_line_that_does_not_answer_is_one_bad_finding(
    line: Any, provider: Provider, fault: dict[str, Any], said: str
) -> None:
    provider.fault("/v2/bot", times=None, **fault)
    with pytest.raises(ChannelError):
        line.health()
    (finding,) = provider_findings("line", line)
    assert (finding.level, said in finding.what) == ("bad", True), finding.what


def test_without_a_token_nobody_is_asked(open_one: Any, provider: Provider) -> None:
    assert "goes to the screen" in told("line", open_one("line"))
    assert "goes to the screen" in told("sms", open_one("sms"))
    assert "nobody is rung up" in told("voice", open_one("voice"))
    assert provider.state.requests == 0


def test_a_twilio_account_in_good_order_is_told_so(sms: Any, voice: Any, provider: Provider) -> None:
    provider.state.settings |= {
        "sms_url": f"{PUBLIC_URL}/hooks/sms",
        "voice_url": f"{PUBLIC_URL}/hooks/voice",
    }
    assert told("sms", sms).splitlines() == [
        "ok    sms: Twilio account is active",
        f"ok    sms: +6621112222 hands sms to {PUBLIC_URL}/hooks/sms",
    ]
    assert told("voice", voice) == f"ok    voice: +6621112222 hands voice to {PUBLIC_URL}/hooks/voice"


@pytest.mark.parametrize(
    ("console", "said"),
    [
        ({"account": "suspended"}, "bad   sms: Twilio account is suspended"),
        ({"no_number": True}, "bad   sms: +6621112222 is no number of this account: set TWILIO_FROM"),
        (
            {"sms_url": ""},
            f"bad   sms: +6621112222 hands sms to nobody: set it to POST {PUBLIC_URL}/hooks/sms",
        ),
    ],
)
def test_what_is_wrong_with_a_twilio_account_is_told(
    sms: Any, provider: Provider, console: dict[str, Any], said: str
) -> None:
    provider.state.settings |= {"sms_url": f"{PUBLIC_URL}/hooks/sms"} | console
    assert said in told("sms", sms)


@pytest.mark.parametrize("fault", [{"kind": "error", "status": 401}, {"kind": "drop"}, {"kind": "garbage"}])
def test_a_twilio_that_does_not_answer_is_one_bad_finding(
    sms: Any, provider: Provider, fault: dict[str, Any]
) -> None:
    provider.fault("/2010-04-01", times=None, **fault)
    assert [finding.level for finding in provider_findings("sms", sms)] == ["bad"]
    assert "twilio-auth-token" not in told("sms", sms)
