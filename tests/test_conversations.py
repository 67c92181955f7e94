"""Sixty conversations by every channel, played through the real path (tests/stage.py) and held to their transcripts."""

from typing import Any

import pytest

from tests.conftest import Work
from tests.stage import Stage, Transcript, transcripts

ALL = transcripts()


@pytest.mark.parametrize("transcript", ALL, ids=lambda each: f"{each.file[:-4]} {each.name}")
def test_a_conversation_goes_as_it_is_written(
    wired_app: Any, wired_work: Work, provider: Any, transcript: Transcript
) -> None:
    Stage(wired_app, wired_work, provider).play(transcript)


def test_there_are_sixty_of_them_twelve_of_danger_and_several_of_each_channel() -> None:
    assert len(ALL) >= 60
    assert len({transcript.name for transcript in ALL}) == len(ALL)
    danger = [each for each in ALL if any("ด่วน=อันตราย" in line.words for line in each.lines)]
    assert len(danger) >= 12
    channels = [each.channel for each in ALL]
    assert {name: channels.count(name) >= 4 for name in ("LINE", "SMS", "โทรศัพท์", "เว็บ")} == dict.fromkeys(
        ("LINE", "SMS", "โทรศัพท์", "เว็บ"), True
    )
