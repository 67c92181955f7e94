"""Sentences fit their channels in every language; what a language lacks is said in Thai."""

import re
from string import Formatter
from typing import Any

import pytest

from gateway.pages import proof
from triage.answers import known_language
from wording import SPOKEN, say, sentences
from wording.lengths import limit_of

TH, MS = sentences("th"), sentences("ms")
MALAY = (
    "danger.", "ack.", "ask.", "away.", "button.", "added.", "moved.", "status.", "state.", "notice.",
    "need_news.", "need_sms.", "decided.", "decided_sms.", "referred.", "need.", "dialogue.arrived",
)  # fmt: skip
"""Danger, menus, receipts, and what casework tells: what must be there in Malay."""


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("row", [row for row in proof.rows() if row.limit], ids=lambda row: row.key)
def test_a_sentence_fits_its_channel_in_every_language(row: proof.Row) -> None:
    assert {code: (each.length, each.text) for code, each in row.by_language.items() if each.over} == {}


def test_limits_speak_of_sentences_that_exist() -> None:
    limited = [key for key in TH if limit_of(key)]
    assert len(limited) > 60
    assert {limit_of(key).channel for key in limited} == {"sms", "line", "voice"}  # type: ignore[union-attr]


def test_a_sentence_that_is_too_long_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sentences("th"), "notice.sms", "ยาว" * 30)
    assert [row.key for row in proof.rows() if row.over] == ["notice.sms"]


def test_danger_menus_receipts_and_news_of_casework_are_there_in_malay_with_the_same_gaps() -> None:
    assert MS.keys() - TH.keys() == set()
    assert {key for key in TH if key.startswith(MALAY)} - MS.keys() == set()
    assert {key: text for key, text in MS.items() if gaps(text) != gaps(TH[key])} == {}
    assert [key for key, text in MS.items() if re.search(r"[\u0e00-\u0e7f]", text)] == []


def test_what_malay_lacks_is_said_in_thai_and_an_unknown_language_too() -> None:
    assert say("danger.pin", "ms") == "Hantar lokasi"
    assert say("report.what", "ms") == say("report.what", "th")
    assert say("danger.pin", "jp") == say("danger.pin", "th")
    assert known_language("ms") == "ms"


def test_staff_read_all_languages_side_by_side_with_lengths(staff: Any) -> None:
    page = staff("9079").get("/admin/words?part=danger").text
    for language in SPOKEN:
        assert sentences(language)["danger.title"] in page
    assert re.search(r"\d+ / 20<", page)
    assert "ack.text" not in page
    whole = staff("9079", "operator", email="o@example.org").get("/admin/words?part=all").text
    assert whole.count("<tr>") == len(TH) + 1
    assert "ยังไม่มีเจ้าของภาษาตรวจ" in whole


def test_strangers_do_not_see_the_page(client: Any) -> None:
    assert client.get("/admin/words").status_code == 303


def test_somebody_who_writes_malay_is_answered_in_malay(client: Any, work: Any) -> None:
    from tests.pages.helpers import send

    send(client, text="Tolong, rumah saya banjir, bumbung rosak", place="", phone="")
    work.all()
    language = work.value('select language from "case"')
    text = work.value("select text from message where purpose = 'ack'")
    assert (language == "ms") == text.startswith("Laporan anda telah diterima")
