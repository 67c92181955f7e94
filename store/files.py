"""Photos, recordings and papers on disk, named by their content, so that a file stored twice is stored once."""

import os
from hashlib import sha256
from pathlib import Path

# what a file is, by its first bytes; a name or a header may say anything (channels.md section 4)
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
)


def media_type(data: bytes) -> str:
    """The type the bytes themselves show; application/octet-stream when they show none we serve."""
    for head, kind in _SIGNATURES:
        if data.startswith(head):
            return kind
    if data[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(data[8:12], "application/octet-stream")
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in {b"heic", b"heix", b"mif1", b"msf1"}:
            return "image/heic"
        return "audio/mp4" if brand == b"M4A " else "video/mp4"
    return "application/octet-stream"


def put(folder: Path, data: bytes) -> str:
    """Store and sync; returns the name to ask for it again. OSError when the disk does not take it."""
    name = sha256(data).hexdigest()
    path = folder / name[:2] / name
    if path.exists():
        return name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")
    try:
        with temporary.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)
    return name


def remove(folder: Path, name: str) -> None:
    """Take a stored file off the disk; one that is not there is gone already."""
    path_of(folder, name).unlink(missing_ok=True)


def path_of(folder: Path, name: str) -> Path:
    """Where a stored file lies; ValueError for anything that is not one of our names."""
    if len(name) != 64 or not all(c in "0123456789abcdef" for c in name):
        raise ValueError("not a stored file")
    return folder / name[:2] / name
