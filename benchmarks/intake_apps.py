"""The three applications that intake is measured against, each served exactly as the gateway is."""

import base64
import hashlib
import hmac
import importlib
import os
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Flask, request


def bare() -> Flask:
    """(a) a view that returns 200."""
    app = Flask("bare")

    @app.post("/hooks/line")
    def hook() -> str:
        return ""

    return app


def _genuine(body: bytes) -> bool:
    digest = hmac.new(os.environ["LINE_SECRET"].encode(), body, hashlib.sha256).digest()
    return hmac.compare_digest(base64.b64encode(digest).decode(), request.headers.get("X-Line-Signature", ""))


def handwritten() -> Flask:
    """(b) checks the HMAC and commits the same four rows with hand-written SQL, pipelined into one exchange."""
    from psycopg_pool import ConnectionPool

    from store.ids import conversation_id, new_id

    app = Flask("handwritten")
    pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=8, max_size=8, open=True)

    @app.post("/hooks/line")
    def hook() -> tuple[str, int]:
        body = request.get_data()
        if not _genuine(body):
            return "", 403
        now = datetime.now(UTC)
        with pool.connection() as connection, connection.pipeline():
            for event in orjson.loads(body)["events"]:
                user = event["source"]["userId"]
                raw, key, talk = new_id(now), new_id(now), conversation_id("line", user)
                said = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
                connection.execute(
                    "insert into raw_body (id, account, url, received_at, body) values (%s, 'line', '', %s, %s)",
                    (raw, now, body),
                )
                connection.execute(
                    "insert into raw_event (id, account, event_id, body_id, kind, state, facts, attempts, received_at)"
                    " values (%s, 'line', %s, %s, 'message', 'kept', '{}', 0, %s) on conflict do nothing",
                    (key, event["webhookEventId"], raw, now),
                )
                connection.execute(
                    "insert into conversation (id, account, sender, name, language, reachable, spam_count, opened_at)"
                    " values (%s, 'line', %s, '', '', true, 0, %s) on conflict do nothing",
                    (talk, user, now),
                )
                connection.execute(
                    "insert into message (id, direction, account, conversation_id, state, event_id,"
                    " provider_message_id, sent_at, received_at, text, choice, language, sender_name, group_id, phone,"
                    " standby, unreadable, urgent, facts, reply_token, reply_used, purpose, parts, attempts, sent_how,"
                    " error) values (%s, 'in', 'line', %s, 'received', %s, %s, %s, %s, %s, '', '', '', '', '',"
                    " false, false, false, '{}', %s, false, '', '{}', 0, '', '') on conflict do nothing",
                    (
                        key, talk, event["webhookEventId"], event["message"]["id"], said, now,
                        event["message"]["text"], event["replyToken"],
                    ),
                )  # fmt: skip
        return "", 200

    return app


def plain() -> Flask:
    """(c) the plain design: Flask, a SQLModel session, one rq enqueue per event."""
    from redis import Redis
    from rq import Queue
    from sqlmodel import Session, create_engine

    from store.db import libpq_url
    from store.ids import conversation_id, new_id
    from store.messages import Message, RawBody, RawEvent
    from store.people import Conversation

    importlib.import_module("store.tables")  # foreign keys need every table known
    app = Flask("plain")
    engine = create_engine(
        "postgresql+psycopg" + libpq_url(os.environ["DATABASE_URL"]).removeprefix("postgresql"), pool_size=8
    )
    queue = Queue("plain", connection=Redis.from_url(os.environ["REDIS_URL"]))

    @app.post("/hooks/line")
    def hook() -> tuple[str, int]:
        body = request.get_data()
        if not _genuine(body):
            return "", 403
        for event in orjson.loads(body)["events"]:
            key = _keep(Session(engine), event, body)
            queue.enqueue("builtins.repr", str(key), result_ttl=0)
        return "", 200

    def _keep(session: Session, event: dict[str, Any], body: bytes) -> Any:
        now = datetime.now(UTC)
        raw, key, user = new_id(now), new_id(now), event["source"]["userId"]
        talk = conversation_id("line", user)
        with session:
            session.add(RawBody(id=raw, account="line", url="", received_at=now, body=body))
            if session.get(Conversation, talk) is None:
                session.add(Conversation(id=talk, account="line", sender=user, opened_at=now))
            session.flush()
            session.add(
                RawEvent(
                    id=key, account="line", event_id=event["webhookEventId"], body_id=raw, kind="message",
                    state="kept", received_at=now,
                )
            )  # fmt: skip
            session.flush()
            session.add(
                Message(
                    id=key, direction="in", account="line", conversation_id=talk, state="received",
                    event_id=event["webhookEventId"], provider_message_id=event["message"]["id"],
                    sent_at=datetime.fromtimestamp(event["timestamp"] / 1000, UTC), received_at=now,
                    text=event["message"]["text"], reply_token=event["replyToken"],
                )
            )  # fmt: skip
            session.commit()
        return key

    return app
