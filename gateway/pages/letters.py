"""The letter, in Thai, that goes with a request to an agency, as PDF and DOCX: what was shared, nothing else."""

import io
from typing import Any

from flask import send_file, url_for
from werkzeug.wrappers import Response as Answer

from casework.documents import docx, long_date, pdf
from gateway.guard import house
from gateway.pages import answer_links
from store.db import utc_now
from store.ids import grouped
from store.referrals import OPEN
from store.register import Directory
from wording import say

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def request_letter(row: Any, case: Any, directory: Directory) -> dict[str, Any]:
    """Data for the template "letter" of casework/documents."""
    office = directory.name(row.by_org)
    facts = [
        [say("letter.reference"), grouped(row.reference)],
        [say("letter.kind"), ", ".join(say(f"category.{code}") for code in row.category) or say(f"kind.{row.kind}")],
        *([say(f"letter.{name}"), value] for name, value in shared_facts(row, case).items()),
    ]  # fmt: skip
    blocks: list[dict[str, Any]] = [
        {"text": say("letter.begins", office=office), "indent": True},
        {"facts": facts},
        {"text": row.words, "indent": True},
        {"text": say("letter.until", day=long_date(row.due_at)), "indent": True},
    ]
    if row.state in OPEN and row.link_serial:
        address = house().settings.public_url + url_for("answers.cover", token=answer_links.token_of(row))
        blocks.append({"qr": address, "caption": say("letter.link")})
    return {
        "title": say("letter.title"), "draft": say("letter.draft"), "office": [office],
        "date": long_date(utc_now()), "subject": say("letter.subject"),
        "to": directory.name(row.to_org), "closing": say("letter.closing"), "blocks": blocks,
    }  # fmt: skip


def shared_facts(row: Any, case: Any) -> dict[str, str]:
    """Part of the case -> what the asked body is shown of it; only what was ticked and is known."""
    known = {
        "words": case.text,
        "place": case.place_text,
        "name": case.who or "",
        "phone": case.phone,
    }
    return {part: value for part, value in known.items() if part in row.shared and value}


def answered(data: dict[str, Any], kind: str, name: str) -> Answer:
    made = {"pdf": pdf, "docx": docx}[kind]("letter", data)
    file = io.BytesIO(made)
    response = send_file(file, mimetype=_TYPES[kind], as_attachment=True, download_name=f"{name}.{kind}")
    response.headers["Cache-Control"] = "no-store"
    return response
