"""The recorder: where every path leads that nobody answers, and which keeps what was said even if the line drops."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from channels import twiml
from channels.hotline.asking import goodbye
from channels.hotline.place import after_recording
from channels.hotline.speech import said
from channels.hotline.turn import REPEATS, Line, Turn


def record(line: Line, turn: Turn, *first: str) -> list[ET.Element]:
    tone = twiml.record(
        action=line.url("record", turn, topic=turn.topic),
        callback=line.url("recording", turn, topic=turn.topic, who=turn.sealed),
        guess=line.url("guess", turn) if line.recognise else "",
    )
    missed = line.url("record", turn, topic=turn.topic, n=turn.tries + 1)
    return [*said(line, turn, *first, "record"), tone, twiml.redirect(missed)]


def after_record(line: Line, turn: Turn) -> list[ET.Element]:
    if turn.gone:
        return []
    if turn.recording:
        return after_recording(line, replace(turn, tries=0, asked=0))
    if turn.tries > REPEATS:
        return goodbye(line, turn, "nothing_heard")
    return record(line, turn, "again")
