"""Promises every channel keeps, shown on one genuine request of each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from channels.contract import (
    AnswersInline,
    BadSignature,
    Channel,
    FetchesMedia,
    InboundMessage,
    RetriesSafely,
    Step,
)
from channels.registry import KINDS
from tests.channels import specimens
from tests.channels.specimens import Specimen

pytestmark = pytest.mark.parametrize("specimen", specimens.ALL, ids=lambda one: one.kind)


def _open(open_one: Callable[..., Any], specimen: Specimen) -> Channel:
    return open_one(specimen.kind, specimen.account)


def test_a_genuine_request_is_taken_and_read(specimen, open_one):
    channel = _open(open_one, specimen)
    channel.verify(specimen.request)
    (message,) = [e for e in channel.parse(specimen.request).events if not isinstance(e, Step)]
    assert isinstance(message, InboundMessage)
    assert message.event_id
    assert message.sender
    assert message.sent_at.tzinfo is not None
    assert message.text or message.attachments


def test_reading_twice_gives_the_same(specimen, open_one):
    channel = _open(open_one, specimen)
    assert channel.parse(specimen.request) == channel.parse(specimen.request)


@pytest.mark.parametrize("given", ["", "x", "ลายเซ็น", "\udcff", "AAAA", "=" * 10_000])
def test_any_other_signature_is_refused(specimen, open_one, given):
    channel = _open(open_one, specimen)
    if not specimen.signed:  # the address is the secret
        with pytest.raises(BadSignature):
            channel.verify(replace(specimen.request, step=f"inbound/{given}"))
        return
    headers = {
        name: given if "signature" in name else value for name, value in specimen.request.headers.items()
    }
    with pytest.raises(BadSignature):
        channel.verify(replace(specimen.request, headers=headers))


def test_a_missing_signature_is_refused(specimen, open_one):
    request = replace(specimen.request, headers={}) if specimen.signed else replace(specimen.request, step="")
    with pytest.raises(BadSignature):
        _open(open_one, specimen).verify(request)


def test_a_changed_body_is_refused(specimen, open_one):
    request = specimen.request
    if not specimen.signed:
        pytest.skip("nobody signs this body")
    changed = replace(
        request, body=request.body + b" ", form=(*request.form, ("x", "")) if request.form else ()
    )
    with pytest.raises(BadSignature):
        _open(open_one, specimen).verify(changed)


def test_it_knows_its_kind_and_account_and_hides_its_secrets(specimen, open_one):
    channel = _open(open_one, specimen)
    assert (channel.kind, channel.account) == (specimen.kind, specimen.account)
    assert not [secret for secret in specimens.SETTINGS.values() if secret in repr(channel)]


def test_optional_promises_are_what_the_house_expects(specimen, open_one):
    channel = _open(open_one, specimen)
    assert isinstance(channel, AnswersInline) == (specimen.kind in {"sms", "voice"})
    assert isinstance(channel, FetchesMedia) == (specimen.kind in {"line", "sms", "voice"})
    assert isinstance(channel, RetriesSafely) == (specimen.kind == "line")


def test_every_kind_of_the_registry_has_a_specimen(specimen):
    assert {one.kind for one in specimens.ALL} == set(KINDS)
    assert specimen.kind in KINDS
