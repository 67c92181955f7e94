"""Twilio's signature, shared by SMS and telephone."""

import hashlib
import json
from dataclasses import replace

import pytest
from twilio.request_validator import RequestValidator

from channels.contract import BadSignature, WebRequest
from channels.twilio_signature import signature
from tests.channels.specimens import AT, CALLER, PUBLIC_URL, TOKEN, twilio


def json_request(url: str, body: bytes, signed: str) -> WebRequest:
    return WebRequest(url, {"x-twilio-signature": signature(signed, (), TOKEN)}, body, AT)


@pytest.mark.parametrize("path", ["/hooks/sms", "/hooks/sms?lang=th&x=%E0%B8%81%2F~", "/hooks/sms?x=%7E"])
def test_the_exact_address_is_signed_whatever_it_holds(open_one, path):
    """Case 46: behind a TLS proxy the address is PUBLIC_URL + raw path, never the framework's idea of it."""
    form = [("MessageSid", "SM1"), ("Body", ""), ("From", CALLER)]
    open_one("sms").verify(twilio("sms", path, form).request)


@pytest.mark.parametrize(
    "spelling", ["https://help.example.go.th:443/hooks/sms", "https://help.example.go.th/hooks/sms"]
)
@pytest.mark.parametrize(
    "called", ["https://help.example.go.th:443/hooks/sms", "https://help.example.go.th/hooks/sms"]
)
def test_an_address_counts_with_and_without_its_port(open_one, spelling, called):
    """Case 46."""
    specimen = twilio("sms", "/hooks/sms", [("MessageSid", "SM1")], url=spelling)
    open_one("sms").verify(replace(specimen.request, url=called))


def test_our_signature_is_the_sdks():
    form = [("b", "2"), ("a", "ก"), ("blank", ""), ("b", "1"), ("b", "2")]
    url = f"{PUBLIC_URL}/hooks/sms?x=1"

    class Pairs(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return [value for key, value in form if key == name]

    assert signature(url, form, TOKEN) == RequestValidator(TOKEN).compute_signature(url, Pairs(form))


def test_the_previous_token_counts_only_while_it_is_configured(open_one):
    old = twilio("sms", "/hooks/sms", [("MessageSid", "SM1")], token="old").request
    open_one("sms", TWILIO_AUTH_TOKEN_PREVIOUS="old").verify(old)
    with pytest.raises(BadSignature):
        open_one("sms").verify(old)


def test_a_json_body_counts_only_by_its_own_hash(open_one):
    """Case 47."""
    channel, body = open_one("sms"), json.dumps({"a": "น้ำ"}).encode()
    url = f"{PUBLIC_URL}/hooks/sms?bodySHA256={hashlib.sha256(body).hexdigest()}"
    channel.verify(json_request(url, body, url))
    for tampered in (
        json_request(url, body + b" ", url),
        json_request(f"{PUBLIC_URL}/hooks/sms", body, f"{PUBLIC_URL}/hooks/sms"),
    ):
        with pytest.raises(BadSignature):
            channel.verify(tampered)
