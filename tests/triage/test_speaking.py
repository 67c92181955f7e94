"""The dialogue's words within their channels: one text message each, buttons that fit, no link and no promise there."""

import pytest

from casework import prompts, replies
from casework.replies import Words
from channels.clusters import cut, units
from channels.segments import segments
from triage.replying import _SENTENCES
from triage.states import SLOTS
from wording import LANGUAGES, say, sentences

REFERENCE, OFFICE, DAY = "691200000017", "ก" * 18, {"th": "พฤ. 31 ธ.ค. 69", "en": "Thu 31 Dec 2026"}
STATES = ("new", "active", "waiting_citizen", "referred", "awaiting_governor", "helped", "closed", "cancelled", "merged")  # fmt: skip


def short_words(language: str) -> dict[str, str]:
    """Everything the dialogue may send as a text message, at its longest."""
    found: dict[str, Words] = {slot: prompts.question(slot, language, phone="+66812345678") for slot in SLOTS}
    found |= {name: prompts.about(key, REFERENCE, language, by="SMS") for name, key in _SENTENCES.items()}
    found |= {
        f"state {state}": replies.status(REFERENCE, "x", state, language, sms_name=OFFICE) for state in STATES
    }
    found["cancel"] = prompts.cancel_sure(REFERENCE, language)
    found["menu"] = prompts.menu(language)
    found["privacy"] = prompts.privacy(language, "https://saitrong.test")
    found["closing"] = prompts.closing(REFERENCE, "", language)
    plain = {
        "staff": say("dialogue.staff_sms", language, reference=REFERENCE),
        "staff closed": say("dialogue.staff_closed_sms", language, reference=REFERENCE, day=DAY[language]),
        "notice": say("dialogue.notice_sms", language),
        "which": say("dialogue.which_sms", language),
        "code": say("dialogue.code_sms", language, code="123456"),
    }
    return {name: words.short for name, words in found.items()} | plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_dialogue_is_one_text_message_without_a_link(language: str) -> None:
    told = short_words(language)
    long = {name: (units(words), words) for name, words in told.items() if segments(words) > 1}
    # offices' names are Thai also in an English sentence, which makes it cost as a Thai one
    assert {
        name: each for name, each in long.items() if language == "th" or not name.startswith("state")
    } == {}
    assert [name for name, words in told.items() if "http" in words or not words.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_of_the_dialogue_fits_and_can_be_typed(language: str) -> None:
    from triage.wishes import wish

    waits = {"what": "what", "danger": "danger", "place": "place", "phone": "phone", "photo": "photo"}
    for slot, waiting in waits.items():
        for button in prompts.question(slot, language, phone="+66812345678").buttons:
            assert cut(button["label"], 20) == button["label"]
            if button["action"] == "text":
                assert wish(button["value"], waits=waiting) is not None, button
    for button in (*prompts.cancel_sure(REFERENCE, language).buttons, *prompts.which(language)[1]):
        assert wish(button["value"], waits="cancel") is not None, button
    for button in prompts.menu(language).buttons:
        assert wish(button["value"]) is not None, button


def test_a_star_is_a_button_that_names_its_case_and_its_number() -> None:
    assert [button["value"] for button in prompts.stars(REFERENCE)] == [
        f"rate:{REFERENCE}:{n}" for n in range(1, 6)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_puts_the_question_before_the_notice_and_both_into_the_card(language: str) -> None:
    asked = prompts.question("phone", language)
    words = replies.acknowledgement(
        reference=REFERENCE, org_name="x", sms_name="x", language=language, urgent=False, asked=asked,
        notice=say("dialogue.notice", language),
    )  # fmt: skip
    assert words.card is not None
    assert words.card["note"] == f"{asked.text}\n{say('dialogue.notice', language)}"
    assert words.text.endswith(words.card["note"])
    assert words.buttons == asked.buttons


def test_the_short_forms_are_not_longer_than_they_need_to_be() -> None:
    named = [key for key in sentences("th") if key.startswith("dialogue.") and key.endswith("_sms")]
    assert len(named) >= 9
