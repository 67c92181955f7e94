"""Files that staff or an agency send along: pictures as citizens' are taken, and PDF, known by their first bytes."""

from collections.abc import Sequence

from flask import request
from werkzeug.datastructures import FileStorage

from gateway.guard import house
from gateway.pages import photos
from gateway.pages.photos import LARGEST, MOST, Refused
from store import files

Paper = tuple[str, str, str]
"""(stored, media type, name)"""


def taken(field: str = "files") -> list[Paper]:
    """The uploads of this request; Refused names the first that cannot be taken, and why."""
    uploads = [each for each in request.files.getlist(field) if each.filename]
    if len(uploads) > MOST:
        raise Refused("asked.many_files", "")
    try:
        return [_take(upload) for upload in uploads]
    finally:
        _close(uploads)


def _take(upload: FileStorage) -> Paper:
    name = (upload.filename or "").replace("\\", "/").rpartition("/")[2][:100]
    if upload.stream.read(5) != b"%PDF-":
        upload.stream.seek(0)
        photo = photos.take(house().files, upload.stream, name)
        return photo.stored, photo.media_type, name
    upload.stream.seek(0)
    data = upload.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused("report.photo_big", name)
    return files.put(house().files, data), "application/pdf", name


def _close(uploads: Sequence[FileStorage]) -> None:
    for upload in uploads:
        upload.close()
