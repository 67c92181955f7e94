"""Recorded sentences: found in a folder, served at addresses nobody can guess, played instead of the machine's voice."""

from typing import Any

import pytest

from channels.hotline.speech import to_record
from channels.prompts import Prompts, recordings
from channels.registry import prompts_folder
from tests.channels.exchange import BRIEF, SPOKEN, answer, called
from tests.channels.specimens import PUBLIC_URL, RECORDING
from tests.channels.specimens import voice as step_of
from tests.channels.twiml_rules import said, target
from wording import say

MP3 = b"\xff\xf3\x44\xc4" + b"\0" * 200
WAV = b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 200


@pytest.fixture
def folder(tmp_path):
    found = prompts_folder("", tmp_path)
    found.mkdir()
    return found


@pytest.fixture
def hotline(folder, open_one) -> Any:
    return open_one("voice")


def test_a_recorded_sentence_is_played_and_the_rest_is_spoken(folder, hotline):
    (folder / "menu.th.mp3").write_bytes(MP3)
    root = answer(hotline, step_of())
    address = root.find("Gather/Play").text
    assert address.startswith(f"{PUBLIC_URL}/prompts/voice/")
    assert address.endswith(".mp3")
    assert "menu" not in address
    assert say("voice.greeting") in said(root)
    assert say("voice.menu") not in said(root)
    assert "press 9" in said(root)


def test_an_address_stays_while_the_recording_stays_and_changes_with_it(folder):
    (folder / "menu.th.wav").write_bytes(WAV)
    prompts = Prompts(folder, "https://x")
    first = prompts.address("menu", "th")
    assert first == Prompts(folder, "https://x").address("menu", "th")
    assert prompts.address("menu", "en") == ""
    (folder / "menu.th.wav").write_bytes(WAV + b"another voice")
    prompts._looked = 0
    assert prompts.address("menu", "th") not in {first, ""}
    assert prompts.file(first.rpartition("/")[2]) is None
    assert prompts.file(prompts.address("menu", "th").rpartition("/")[2]).media_type == "audio/wav"


def test_a_file_that_cannot_be_played_is_not(folder, hotline):
    (folder / "menu.th.mp3").write_bytes(b"%PDF-1.7")
    (folder / "topic.th.mp3").write_bytes(b"")
    (folder / "track.th.ogg").write_bytes(b"OggS")
    assert answer(hotline, step_of()).find("Gather/Play") is None
    assert {each.path.name: bool(each.wrong) for each in recordings(folder)} == dict.fromkeys(
        ["menu.th.mp3", "topic.th.mp3", "track.th.ogg"], True
    )


def test_numbers_are_played_digit_by_digit_in_groups_once_all_their_digits_are_recorded(folder, hotline):
    receipt = step_of("receipt", f"lang=th&rec={RECORDING}&n=1")
    for digit in "01369":
        (folder / f"digit_{digit}.th.mp3").write_bytes(MP3 + digit.encode())
    hotline.prompts._looked = 0
    assert SPOKEN in said(answer(hotline, receipt, brief=BRIEF))  # a 7 is missing
    (folder / "digit_7.th.mp3").write_bytes(MP3 + b"7")
    hotline.prompts._looked = 0
    root = answer(hotline, receipt, brief=BRIEF)
    assert SPOKEN not in said(root)
    played = [verb.tag for verb in root if verb.tag in {"Play", "Pause"}]
    one = ["Pause", *["Play"] * 4] * 3
    assert played == one * 2
    nine = hotline.prompts.address("digit_9", "th")
    assert [verb.text for verb in root if verb.tag == "Play"][1] == nine
    assert len(list(root.iter())) <= 40


def test_with_everything_recorded_only_offices_and_answers_are_spoken_by_a_machine(folder, hotline):
    for each in to_record():
        (folder / f"{each.name}.mp3").write_bytes(MP3 + each.name.encode())
    assert said(answer(hotline, step_of())) == ""
    for language in ("th", "ms", "en"):
        root = answer(hotline, step_of("track", f"lang={language}&n=1", Digits=BRIEF.reference), brief=BRIEF)
        assert said(root) == BRIEF.org_name
        assert len(list(root.iter())) <= 41
        topic = answer(hotline, step_of("menu", f"lang={language}&n=1", Digits="2"))
        assert said(topic) == ""
        assert (
            answer(hotline, called(target(topic, "Gather", "action"), Digits="1")).find("Record") is not None
        )


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path):
    assert Prompts(tmp_path / "nowhere", "https://x").address("menu", "th") == ""
    assert recordings(tmp_path / "nowhere") == []
    (tmp_path / "nowhere" / "menu.th.mp3").mkdir(parents=True)
    assert recordings(tmp_path / "nowhere") == []


def test_every_sentence_has_a_name_of_its_own_and_no_gap_that_a_recording_could_not_fill():
    listed = list(to_record())
    assert len({each.name for each in listed}) == len(listed) > 150
    assert [each for each in listed if "{" in each.words] == []
