"""What a photo knows besides what it shows is read out of it and taken away; a small copy is made (channels.md 21)."""

import io
from typing import Any

import pytest
from PIL import ExifTags, Image

from casework.pictures import tidied

PLACE = (7.008647, 100.474688)


def exif(orientation: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[ExifTags.Base.Make] = "Telephone"
    made[ExifTags.Base.Orientation] = orientation
    gps = made.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (7.0, 0.0, 31.1292)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (100.0, 28.0, 28.8768)
    return made


def photo(kind: str, size: tuple[int, int] = (1200, 800), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize(size).save(out, kind, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_the_place_is_told_beside_the_photo_and_no_longer_in_it(kind: str, media_type: str) -> None:
    found = tidied(photo(kind, exif=exif()), media_type)
    assert found.place == pytest.approx(PLACE, abs=1e-5)
    clean = opened(found.data)
    assert (clean.format, clean.size) == (kind, (1200, 800))
    assert not clean.getexif()
    assert b"Telephone" not in found.data


def test_a_straight_jpeg_keeps_its_very_pixels() -> None:
    data = photo("JPEG", exif=exif(), quality=71)
    assert opened(tidied(data, "image/jpeg").data).tobytes() == opened(data).tobytes()


def test_a_photo_taken_sideways_stands_upright_without_its_note() -> None:
    found = tidied(photo("JPEG", exif=exif(orientation=6)), "image/jpeg")
    assert opened(found.data).size == (800, 1200)
    assert opened(found.thumb).size == (320, 480)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "CMYK"])
def test_the_small_copy_is_a_small_jpeg_of_any_kind_of_picture(mode: str) -> None:
    out = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (2000, 1000)).save(out, kind)
    small = opened(tidied(out.getvalue(), f"image/{kind.lower()}").thumb)
    assert (small.format, small.size) == ("JPEG", (480, 240))
    assert not small.getexif()


def test_a_picture_that_cannot_be_decoded_is_kept_without_its_place() -> None:
    whole = photo("JPEG", exif=exif())
    found = tidied(whole[: len(whole) // 3], "image/jpeg")
    assert found.thumb == b""
    assert len(found.data) == len(whole) // 3
    assert found.place == pytest.approx(PLACE, abs=1e-5)
    assert tidied(found.data, "image/jpeg").place is None


def test_a_heic_is_rid_of_its_place_though_we_cannot_draw_it() -> None:
    block = exif().tobytes()
    data = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 20 + block + b"picture" * 50
    found = tidied(data, "image/heic")
    assert found.place == pytest.approx(PLACE, abs=1e-5)
    assert tidied(found.data, "image/heic").place is None
    assert len(found.data) == len(data)


def test_a_videos_place_is_taken_out_without_moving_a_byte() -> None:
    data = b"\x00\x00\x00\x18ftypmp42" + b"x" * 30 + b"\xa9xyz\x00\x12\x15\xc7+07.0086+100.4747/" + b"y" * 30
    found = tidied(data, "video/mp4")
    assert found.place == (7.0086, 100.4747)
    assert len(found.data) == len(data)
    assert tidied(found.data, "video/mp4").place is None


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"RIFF\x00\x00\x00\x00WEBP", b"GIF89a", b"\x89PNG\r\n\x1a\n"]
)
@pytest.mark.parametrize(
    "media_type",
    ["image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "video/mp4", "application/pdf"],
)
def test_whatever_is_in_a_file_it_is_kept(data: bytes, media_type: str) -> None:
    assert tidied(data, media_type).data == data


def test_a_picture_larger_than_anybody_takes_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    from casework import pictures

    monkeypatch.setattr(pictures, "_MOST_PIXELS", 1000)
    data = photo("PNG")
    assert tidied(data, "image/png").thumb == b""
