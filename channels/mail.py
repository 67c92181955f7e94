"""Mail to staff, by the server that SMTP_URL names; no channel of citizens."""

import smtplib
import ssl
from contextlib import closing
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

WAITS = 10.0


class MailFailed(Exception):
    """It did not go out, or nobody knows; the text names the kind of error and no address."""


def send(url: str, *, to: str, subject: str, body: str) -> None:
    """One plain message. Raises MailFailed."""
    where = urlsplit(url)
    message = EmailMessage()
    message["From"] = parse_qs(where.query)["from"][0]
    message["To"] = to
    message["Subject"] = subject
    message.set_content(body)
    try:
        with closing(_open(where.scheme, where.hostname or "", where.port)) as server:
            if where.username:
                server.login(unquote(where.username), unquote(where.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailFailed(type(error).__name__) from None


def _open(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=WAITS, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port or 587, timeout=WAITS)
    if server.ehlo()[0] == 250 and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    return server
