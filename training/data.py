"""The labelled messages and what the heads are to learn from them."""

import json
import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
KINDS = (
    "plea",
    "info",
    "status",
    "thanks",
    "complaint",
    "cityfix",
    "spam",
    "offtopic",
    "offer",
    "update",
    "pdpa",
)
FIELDS = ("disaster", "quality_of_life", "disease_control", "low_income_farmer", "other")
RISKS = ("elder", "child", "infant", "disabled", "pregnant", "ill", "bedridden")
SIGNS = (
    "medical", "birth", "poison", "rabies", "crash", "fire", "animal", "flood", "collapse", "drowning", "sea",
    "electric", "violence", "home", "missing", "suicide", "suicide_act", "help",
)  # fmt: skip

THAI_PLACES = (
    "ต.ควนลัง อ.หาดใหญ่", "ม.3 ต.บุ่งหวาย วารินชำราบ", "บ้านเลขที่ 12/4 หมู่ 7 ต.แม่คะ อ.ฝาง", "หมู่ 5 บ้านโคกสูง", "ต.เซิม โพนพิสัย",
    "บ้านห้วยขาว แม่สาย เชียงราย", "ซอยข้างวัดโพธิ์", "ม.9 ต.ทุ่งใหญ่", "บ้านเลขที่ 5 หมู่ 3", "ซ.รุ่งเรือง 2 เทศบาลเมืองคลองแห", "แถวตลาดแม่สอด",
    "ต.คลองพน อ.คลองท่อม กระบี่", "หน้าโรงเรียนบ้านหนองบัว", "อยู่บ้านท่าลาด", "เขตบางแค กรุงเทพ", "ม.1 ต.โป่งผา โทร 0800000015",
    "จ.นครศรีธรรมราช ปากพนัง", "หลังโลตัสหาดใหญ่", "บ้านหนองแวง ม.12", "ต.สันผีเสื้อ เมืองเชียงใหม่", "อ.สายบุรี ปัตตานี", "เบอร์ 0800000023 ต.กุดบง",
    "ริมคลองบางเลน ม.2", "55/1 ม.8 ต.นาทราย",
)  # fmt: skip
LATIN_PLACES = (
    "mu 3 tambon khuan lang", "ban khlong ngae hat yai", "pak phanang", "amphoe fang", "kg yata raman", "moo 5 tambon pa tong",
    "Mae Sot", "Hat Yai", "tambon sano mayo", "near the big temple, Pai",
)  # fmt: skip

HAND = re.compile(r"w\d+-")
"""Messages of the hands that wrote later: they name places of their own."""
ORDINARY = ("w13-", "w31-")
"""The hands that wrote of ordinary days; the others wrote what is hard to tell apart."""

Row = dict[str, Any]
Mask = NDArray[np.bool_]


def rows(part: str) -> list[Row]:
    """A part of data/reading: train and dev are learned from; test, fresh, hands and the blind ones are measured."""
    lines = (ROOT / "data" / "reading" / f"{part}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def invented() -> list[Row]:
    """The test-suite's own messages: no persons at risk are labelled there."""
    lines = (ROOT / "tests" / "triage" / "invented.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) | {"vulnerable": None, "traits": []} for line in lines]


def learned() -> list[Row]:
    known = rows("train") + invented()
    return known + placed([row for row in known if not HAND.match(row["id"])])


def ordinary(row: Row) -> bool:
    """Whether such a message comes on an ordinary day: what the confidence shall be right for."""
    return not HAND.match(row["id"]) or row["id"].startswith(ORDINARY)


def placed(given: Sequence[Row]) -> list[Row]:
    """A third of these messages once more, with a place before or behind: most real ones name one, and it says nothing of the kind."""
    return [
        row | {"text": _with_place(row["text"], mark)} for row in given if (mark := _mark(row))[0] % 3 == 0
    ]


def _mark(row: Row) -> bytes:
    return sha256(row["id"].encode()).digest()


def _with_place(text: str, mark: bytes) -> str:
    places = THAI_PLACES if re.search("[ก-ฮ]", text) else LATIN_PLACES
    place = places[mark[1] % len(places)]
    return f"{place} {text}" if mark[2] % 4 == 0 else f"{text} {place}"


def intents(given: Sequence[Row]) -> list[str]:
    return [row.get("intent", row["id"]) for row in given]


def heads() -> dict[str, tuple[Callable[[Row], bool], Callable[[Row], bool]]]:
    """Head "group:label" → (which messages it learns from, which of them are its own)."""
    table: dict[str, tuple[Callable[[Row], bool], Callable[[Row], bool]]] = {}
    for kind in KINDS:
        table[f"kind:{kind}"] = (_any, lambda row, kind=kind: row["kind"] == kind)
    for field in FIELDS:
        table[f"category:{field}"] = (_is_plea, lambda row, field=field: row["category"][:1] == [field])
    table["category:"] = (_is_plea, lambda row: not row["category"])
    for sign in SIGNS:
        table[f"sign:{sign}"] = (_has_sign, lambda row, sign=sign: row["sign"] == sign)
    for risk in RISKS:
        applies = _has_patients if risk == "ill" else _has_persons
        table[f"vulnerable:{risk}"] = (applies, lambda row, risk=risk: risk in row["vulnerable"])
    for field in FIELDS:
        table[f"second:{field}"] = (_has_field, lambda row, field=field: field in row["category"])
    table["danger:now"] = (_any, lambda row: row["urgency"] == "U0")
    table["today:today"] = (_waits, lambda row: row["urgency"] == "U1")
    return table


def _any(_row: Row) -> bool:
    return True


def _is_plea(row: Row) -> bool:
    return bool(row["kind"] == "plea")


def _has_field(row: Row) -> bool:
    return bool(row["category"])


def _has_sign(row: Row) -> bool:
    return bool(row.get("sign"))


def _has_persons(row: Row) -> bool:
    return row["vulnerable"] is not None and row["kind"] == "plea"


def _has_patients(row: Row) -> bool:
    """Whether an emergency makes somebody "ill" as well, no two writers agree (docs/reading.md)."""
    return _has_persons(row) and bool(row["urgency"] != "U0")


def _waits(row: Row) -> bool:
    return row["kind"] == "plea" and row["urgency"] != "U0"
