"""The postcode by keypad: after the recording, few bodies read out for choice, silence and doubt respected."""

from urllib.parse import parse_qs, urlsplit

import pytest

from channels.contract import AreaBrief, Lookup
from tests.channels.exchange import WITHHELD, answer, called, events, follow, past_the_number, press
from tests.channels.specimens import CALL, RECORDING, recorded
from tests.channels.specimens import voice as step_of
from tests.channels.twiml_rules import said, target

TWO = AreaBrief((("9083", "เทศบาลตำบลพะตง"), ("901118", "องค์การบริหารส่วนตำบลพะตง")))


def postcode_step(hotline, digits, **more):
    return called(target(asked_for_postcode(hotline), "Gather", "action"), Digits=digits, **more)


def asked_for_postcode(hotline):
    return past_the_number(hotline, answer(hotline, recorded()))


def offered(hotline, language="th"):
    step = step_of("postcode", f"lang={language}&n=1&rec={RECORDING}", Digits="90230")
    return answer(hotline, step, brief=TWO)


def test_after_the_recording_the_postcode_is_asked_for(hotline):
    asked = asked_for_postcode(hotline)
    gather = asked.find("Gather")
    assert gather is not None
    assert gather.attrib["numDigits"] == "5"
    assert "รหัสไปรษณีย์" in said(asked)


def test_a_postcode_is_kept_at_once_and_its_bodies_are_asked_for(hotline):
    request = postcode_step(hotline, "90230")
    (told,) = events(hotline, request)
    assert (told.choice, told.facts) == ("postcode:90230", {"call": CALL, "postcode": "90230"})
    assert hotline.parse(request.request).lookup == Lookup("postcode", "90230")


@pytest.mark.parametrize("digits", ["0", "00000", "9023", "๙๐๒๓๐", "hangup", "*"])
def test_what_can_be_no_postcode_is_none(hotline, digits):
    request = postcode_step(hotline, digits)
    assert events(hotline, request) == []
    assert hotline.parse(request.request).lookup is None


@pytest.mark.parametrize("language", ["th", "ms", "en"])
def test_the_bodies_are_read_in_thai_each_before_its_key(hotline, language):
    root = offered(hotline, language)
    spoken = [say.text for say in root.iter("Say")]
    first = spoken.index("เทศบาลตำบลพะตง")
    assert spoken[first + 2] == "1"
    assert spoken[first + 5] == "2"
    assert "0" in spoken[-1]
    names = [say for say in root.iter("Say") if say.text and "พะตง" in say.text]
    assert {say.attrib["language"] for say in names} == {"th-TH"}


@pytest.mark.parametrize(("key", "org"), [("1", "9083"), ("2", "901118"), ("0", "")])
def test_a_pressed_key_names_the_body_and_then_the_number_is_awaited(hotline, key, org):
    request = called(target(offered(hotline), "Gather", "action"), Digits=key)
    (told,) = events(hotline, request)
    assert told.facts == {"call": CALL, "org": org}
    waiting = answer(hotline, request, brief=TWO)
    assert hotline.parse(called(target(waiting, "Redirect")).request).lookup == Lookup(
        "event", f"recording:{RECORDING}"
    )


@pytest.mark.parametrize("key", ["3", "9", "*", ""])
def test_another_key_chooses_nobody_and_the_choice_is_repeated(hotline, key):
    request = called(target(offered(hotline), "Gather", "action"), Digits=key)
    assert events(hotline, request) == []
    assert "เทศบาลตำบลพะตง" in said(answer(hotline, request, brief=TWO))


def test_silence_is_asked_once_more_and_then_the_number_is_read(hotline):
    document = asked_for_postcode(hotline)
    for count in range(5):
        if document.find("Gather") is None:
            assert count == 2
            return
        document = follow(hotline, target(document, "Redirect"))
    raise AssertionError("an endless loop")


def test_too_many_bodies_and_an_unknown_postcode(hotline):
    many = answer(hotline, postcode_step(hotline, "90110"), brief=AreaBrief())
    assert many.find("Gather") is None  # the hub has it; the number is awaited
    unknown = answer(hotline, postcode_step(hotline, "99999"))
    assert "ไม่พบรหัสไปรษณีย์นี้" in said(unknown)


def test_who_pressed_danger_is_asked_nothing_more(hotline):
    document = answer(hotline, step_of("menu", "lang=th&n=1", Digits="1"))
    action = target(document, "Record", "action")
    assert parse_qs(urlsplit(action).query)["danger"] == ["1"]
    after = recorded()
    step = step_of("record", urlsplit(action).query, **dict(after.request.form))
    assert answer(hotline, step).find("Gather") is None


@pytest.mark.parametrize("source", WITHHELD[:1])
def test_a_number_that_was_keyed_in_is_remembered_past_the_place(hotline, source):
    asked = answer(hotline, recorded(source=source))
    place = press(hotline, press(hotline, asked, "0898765432", source), "1", source)
    waiting = press(hotline, place, "0", source)
    assert parse_qs(urlsplit(target(waiting, "Redirect")).query)["num"]


def test_codes_in_the_address_that_can_be_none_choose_nobody(hotline):
    for given in ("", "x y", "a.b.c.d.e", "<script>"):
        request = step_of("body", f"lang=th&n=1&orgs={given}", Digits="1")
        assert events(hotline, request) == []
