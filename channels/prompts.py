"""Recorded sentences: a folder of files named `<key>.<language>.mp3` (or .wav), each under an address of its own.

The address holds a hash of the content: it stays while the recording stays, changes with it, so that no exchange
plays what it once fetched, and cannot be guessed. A sentence without a good file is spoken by a machine.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

TYPES = {".mp3": "audio/mpeg", ".wav": "audio/wav"}
LARGEST = 5_000_000
"""Bytes; a minute of telephone sound is below one million."""
_LOOK_AGAIN = 5.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """name: key and language, "menu.th". wrong: why the file cannot be played, "" for a good one."""

    name: str
    path: Path
    token: str
    media_type: str
    wrong: str = ""


@dataclass(slots=True)
class Prompts:
    """folder: None for a hotline that never plays recordings. base: the address below which they are served."""

    folder: Path | None
    base: str = ""
    _seen: str = ""
    _looked: float = 0.0
    _by_name: Mapping[str, Recorded] = field(default_factory=dict)
    _by_token: Mapping[str, Recorded] = field(default_factory=dict)

    def address(self, key: str, language: str) -> str:
        """Where the sentence is served, "" if it is not recorded."""
        self._look()
        found = self._by_name.get(f"{key}.{language}")
        return f"{self.base}/{found.token}{found.path.suffix}" if found else ""

    def file(self, address: str) -> Recorded | None:
        """The recording of the last part of an address."""
        self._look()
        token, _, ending = address.partition(".")
        found = self._by_token.get(token)
        return found if found and found.path.suffix == f".{ending}" else None

    def _look(self) -> None:
        """Officials put files in while calls go on: the folder is looked at every few seconds, read when it changed."""
        if self.folder is None or time.monotonic() - self._looked < _LOOK_AGAIN:
            return
        self._looked = time.monotonic()
        print_of = _print(self.folder)
        if print_of == self._seen:
            return
        good = [each for each in recordings(self.folder) if not each.wrong]
        self._by_name = {each.name: each for each in good}
        self._by_token = {each.token: each for each in good}
        self._seen = print_of


def recordings(folder: Path) -> list[Recorded]:
    """Every file of the folder, good or not; of two for one sentence the later in the alphabet is played."""
    return [_read(path) for path in sorted(_files(folder))]


def _files(folder: Path) -> list[Path]:
    return (
        [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")] if folder.is_dir() else []
    )


def _print(folder: Path) -> str:
    facts = ((path, path.stat()) for path in sorted(_files(folder)))
    return "\n".join(f"{path.name} {stat.st_mtime_ns} {stat.st_size}" for path, stat in facts)


def _read(path: Path) -> Recorded:
    media_type = TYPES.get(path.suffix, "")
    if not media_type:
        return Recorded(path.stem, path, "", "", "neither .mp3 nor .wav")
    try:
        data = path.read_bytes()
    except OSError as error:
        return Recorded(path.stem, path, "", media_type, f"cannot be read: {error.strerror}")
    return Recorded(path.stem, path, sha256(data).hexdigest()[:40], media_type, _wrong(data, media_type))


def _wrong(data: bytes, media_type: str) -> str:
    if not data:
        return "empty"
    if len(data) > LARGEST:
        return f"larger than {LARGEST // 1_000_000} MB"
    return "" if _is(data, media_type) else "the content is not what the name says"


def _is(data: bytes, media_type: str) -> bool:
    """MP3 with or without a tag (a frame begins with eleven ones); WAV as RIFF."""
    if media_type == "audio/mpeg":
        return data.startswith(b"ID3") or (data[0] == 0xFF and len(data) > 1 and data[1] & 0xE0 == 0xE0)
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE"
