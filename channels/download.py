"""Fetching a file that a provider holds: only from its own host, with a limit, a deadline and no redirects."""

import time
from collections.abc import Mapping
from functools import cache

import urllib3

from channels.contract import MediaGone, MediaNotReady, SendFailed

TIMEOUT = urllib3.Timeout(connect=3, read=10)
_DEADLINE = 120.0  # seconds for the whole file, however slowly it drips
_PIECE = 65536


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(maxsize=8, retries=False)


def download(url: str, *, headers: Mapping[str, str], limit: int) -> tuple[bytes, str]:
    """Bytes and declared media type; 202 is MediaNotReady, gone or over the limit MediaGone."""
    try:
        response = _pool().request(
            "GET", url, headers=headers, timeout=TIMEOUT, preload_content=False, redirect=False
        )
    except urllib3.exceptions.HTTPError as error:
        raise SendFailed(f"media: {type(error).__name__}", retryable=True) from error
    try:
        _judge(response.status)
        return _read(response, limit), response.headers.get("content-type", "")
    except urllib3.exceptions.HTTPError as error:
        raise SendFailed(f"media broke off: {type(error).__name__}", retryable=True) from error
    finally:
        # what was not read is not worth reading; the connection goes with it
        response.close()


def _judge(status: int) -> None:
    if status == 200:
        return
    if status == 202:
        raise MediaNotReady("still prepared by the provider")
    if status in {401, 403, 408, 429} or status >= 500:
        raise SendFailed(f"media: {status}", retryable=True)
    raise MediaGone(f"media: {status}")


def _read(response: urllib3.BaseHTTPResponse, limit: int) -> bytes:
    ends = time.monotonic() + _DEADLINE
    received = bytearray()
    for piece in response.stream(_PIECE):
        received += piece
        if len(received) > limit:
            raise MediaGone(f"larger than {limit} bytes")
        if time.monotonic() > ends:
            raise SendFailed("media: too slow", retryable=True)
    return bytes(received)
