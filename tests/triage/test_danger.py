"""Danger to life is seen in many tongues, and not where nobody is in danger. All messages are invented."""

import pytest

from triage.reading import danger, read
from triage.reading.cry import brief

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


# -- what stands around it ----------------------------------------------------------------------------------------


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
