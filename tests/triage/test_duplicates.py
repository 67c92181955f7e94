"""What is offered as one incident or one person, and what is not."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from triage.duplicates import LIKELY, alike, phones_of, same_event, same_person, trigrams

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
FLOOD = "น้ำท่วมบ้านครึ่งเมตร ขอข้าวกับน้ำดื่ม หมู่ 3 ต.ควนลัง"


@dataclass(frozen=True)
class Told:
    text: str = FLOOD
    tambon_code: str | None = "901114"
    amphoe_code: str | None = "9011"
    moo: str | None = None
    category: tuple[str, ...] = ("disaster",)
    needs: tuple[str, ...] = ("disaster:food",)
    phone: str = ""
    who: str = ""
    account: str = "line"
    latitude: float | None = None
    longitude: float | None = None
    last_in_at: datetime = NOW
    id: UUID = field(default_factory=uuid4)
    conversation_id: UUID = field(default_factory=uuid4)


def event(one: Told, other: Told) -> tuple[str, ...] | None:
    found = same_event(one, [other])
    return found[0].signs if found else None


@pytest.mark.parametrize(
    "other",
    [
        Told("น้ำเข้าบ้านแล้วค่ะ ไม่มีอะไรกินเลย ต.ควนลัง"),
        Told("ท่วมหนักมาก ขอถุงยังชีพด้วย", last_in_at=NOW - timedelta(hours=10)),
    ],
)
def test_neighbours_in_one_flood_are_offered_as_one_incident(other: Told) -> None:
    signs = event(Told(), other)
    assert signs
    assert "tambon" in signs


@pytest.mark.parametrize(
    "other",
    [
        Told(tambon_code="901199", amphoe_code="9012"),
        Told(last_in_at=NOW - timedelta(hours=73)),
        Told(tambon_code=None, amphoe_code=None),
        Told("ขอทุนเรียนให้ลูกค่ะ", category=("other",), needs=("other:scholarship",)),
        Told("ไฟไหม้กองขยะ", needs=("disaster:fire",), last_in_at=NOW - timedelta(hours=40)),
    ],
)
def test_another_place_time_or_matter_is_not(other: Told) -> None:
    assert event(Told(), other) is None


def test_two_poor_households_of_one_tambon_are_no_incident_but_the_same_words_of_one_stench_are() -> None:
    poor = Told("ไม่มีเงินซื้อนมให้ลูก", category=("quality_of_life",), needs=("quality_of_life:milk",))
    assert event(poor, replace(poor, text="นมลูกหมด ขอนมผงค่ะ", conversation_id=uuid4(), id=uuid4())) is None
    smell = Told("โรงงานปล่อยน้ำเสียลงคลองหลังวัด เหม็นมาก", category=("other",), needs=())
    near = replace(smell, text="คลองหลังวัดเหม็นมาก โรงงานปล่อยน้ำเสีย", conversation_id=uuid4(), id=uuid4())
    assert event(smell, near) is not None


def test_a_second_case_of_the_same_conversation_is_never_offered() -> None:
    one = Told()
    other = replace(one, id=uuid4())
    assert same_event(one, [other]) == []
    assert same_person(replace(one, phone="0890001234"), [replace(other, phone="0890001234")]) == []


def test_the_likeliest_come_first_and_no_more_than_a_handful() -> None:
    others = [Told("น้ำท่วม ขอข้าว", moo=str(n)) for n in range(1, 12)]
    found = same_event(Told(moo="7"), others)
    assert found[0].case.moo == "7"
    assert len(found) == 5
    assert all(each.score >= LIKELY for each in found)


def test_pins_a_few_steps_apart_are_one_place_whatever_the_tambon_is_called() -> None:
    one = Told(tambon_code=None, amphoe_code=None, latitude=7.0, longitude=100.4)
    near = Told(tambon_code="901115", latitude=7.003, longitude=100.401)
    assert "pin" in (event(one, near) or ())
    assert event(one, replace(near, latitude=7.01)) is None


@pytest.mark.parametrize("phone", ["0890001234", "089-000-1234", "+66 89 000 1234", "66890001234"])
def test_one_phone_on_two_channels_is_offered_as_one_person(phone: str) -> None:
    line = Told("บ้านน้ำท่วม โทร 089-000-1234", tambon_code=None, amphoe_code=None)
    voice = Told("", phone=phone, account="voice", tambon_code=None, amphoe_code=None, category=(), needs=())
    (found,) = same_person(line, [voice])
    assert (found.score, found.signs[0]) == (1.0, "phone")


def test_a_name_alone_is_no_person_and_a_name_with_the_place_is() -> None:
    one = Told(who="สมหญิง ทดสอบ")
    far = Told("ถามเรื่องเบี้ยยังชีพ", who="สมหญิง ทดสอบ", account="web", tambon_code="570101", amphoe_code="5701")
    assert same_person(one, [far]) == []
    near = replace(far, tambon_code="901114", amphoe_code="9011")
    assert same_person(one, [near])[0].signs[:2] == ("name", "tambon")


def test_numbers_in_words_are_phones_and_references_are_not() -> None:
    assert phones_of(Told("โทร 081 234 5678 หรือ 0-7412-3456")) == {"812345678", "074123456"}
    assert phones_of(Told("เรื่อง 6911-0000-0173")) == frozenset()


def test_likeness_of_words_is_a_share() -> None:
    assert alike(trigrams(FLOOD), trigrams(FLOOD)) == 1.0
    assert alike(trigrams(FLOOD), trigrams("")) == 0.0
    assert alike(trigrams("น้ำ"), trigrams("ไฟ")) == 0.0
