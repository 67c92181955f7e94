"""Whatever is sent, nothing of triage raises, and it says only what it may say."""

import orjson
from hypothesis import example, given, settings
from hypothesis import strategies as st

from store.reference import demo_register
from triage.command import locate_lines, triage_lines
from triage.locate import locate
from triage.reading import danger, normalise, read
from triage.route import route

THAI = st.text(st.characters(min_codepoint=0x0E00, max_codepoint=0x0E5B), max_size=80)
PIECES = st.lists(
    st.sampled_from(
        ["ช่วยด้วย", "น้ำท่วม", "ไม่มี", "เมื่อวาน", "ตอนนี้", "ต.", "อ.", "จ.", "ม.", "หมู่", "๑๒", "ควนลัง", "หาดใหญ่", "เมือง",
         "สงขลา", "90110", "อบต.", "เทศบาล", "7.008,100.47", "help", "hat yai", " ", "\n", "ๆ", "ํา", "เเ", "5555", "ไฟไหม้", "ดับแล้ว"]
    ),
    max_size=20,
).map("".join)  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=200), THAI, PIECES)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT, st.sampled_from(["", "danger", "topic:1", "topic:9", "?"]))
def test_any_text_is_read_and_routed(text: str, choice: str) -> None:
    reading = read(text, "line", choice)
    place = locate(text, register=demo_register())
    decided = route(place, reading, demo_register())
    assert reading.urgency in {"U0", "U1", "U2", "U3"}
    assert 0 <= reading.confidence <= 1
    assert bool(reading.emergency_numbers) == (reading.urgency == "U0")
    assert decided.to in {"lao", "several", "hub", "ask", "none"}
    assert place.tambon_code is None or not place.candidates


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
@example("่ิิ")
@example("ำ๊ำ")
@example("AAa")
def test_normal_form_is_final_for_any_text(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT)
def test_no_reading_lowers_the_danger_that_the_door_is_sure_of(text: str) -> None:
    seen = danger(text)
    assert not seen or seen.doubted or read(text).urgency == "U0"


@settings(max_examples=100, deadline=None)
@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_any_pin_is_located(lat: float, lon: float) -> None:
    assert locate(lat=lat, lon=lon).ask


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "lat", "lon", "postcode"]), inner, max_size=5),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        JSON.map(orjson.dumps)
        | st.binary(min_size=1, max_size=40).filter(lambda raw: b"\n" not in raw and raw.strip() != b""),
        max_size=4,
    )
)
def test_every_line_gets_one_line_back(lines: list[bytes]) -> None:
    assert len(list(triage_lines(lines, demo_register()))) == len(lines)
    assert len(list(locate_lines(lines, demo_register()))) == len(lines)
