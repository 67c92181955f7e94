"""Where in the text a misspelt name may stand: behind ต. อ. จ., between commas, beside a name that was recognised."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from triage.reading.nameindex import Level, fold_thai
from triage.reading.placenames import Mention
from triage.reading.romanised import rough

_LABELS: dict[str, Level] = {
    "ตำบล": "tambon", "แขวง": "tambon", "ต": "tambon", "tambon": "tambon", "tambol": "tambon", "tumbon": "tambon",
    "khwaeng": "tambon", "t": "tambon", "อำเภอ": "amphoe", "เขต": "amphoe", "อ": "amphoe", "amphoe": "amphoe",
    "ampoe": "amphoe", "amphur": "amphoe", "ampher": "amphoe", "khet": "amphoe", "a": "amphoe",
    "จังหวัด": "province", "จ": "province", "changwat": "province", "j": "province", "p": "province",
}  # fmt: skip
_LABEL = re.compile(
    r"(ตำบล|แขวง|อำเภอ|เขต|จังหวัด)|(?<![ก-๛])([ตอจ])(?=[ .,])|([ตอจ])\.|(?<![a-z])(tambon|tambol|tumbon|khwaeng|amphoe|ampoe|amphur|ampher|khet|changwat|[taj](?=\.))(?=[. ]+[a-z])"
)
_SUFFIX: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("tambon", re.compile(r" (?:sub-? ?district|tambon)$")),
    ("amphoe", re.compile(r" district$")),
    ("province", re.compile(r" province$")),
)
_BREAK = re.compile(r"[^ก-๛a-z' -]+")
_THAI = re.compile(r"[ก-๛]+")
_LATIN_WORD = re.compile(r"[a-z']+")
_BEFORE = re.compile(r"^(?:(?:ตอนนี้|บ้าน)?อยู่(?:ที่)?|ที่อยู่|ที่|แถวๆ?|ชาว|ใน|จาก|พื้นที่)")
_AFTER = re.compile(r"(?:นะ)?(?:ครับ|คับ|คร้าบ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|นะ|เด้อ|ด้วย|เลย)+$")
SHORT_TEXT = 80
"""Letters of a text that is hardly more than an address: every piece of it may be a name."""
_BESIDE = 14
_LATIN_WORDS = 16
_LONGEST = 26


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of text that may be a name; level: what ต. อ. จ. before it says it is; key: its folded letters.

    left: Latin words of the same short stretch between commas that this piece leaves out.
    """

    start: int
    end: int
    key: str
    level: Level | None = None
    left: int = 0


def slots(text: str, found: Iterable[Mention]) -> list[Slot]:
    """Pieces that may be misspelt names, in reading order; in a long text only those beside a label or a name."""
    marks = list(_labels(text))
    anchors = [(one.start, one.end) for one in found if one.level != "tambon"]
    fixed = sorted({(start, end) for start, end, _ in marks} | set(anchors))
    pieces = [*_thai_pieces(text, marks, anchors), *_latin_pieces(text, marks)]
    if len(text) <= SHORT_TEXT:
        return pieces
    return [one for one in pieces if one.level or any(_near(one, span) for span in fixed)]


def _near(one: Slot, span: tuple[int, int]) -> bool:
    return one.start - span[1] <= _BESIDE and span[0] - one.end <= _BESIDE


def _labels(text: str) -> Iterator[tuple[int, int, Level]]:
    for found in _LABEL.finditer(text):
        word = next(group for group in found.groups() if group)
        yield found.start(), found.end(), _LABELS[word]


def _thai_pieces(
    text: str, marks: list[tuple[int, int, Level]], anchors: list[tuple[int, int]]
) -> Iterator[Slot]:
    cuts = {end: level for _, end, level in marks}
    for start, end in _runs(text, marks):
        level = cuts.get(start)
        for run in _THAI.finditer(text, start, end):
            yield from _piece(text, run.start(), run.end(), level, anchors)
            level = None


def _runs(text: str, marks: list[tuple[int, int, Level]]) -> Iterator[tuple[int, int]]:
    """Stretches between labels."""
    at = 0
    for start, end, _ in marks:
        yield at, start
        at = end
    yield at, len(text)


def _piece(
    text: str, start: int, end: int, level: Level | None, anchors: list[tuple[int, int]]
) -> Iterator[Slot]:
    """The run itself, and the parts on both sides of a known name inside it."""
    lead = _BEFORE.match(text[start:end]) if level is None else None
    tail = _AFTER.search(text, start, end)
    start, end = start + (lead.end() if lead else 0), tail.start() if tail else end
    inner = [span for span in anchors if start <= span[0] and span[1] <= end and span != (start, end)]
    yield from _slot(text, start, end, level)
    for left, right in inner:
        yield from _slot(text, start, left, level)
        yield from _slot(text, right, end, None)


def _slot(text: str, start: int, end: int, level: Level | None) -> Iterator[Slot]:
    key = fold_thai(text[start:end])
    if 2 <= len(key) <= _LONGEST:
        yield Slot(start, end, key, level)


def _latin_pieces(text: str, marks: list[tuple[int, int, Level]]) -> Iterator[Slot]:
    cuts = {end: level for _, end, level in marks}
    words = 0
    for start, end in _runs(text, marks):
        level = cuts.get(start)
        for low, high in _between_breaks(text, start, end):
            found = [one.span() for one in _LATIN_WORD.finditer(text, low, high)]
            words += len(found)
            if found and (words <= _LATIN_WORDS or level):
                yield from _word_groups(text, found, level)
            level = level if not found and not text[low:high].strip() else None


def _between_breaks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in _BREAK.finditer(text, start, end):
        yield at, found.start()
        at = found.end()
    yield at, end


def _word_groups(text: str, words: list[tuple[int, int]], level: Level | None) -> Iterator[Slot]:
    """Up to five neighbouring words; a level word behind them ("Hat Yai District") names the group."""
    for i in range(1 if level else len(words)):
        for j in range(i, min(i + 5, len(words))):
            start, end = words[i][0], words[j][1]
            named, stop = _suffixed(text, start, end)
            key = rough(text[start:stop])
            if len(key) >= 3:
                left = len(words) - (j - i + 1) if len(words) <= 4 and len(words) < len(text.split()) else 0
                yield Slot(start, stop, key, named or level, 0 if named else left)


def _suffixed(text: str, start: int, end: int) -> tuple[Level | None, int]:
    for level, pattern in _SUFFIX:
        found = pattern.search(text, start, end)
        if found:
            return level, found.start()
    return None, end
