"""The table of the conversation by itself: no database, no channel, every state against every event."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.phones import phones_in, tail
from triage.dialogue import (
    MOST,
    PERSON,
    QUIET,
    SILENCE,
    SLOTS,
    Due,
    Event,
    Filled,
    Heard,
    Known,
    Narrowed,
    Opened,
    Paused,
    Raised,
    State,
    Wished,
    step,
)
from triage.wishes import Wish, reference_in, wish

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
CASE, OTHER = UUID(int=1), UUID(int=2)
REFERENCE = "691100000017"


def play(*events: Event, state: State | None = None) -> tuple[State, list[str]]:
    said, now = [], state or State()
    for event in events:
        made = step(now, event)
        now = made.state
        said += [each.value if each.what == "ask" else each.what for each in made.says]
    return now, said


# -- slots -------------------------------------------------------------------------------------------------------


def test_only_what_is_missing_is_asked_in_its_order_and_three_times_at_most() -> None:
    everything = Opened(CASE, SLOTS)
    skip = Wished("skip", NOW)
    state, said = play(everything, Paused(NOW), *[skip, Paused(NOW)] * 6)
    assert said == ["what", "danger", "place", "summary"]
    assert (len(state.asked), state.waits, state.due) == (MOST, "", None)


def test_an_answer_brings_the_next_question_at_once_a_piece_of_a_burst_waits_for_quiet() -> None:
    opened = Opened(CASE, ("place", "phone", "photo"))
    _, said = play(opened, Paused(NOW), Filled(frozenset({"place"})), Paused(NOW))
    assert said == ["place", "phone"]
    state, said = play(
        Opened(CASE, ("place", "phone"), plain=False), Filled(frozenset({"place"})), Paused(NOW)
    )
    assert (said, state.due) == ([], NOW + QUIET)
    assert play(Due(NOW + QUIET), state=state)[1] == ["phone"]


def test_several_answers_in_one_message_are_not_asked_for_again() -> None:
    opened = Opened(CASE, ("place", "phone", "photo"))
    _, said = play(opened, Paused(NOW), Filled(frozenset({"place", "phone"})), Paused(NOW))
    assert said == ["place", "photo"]


def test_words_that_answer_nothing_are_met_with_no_question() -> None:
    state, said = play(Opened(CASE, ("place", "phone")), Paused(NOW), *[Heard(), Paused(NOW)] * 5)
    assert (said, state.waits, state.due) == (["place"], "place", NOW + SILENCE)


def test_ten_minutes_of_silence_and_the_case_goes_on_without_a_word() -> None:
    state, _ = play(Opened(CASE, ("place", "phone")), Paused(NOW))
    made = step(state, Due(NOW + SILENCE))
    assert [each.what for each in made.does] == ["went_on"]
    assert (made.says, made.state.waits, made.state.next, made.state.due) == ((), "", "", None)


def test_in_danger_nothing_is_asked_but_the_pin_stays_welcome() -> None:
    state, said = play(Opened(CASE, SLOTS, urgent=True), Paused(NOW))
    assert (said, state.waits, state.missing) == ([], "place", ("place",))
    said = play(Filled(frozenset({"place"})), Paused(NOW), state=state)[1]
    assert said == ["summary"]  # no question; and Answers reads nothing back where a life is in danger


def test_danger_that_comes_to_light_later_withdraws_every_other_question() -> None:
    state, _ = play(Opened(CASE, ("phone", "photo")), Paused(NOW), Raised(), Paused(NOW))
    assert (state.missing, state.next) == ((), "")


# -- wishes ------------------------------------------------------------------------------------------------------

STATES = [State(), *(State(CASE, SLOTS, ("what",), waits, OTHER) for waits in (*SLOTS, "cancel", "add", "which", "rate", "code", "fresh"))]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.waits or "begin")
def test_a_person_is_reached_from_every_state_and_the_robot_falls_silent(state: State) -> None:
    made = step(state, Wished("staff", NOW, Known(CASE)))
    assert ("call_person", CASE) in [(each.what, each.case) for each in made.does]
    assert made.state.with_person(NOW + PERSON - timedelta(seconds=1))
    assert not made.state.with_person(NOW + PERSON)
    assert play(Paused(NOW), Due(NOW + SILENCE), state=made.state)[1] == []


def test_cancelling_is_confirmed_first_and_danger_is_never_cancelled_by_a_word() -> None:
    asked = step(State(CASE), Wished("cancel", NOW, Known(CASE)))
    assert (asked.does, asked.state.waits) == ((), "cancel")
    done = step(asked.state, Wished("yes", NOW))
    assert [(each.what, each.case) for each in done.does] == [("cancel", CASE)]
    urgent = step(State(CASE), Wished("cancel", NOW, Known(CASE, urgent=True)))
    assert [each.what for each in urgent.does] == ["flag_person"]


@pytest.mark.parametrize("name", ["cancel", "add", "correct"])
@pytest.mark.parametrize("case", [Known(CASE, mine=False), Known(CASE, ended=True), None])
def test_a_foreign_an_ended_or_no_case_is_answered_and_nothing_changes(name: str, case: Known | None) -> None:
    before = State(OTHER, ("phone",), ("place",), "place")
    made = step(before, Wished(name, NOW, case))
    assert (made.state, made.does, len(made.says)) == (before, (), 1)


EVENTS = st.one_of(
    st.builds(Opened, st.just(CASE), st.lists(st.sampled_from(SLOTS), unique=True).map(tuple), st.booleans(), st.booleans()),
    st.builds(Filled, st.frozensets(st.sampled_from(SLOTS))),
    st.just(Heard()), st.just(Narrowed()), st.just(Raised()), st.just(Paused(NOW)), st.just(Due(NOW)),
    st.builds(Wished, st.sampled_from(["staff", "status", "cancel", "yes", "no", "add", "correct", "new", "same", "skip", "rate", "erase", "privacy", "menu", "prove", "code"]), st.just(NOW), st.sampled_from([None, Known(CASE), Known(OTHER, mine=False)]), st.just("5")),
)  # fmt: skip


@given(st.lists(EVENTS, max_size=30))
def test_no_question_is_ever_put_twice_about_one_case(events: list[Event]) -> None:
    state, asked = State(), []
    for event in events:
        made = step(state, event)
        state = made.state
        if isinstance(event, Opened):
            asked = []
        asked += [each.value for each in made.says if each.what == "ask"]
        assert len(asked) == len(set(asked)) <= MOST
        assert len(state.asked) <= MOST + 1  # choices that a place leaves are the same question


# -- what people type --------------------------------------------------------------------------------------------

TYPED = [
    ("0", "", "staff"), ("๐", "", "staff"), ("เจ้าหน้าที่ครับ", "", "staff"), ("ขอคุยกับเจ้าหน้าที่หน่อยค่ะ", "", "staff"), ("Staff", "", "staff"),
    ("ยกเลิก", "", "cancel"), ("เพิ่มข้อมูล", "", "add"), ("แก้ไขข้อมูล", "", "correct"), ("STATUS please", "", "status"), ("เมนู", "", "menu"),
    ("ลบข้อมูล", "", "erase"), ("ตอบทางไลน์", "", "by"), ("ไม่ทราบค่ะ", "phone", "skip"), ("ไม่มี", "photo", "skip"),
    ("ใช่", "cancel", "yes"), ("ใช่", "phone", "known_phone"), ("ใช่", "danger", "pressed_danger"), ("ไม่", "danger", "skip"),
    ("4", "rate", "rate"), ("ให้คะแนน 4", "", "rate"), ("123456", "code", "code"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "waits", "name"), TYPED)
def test_every_button_can_be_typed(words: str, waits: str, name: str) -> None:
    found = wish(words, waits=waits)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "words",
    ["ใช่", "ไม่รู้", "4", "ไม่มีข้าวกินเลย", "อยากให้เจ้าหน้าที่มาดูบ้าน", "ยกเลิกบัตรคนพิการยังไง", "help", "ข้าม", ""],
)
def test_what_tells_something_is_read_and_no_wish(words: str) -> None:
    assert wish(words) is None


@pytest.mark.parametrize("form", ["6911-0000-0017", "691100000017", "6911 0000 0017", "๖๙๑๑-๐๐๐๐-๐๐๑๗", "6911–0000–0017", "เลขที่ 6911-0000-0017 ค่ะ"])  # fmt: skip
def test_a_reference_is_understood_however_it_is_typed(form: str) -> None:
    assert wish(form) == Wish("status", REFERENCE)
    assert wish(f"ยกเลิก {form}".replace("เลขที่ ", "")) == Wish("cancel", REFERENCE)
    assert reference_in(f"เรื่อง {form} ถึงไหนแล้ว") == REFERENCE


def test_a_number_that_cannot_be_a_reference_is_answered_politely() -> None:
    assert wish("6911-0000-0018") == Wish("wrong")
    assert wish("1234567890121") is None  # thirteen digits are a person's, not a case's


def test_old_buttons_of_any_sort_ask_how_things_stand() -> None:
    assert wish("", "menu:old:thing") == Wish("menu", "old")
    assert wish("", "whatever") == Wish("old")
    assert wish("", f"rate:{REFERENCE}:5") == Wish("rate", REFERENCE, "5")
    assert wish("", f"rate:{REFERENCE}:9") == Wish("old", REFERENCE)


# -- phones ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("0812345678 หมู่ 4", ("+66812345678",)), ("๐๘๑-๒๓๔-๕๖๗๘", ("+66812345678",)), ("+66 81 234 5678", ("+66812345678",)),
        ("66812345678", ("+66812345678",)), ("โทร 089 000 1234 หรือ 074-123-456", ("+66890001234", "+6674123456")),
        ("1234567890121", ()), ("691100000017", ()), ("081234567", ()), ("12/4 หมู่ 7", ()), ("08123456789", ()), ("", ()),
    ],
)  # fmt: skip
def test_phones_are_found_and_nothing_that_only_looks_like_one(words: str, found: tuple[str, ...]) -> None:
    assert phones_in(words) == found


def test_a_known_number_is_shown_by_its_last_four_digits() -> None:
    assert tail("+66812345678") == "…5678"


def test_states_are_of_their_own_case() -> None:
    state, _ = play(Opened(CASE, ("phone",)), Paused(NOW), Opened(uuid4(), ("phone",)), Paused(NOW))
    assert state.asked == ("phone",)
