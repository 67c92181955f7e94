"""What we say in LINE's form: nothing the platform would refuse, nothing torn."""

from typing import Any
from uuid import uuid4

import pytest

from channels.clusters import clusters, cut, cut_units, split_units, units
from channels.contract import Button, Card, OutboundMessage
from channels.line import cards
from tests.channels.specimens import USER

CARD = Card(
    title="รับเรื่องแล้ว",
    lines=(("เลขที่", "6911-0000-0173"), ("ผู้รับเรื่อง", "อบต.โคกสูง"), ("ว่าง", "")),
    note="เจ้าหน้าที่จะติดต่อกลับภายในวันนี้",
    buttons=(
        Button("สถานะ", "postback", "status"),
        Button("เพิ่มข้อมูล", "text", "เพิ่มข้อมูล"),
        Button("โทร 1669", "tel", "16-69"),
        Button("เกิน", "text", "x"),
        Button("ส่งตำแหน่ง", "location"),
    ),
)


def say(text: str = "รับเรื่องแล้วค่ะ", **parts: Any) -> OutboundMessage:
    return OutboundMessage(key=uuid4(), recipient=USER, text=text, **parts)


def all_texts(part: Any) -> list[dict[str, Any]]:
    found = [part] if isinstance(part, dict) and part.get("type") == "text" else []
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    return found + [one for child in inner for one in all_texts(child)]


def test_a_cluster_is_what_a_reader_sees():
    """Case 41: "น้ำ" is one letter, whatever len() says."""
    assert clusters("น้ำที่ปี่") == ["น้ำ", "ที่", "ปี่"]
    assert clusters("👨‍👩‍👧🇹🇭👍🏽e\u0301\r\nก") == ["👨‍👩‍👧", "🇹🇭", "👍🏽", "e\u0301", "\r\n", "ก"]
    assert clusters("🇹🇭🇲🇾") == ["🇹🇭", "🇲🇾"]
    assert clusters("") == []


def test_a_label_of_twenty_clusters_stays_and_of_twenty_one_is_cut():
    """Case 41."""
    assert cut("น้ำ" * 20, 20) == "น้ำ" * 20
    assert cut("น้ำ" * 21, 20) == "น้ำ" * 19 + "…"


def test_units_are_counted_as_the_platform_counts():
    assert (units("ก"), units("👍"), units("")) == (1, 2, 0)
    assert cut_units("👍" * 10, 10) == "👍👍👍👍…"


def test_a_long_text_becomes_at_most_five_bubbles(line, provider):
    """Case 41: nothing is refused, nothing torn, and what fits is there to the letter."""
    text = "น้ำท่วม 👨‍👩‍👧 " * 1400
    line.send(say(text))
    pieces = [bubble["text"] for bubble in provider.deliveries[0].body]
    assert "".join(pieces) == text
    assert len(pieces) == 5
    line.send(say("ก" * 60_000))
    assert len(provider.deliveries[1].body) == 5
    assert provider.deliveries[1].body[-1]["text"].endswith("…")


def test_pieces_end_at_a_gap_and_never_inside_a_letter():
    pieces = split_units("บ้านน้ำท่วม " * 40, size=50, most=100)
    assert all(piece.endswith(" ") and units(piece) <= 50 for piece in pieces)
    assert split_units("ก" + "\u0e34" * 120, size=50, most=2)


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_text_is_still_something_line_takes(line, provider, text):
    line.send(say(text))
    assert len(provider.deliveries) == 1


def test_a_card_arrives_as_it_was_built(line, provider):
    """The SDK drops what it does not know; so what arrives is compared with what was built."""
    message = say(card=CARD, buttons=(Button("ถ่ายรูป", "camera"), Button("เลือกรูป", "camera_roll")))
    line.send(message)
    assert provider.deliveries[0].body == cards.messages(message)


def test_a_card_has_a_coloured_head_a_big_reference_and_three_buttons():
    (bubble,) = cards.messages(say(card=CARD))
    contents = bubble["contents"]
    assert contents["header"]["backgroundColor"] == "#0F5E5C"
    assert contents["header"]["contents"][0]["text"] == "✓ รับเรื่องแล้ว"
    texts = all_texts(contents)
    assert {one["text"]: one["size"] for one in texts}["6911-0000-0173"] == "xxl"
    assert all(one["text"] for one in texts)
    actions = [button["action"] for button in contents["footer"]["contents"]]
    assert [action["type"] for action in actions] == ["postback", "message", "uri"]
    assert actions[2]["uri"] == "tel:1669"
    assert bubble["altText"] == "รับเรื่องแล้วค่ะ"


def test_what_only_works_under_a_bubble_moves_there():
    (bubble,) = cards.messages(say(card=CARD))
    assert [item["action"]["type"] for item in bubble["quickReply"]["items"]] == ["location"]


def test_limits_are_kept_before_sending(line, provider):
    buttons = tuple(Button("น้ำ" * 25, "text", f"{number}") for number in range(20))
    long = Card(title="น้ำ" * 500, lines=(("ก" * 500, "ข" * 2000),) * 3, note="ค" * 5000, tone="danger")
    line.send(
        say("👍" * 5000, card=long, buttons=buttons, sender_name="อบต.โคกสูง อำเภอเมืองนราธิวาส จังหวัดนราธิวาส")
    )
    line.send(say(buttons=buttons))
    first, second = (delivery.body[-1] for delivery in provider.deliveries)
    assert units(first["altText"]) <= 1500
    assert len(second["quickReply"]["items"]) == 13
    assert first["sender"]["name"].endswith("…")
    assert len(first["sender"]["name"]) <= 20


def test_lines_own_name_is_never_a_senders():
    (bubble,) = cards.messages(say(sender_name="LINE ศูนย์ช่วยเหลือ"))
    assert "sender" not in bubble
