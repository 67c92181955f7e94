"""How many letters of a name may be wrong before it is another name."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_MARGIN = 2.0
"""Letters by which a name that is far off must be nearer than any other of its amphoe."""
_HEADS = re.compile(
    r"^(?:หนอง|โนน|บาน|คลอง|หวย|ทุง|ทา|บาง|โคก|ดอน|นา|เมือง|แม|วัง|เขา|กุด|สระ|ปา|หัว|บอ|สวน|ควน|ดง|พระ|วัด|คำ|โพ|ปาก|เกาะ|ลำ)(?=..)"
)
"""What half the names of an amphoe begin with says little: the rest must fit by itself."""
_DOUBLED = re.compile(r"(.)\1+")


def allowed(length: int, *, labelled: bool) -> int:
    """Letters that may be wrong in a name of this length."""
    if length <= 2:
        return 0
    if length <= 4:
        return 1 if labelled else 0
    # two of five letters make another word: น้ำท่วม is no slip of นาทวี
    return 2 if (labelled and length > 5) or length >= 8 else 1


def alone_like(key: str, keys: Sequence[str], *, labelled: bool) -> tuple[int, float] | None:
    """(which, letters off) of the one key that is nearest by far, for two slips in a short name; letters typed twice
    count as one."""
    key, plain = _undoubled(key), [_undoubled(each) for each in keys]
    found = extract(key, plain, scorer=OSA.distance, limit=2)
    best, off, at = found[0]
    alone = len(found) == 1 or found[1][1] >= off + _MARGIN
    sure = alone and off <= _far(len(best), labelled=labelled) and _rest_fits(key, best)
    return (at, float(off)) if sure else None


def _far(length: int, *, labelled: bool) -> int:
    """Letters that may be wrong where no other name of the amphoe is like it."""
    if length <= 3:
        return int(labelled)
    return length // 2 - (0 if labelled else 1) if length <= 6 else 3


def _rest_fits(key: str, name: str) -> bool:
    head = _HEADS.match(name)
    if head is None or not key.startswith(head[0]):
        return True
    rest = name[head.end() :]
    return OSA.distance(key[head.end() :], rest) <= max(1, _far(len(rest), labelled=False))


def _undoubled(key: str) -> str:
    return _DOUBLED.sub(r"\1", key)
