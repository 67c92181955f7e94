"""Take the place out of an iPhone's photo without a decoder for it: its GPS entries are overwritten with zeros."""

import struct

_HEADS = ((b"MM\x00*", ">"), (b"II*\x00", "<"))
_GPS = 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
"""TIFF 6.0, section 2: bytes of one value of each field type."""


def without_place(data: bytes) -> bytes:
    """The same file, as long as before, with every GPS directory of every Exif block blank."""
    out = bytearray(data)
    for head, order in _HEADS:
        start = data.find(head)
        while start >= 0:
            _blank(out, start, order)
            start = data.find(head, start + 4)
    return bytes(out)


def _blank(out: bytearray, start: int, order: str) -> None:
    try:
        (first,) = struct.unpack_from(f"{order}I", out, start + 4)
        for entry in _entries(out, start + first, order):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHII", out, entry)
            if tag == _GPS:
                for inner in _entries(out, start + value, order):
                    _wipe(out, start, inner, order)
    except struct.error:
        # these four bytes were picture, not the head of an Exif block
        return


def _entries(out: bytearray, directory: int, order: str) -> list[int]:
    """Where each 12-byte entry of a directory begins; struct.error when it would lie outside the file."""
    (count,) = struct.unpack_from(f"{order}H", out, directory)
    struct.unpack_from("12s", out, directory + 2 + 12 * max(count - 1, 0))
    return [directory + 2 + 12 * n for n in range(count)]


def _wipe(out: bytearray, start: int, entry: int, order: str) -> None:
    """The entry and the value it points to. Its type stays readable, so that the directory is still one."""
    _tag, kind, count, value = struct.unpack_from(f"{order}HHII", out, entry)
    length = _SIZES.get(kind, 0) * count
    if 4 < length <= len(out) - start - value:
        out[start + value : start + value + length] = bytes(length)
    out[entry : entry + 12] = bytes(12)
