"""Photos, videos, sound and files from LINE's content address."""

from urllib.parse import quote

from channels.contract import Attachment, MediaGone
from channels.download import download

CONTENT_URL = "https://api-data.line.me"


def fetch_content(attachment: Attachment, *, token: str, api_url: str, limit: int) -> tuple[bytes, str]:
    """What LINE holds under the message's id; what it only points to is never fetched."""
    if attachment.external or not attachment.provider_id:
        raise MediaGone("held by somebody else")
    host = api_url.rstrip("/") or CONTENT_URL
    url = f"{host}/v2/bot/message/{quote(attachment.provider_id, safe='')}/content"
    return download(url, headers={"Authorization": f"Bearer {token}"}, limit=limit)
