"""Files are named and typed by what is in them."""

from pathlib import Path

import pytest

from store import files


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"GIF89a..", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "application/octet-stream"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"OggS", "audio/ogg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"<html><script>", "application/octet-stream"),
        (b"<svg onload=", "application/octet-stream"),
        (b"", "application/octet-stream"),
        (b"MZ\x90", "application/octet-stream"),
    ],
)
def test_the_first_bytes_say_what_a_file_is_and_nothing_else(head: bytes, kind: str) -> None:
    assert files.media_type(head) == kind


def test_the_same_bytes_are_stored_once_under_their_own_name(tmp_path: Path) -> None:
    first, again, other = (files.put(tmp_path, data) for data in (b"a", b"a", b"b"))
    assert first == again != other
    assert files.path_of(tmp_path, first).read_bytes() == b"a"
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 2


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 63 + "/", "ก" * 64])
def test_a_name_that_is_none_of_ours_opens_no_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a stored file"):
        files.path_of(tmp_path, name)
