"""Danger to life is seen in many tongues, and not where nobody is in danger. All messages are invented."""

import sys
from dataclasses import replace

import pytest

from triage.reading import danger, read
from triage.reading.central import central
from triage.reading.combine import RISKS, Decided, decide
from triage.reading.cry import brief
from triage.reading.danger import Danger, believed, watch
from triage.reading.glance import Edges, made
from triage.reading.model import score
from triage.reading.normalise import normalise
from triage.reading.rulebook import evidence

HARMLESS = made("test", {"หมดสติ": -1.0}, -5.0, Edges(-3.0, -2.0, 3.0))
"""One whose letters speak against danger wherever they are asked."""

IN_DANGER = [
    "น้ำมาเร็วมากครับ ตอนนี้อยู่บนโต๊ะกันสี่คน มีเด็กสองขวบด้วย",
    "รถติดกลางน้ำ น้ำเริ่มเข้าห้องโดยสาร ประตูเปิดไม่ออก",
    "พนังกั้นน้ำขาดแล้ว ชาวบ้านวิ่งหนีกันอยู่ ยายผมยังอยู่ในบ้าน",
    "ไฟลุกท่วมครัวเลยค่ะ แม่ยังไม่ออกมา",
    "กลิ่นแก๊สแรงมากทั้งซอย คนเวียนหัวกันหมด",
    "ลุงเจ็บกลางอกร้าวไปแขนซ้าย เหงื่อแตกเต็มตัว",
    "เด็กสองขวบกินลูกชิ้นติดคอ หน้าเริ่มเขียวแล้ว",
    "เมียปวดท้องคลอดถี่มาก น้ำเดินแล้ว รถไม่มี",
    "เขาล็อกหนูไว้ในห้องสองวันแล้ว พิมพ์ได้แค่ตอนเขาหลับ",
    "ยายสมองเสื่อมเดินออกจากบ้านไปตั้งแต่ตีห้า ยังหาไม่เจอเลย",
    "หนูยืนอยู่บนสะพานค่ะ ไม่รู้จะอยู่ไปทำไมแล้ว",
    "เสาไฟฟ้าล้มทับรถ คนขับยังอยู่ข้างใน สายไฟมีประกาย",
    "หลานเล่นน้ำที่ฝายแล้วหายไปใต้น้ำ ลงไปงมกันอยู่",
    "หมาไม่มีเจ้าของน้ำลายยืดไล่กัดเด็กหน้าโรงเรียน โดนไปสามคนแล้ว",
    "ถังออกซิเจนยายเหลือไม่ถึงครึ่งชั่วโมง ไฟก็ดับ",
    "คนงานตกจากนั่งร้านชั้นสี่ ขาหักผิดรูป ไม่รู้สึกตัว",
    # Isan, Northern, Southern, Patani Malay, romanised Thai, English, without tone marks
    "น้ำถ่วมฮอดแอวแล้วเด้อ ย่าย่างบ่ได้ ไผมีเฮือมาเอาแหน่",
    "น้ำป่าฮวมลงมาแฮงขนาดเจ้า อุ๊ยกั๋บหลานติดอยู่เฮือนหน้อยตี้ฮิมห้วย",
    "น้ำพะแรงจังหู้ แหม่เฒ่าอยู่บนเพดาน ลงหม้ายได้",
    "rumoh kawe tebaka, api besar doh, ado ore tuo dale rumoh",
    "pho lom mai mi sati riak mai tuen",
    "we are on the second floor and the water is coming up fast",
    "ชวยดวย ลูกไมหายใจ ตัวเขียวแลว",
    "หมูตายไปสิบตัว เมียผมเห็นแล้วช็อกหมดสติ",
    "ควายขวิดเมื่อกี้ หมดสติ",
]
NOT_IN_DANGER = [
    "วัวตาย 3 ตัว น้ำลายฟูมปาก หมู่ 2",
    "ไฟไหม้หญ้าเมื่อวาน ดับแล้ว ไม่มีใครเจ็บ",
    "ไม่มีใครจมน้ำ ทุกคนปลอดภัยดี ขอข้าวกล่องพรุ่งนี้",
    "ขำจนจะตายเลยโพสต์นี้",
    "ขำจนหายใจไม่ออก 5555",
    "ร้อนจะตายอยู่แล้ววันนี้",
    "เครียดจนหัวจะระเบิด งานเยอะมาก",
    "ดูซีรีส์เมื่อคืนพระเอกโดนยิงตายเศร้ามาก",
    "โรงเรียนจะซ้อมหนีไฟวันศุกร์ ขอรถดับเพลิงมาร่วมได้ไหม",
    "ถ้าโดนงูกัดต้องทำยังไงก่อนคะ ถามไว้เป็นความรู้",
    "เคยคิดฆ่าตัวตายเมื่อสองปีก่อน ตอนนี้รักษาอยู่ ดีขึ้นแล้ว อยากหางานทำ",
    "บ้านโดนไฟไหม้ปีที่แล้ว ยังไม่ได้ค่าซ่อมเลยครับ",
    "ลูกเป็นลมชัก ยาพอถึงเดือนหน้า อยากขอบัตรผู้พิการให้ลูก",
    "ไฟทางดับ 3 ต้น หน้าตลาด",
    "อยากขอรถเข็นให้แม่ครับ แม่เดินไม่ค่อยไหว",
    "หนี้ท่วมหัวแล้ว อยากได้คำแนะนำเรื่องไกล่เกลี่ย",
    "นอนไม่หลับ ข้างบ้านเปิดเพลงดังทุกคืน",
    "ข้าวจมน้ำหมด 12 ไร่ ขอเงินชดเชย",
]


@pytest.mark.parametrize("text", IN_DANGER)
def test_danger_to_life_is_seen(text: str) -> None:
    assert danger(text)


@pytest.mark.parametrize("text", NOT_IN_DANGER)
def test_denied_past_played_and_figurative_danger_is_not_danger(text: str) -> None:
    assert danger(text) is None


@pytest.mark.parametrize("cry", ["ช่วยด้วย", "ช่วยยยยด้วยยยค่ะ", "ช่วย", "ซ่อยแหน่เด้อ", "SOS", "help!!!", "ฉุกเฉินค่ะ"])
def test_a_cry_for_help_alone_is_danger_until_answered(cry: str) -> None:
    found = danger(cry)
    assert found
    assert found.sign == "help"


def test_a_cry_for_help_with_an_everyday_need_is_not_danger() -> None:
    assert danger("ช่วยด้วยค่ะ ลูกอยากได้ชุดนักเรียน เปิดเทอมหน้าไม่มีเงินซื้อ") is None


def test_abuse_does_not_hide_danger() -> None:
    assert danger("ไอ้พวกกินภาษี โทรไปไม่เคยรับ น้ำจะท่วมหัวกูอยู่แล้ว")


def test_what_goes_on_now_counts_beside_what_is_over() -> None:
    assert danger("เมื่อวานน้ำท่วมแค่เข่า ตอนนี้น้ำถึงคอแล้ว มีเด็กด้วย")
    assert danger("ไฟไหม้ครัวดับแล้ว แต่ยายหายใจไม่ออก")
    assert danger("พี่โดนหมากัดเดือนก่อน วันนี้กลืนน้ำไม่ลง")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("พ่อหมดสติ เรียกไม่ตื่น", "1669"),
        ("ไฟไหม้บ้านข้างๆ ลามมาแล้ว", "199"),
        ("ติดอยู่บนหลังคา น้ำท่วมมิดชั้นหนึ่ง", "1784"),
        ("มันถือมีดไล่ฟันคนในตลาด", "191"),
        ("ไม่อยากอยู่แล้ว ลาก่อนนะ", "1323"),
        ("คนโดนไฟดูดอยู่ริมถนน", "1129"),
        ("เรือพลิกกลางทะเล คนจมน้ำ", "1199"),
    ],
)
def test_the_most_useful_number_comes_first(text: str, number: str) -> None:
    found = danger(text)
    assert found
    assert found.numbers[0] == number


def test_the_deciding_words_are_named() -> None:
    found = danger("พ่อหมดสติครับ")
    assert found
    assert "หมดสติ" in found.words


def test_silence_is_no_danger() -> None:
    assert danger("") is None
    assert danger("   ") is None


# -- the second look: letters beside the lists -----------------------------------------------------------------------


def _believed(text: str, letters: float) -> Danger | None:
    words = normalise(text)
    return believed(watch(text, words, central(words)), words, letters, HARMLESS)


def test_letters_that_speak_against_a_listed_word_make_it_doubted_and_those_that_speak_plainly_deny_it() -> (
    None
):
    assert _believed("พ่อหมดสติ", -3.5) is None
    doubted = _believed("พ่อหมดสติ", -2.5)
    assert doubted
    assert doubted.doubted
    sure = _believed("พ่อหมดสติ", -1.5)
    assert sure
    assert not sure.doubted


def test_what_a_piece_says_loudly_is_not_denied_for_the_words_around_it_but_doubted() -> None:
    loud = made("test", {"หมดสติ": 3.0}, -5.0, Edges(-3.0, -2.0, 3.0))
    words = normalise("ขอบคุณมากครับ พ่อหมดสติ")
    found = believed(watch(words, words, words), words, -9.0, loud)
    assert found
    assert found.doubted
    assert believed(watch(words, words, words), words, -9.0, HARMLESS) is None


def test_a_bare_cry_for_help_is_never_denied_or_doubted() -> None:
    cry = _believed("ช่วยด้วย", -9.0)
    assert cry
    assert not cry.doubted


def test_danger_beside_a_cry_for_help_is_not_doubted() -> None:
    found = _believed("ช่วยด้วย พ่อหมดสติ", -2.5)
    assert found
    assert not found.doubted


def test_letters_raise_alone_and_then_the_general_numbers_are_named() -> None:
    found = _believed("ลูกขี่คอผมอยู่กลางซอยหน้าบ้านครับ", 3.5)
    assert found
    assert (found.sign, found.numbers, found.doubted) == ("other", ("1669", "191"), True)
    assert _believed("ลูกขี่คอผมอยู่กลางซอยหน้าบ้านครับ", 2.5) is None
    assert _believed("ลูกขี่คอผมอยู่", 3.5) is None
    assert _believed("12345 !", 9.0) is None


@pytest.mark.parametrize(
    "text",
    [
        "ไอ้พวกโกง แม่ผมหมดสติอยู่ตรงนี้ไม่มีใครมาดู",
        "ขอบคุณที่มาดับรอบแรก ตอนนี้ไฟลุกขึ้นมาใหม่ คนยังอยู่บนบ้าน",
    ],
)
def test_thanks_and_curses_around_it_do_not_hide_danger(text: str) -> None:
    assert danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "อยู่ ม.5 ต.คลองแห",
        "อยู่ ต.ควนลัง อ.หาดใหญ่",
        "ม.3 ต.พะตง",
        "อยู่แถววัดโพธิ์",
        "สถานะ",
        "ข้าม",
        "ส่งรูปแล้ว",
        "แจ้งไปแล้ว",
    ],
)
def test_a_place_or_an_answer_in_a_few_letters_rings_nobody(text: str) -> None:
    assert danger(text) is None
    assert read(text).urgency != "U0"


@pytest.mark.parametrize(
    "text",
    [
        "อยู่หมู่3ต.ควนลังแกกินเข้าไปทั้งแผงแล้วไม่ตื่นเลย",
        "ต.ควนลังยายเหนื่อยมากพูดไม่ออกปากเขียวแล้ว",
        "ถนนเพชรเกษมรถพลิกลงไปในคลองเมื่อกี้คนยังอยู่ข้างใน",
    ],
)
def test_what_is_written_onto_a_place_is_no_part_of_its_name(text: str) -> None:
    assert not brief(text)


def test_hardly_a_word_beside_a_place_is_brief() -> None:
    assert brief("บ้านเลขที่ 12/4 หมู่ 7 ต.แม่คะ อ.ฝาง จ.เชียงใหม่")
    assert brief("อยู่ ต.ควนลัง อ.หาดใหญ่")


# -- what the door doubts is for the sentence as a whole ----------------------------------------------------------------


def _decided(chance: float, *, doubted: bool) -> Decided:
    known = evidence("พ่อหมดสติ")
    assert known.danger
    known = replace(known, danger=replace(known.danger, doubted=doubted))
    scores = score([known])[0].chance | {"danger": {"now": chance}}
    return decide(known, scores, cut=0.2, at_risk=dict.fromkeys(RISKS, 0.5))


def test_a_danger_that_the_door_is_sure_of_is_never_lowered_by_the_model() -> None:
    found = _decided(0.01, doubted=False)
    assert (found.urgency, found.raised) == ("U0", False)
    assert found.numbers


def test_a_doubted_danger_is_urgent_where_the_model_sees_it_too_and_only_there() -> None:
    assert _decided(0.21, doubted=True).urgency == "U0"
    assert _decided(0.21, doubted=True).raised
    lower = _decided(0.19, doubted=True)
    assert lower.urgency != "U0"
    assert (lower.sign, lower.numbers) == ("", ())


def test_a_doubted_danger_stays_urgent_where_nothing_but_the_rules_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = next(text for text in IN_DANGER if (found := danger(text)) and found.doubted)
    monkeypatch.setattr(sys.modules["triage.reading.read"], "_has_numpy", lambda: False)
    found = read(text)
    assert (found.version, found.urgency) == ("rules", "U0")
