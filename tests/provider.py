"""A provider on 127.0.0.1: LINE's messaging API, Twilio's REST API and a Thai aggregator as far as we use them.

In a test:      with running() as provider: … provider.url, provider.fault(path, "lost_ack"), provider.deliveries
As a process:   python -m tests.provider PORT [LATENCY_SECONDS]

POST /_faults   {"path": prefix, "kind": …, "times": 1 or null for ever, "status": 500, "seconds": 60}; {} clears all
                error      that status before accepting          lost_ack   accepted, then that status
                delay      late by seconds, then as usual        hang       accepted, then silent for seconds
                hang_before  silent, nothing accepted            drop       accepted, then the connection is cut
                monthly / rate   429 with LINE's words           garbage    accepted, 200 with an unreadable body
                empty      accepted, 200 with {}                 garbage_error  that status with bytes that are no text
                redirect   302                                   failed     Twilio: 201 whose body says failed
POST /_set      {"quota": 5, "latency": 0.2, "opted_out": ["+66…"], "contents": {id: {"statuses": [202, 200],
                "body": base64, "type": "image/jpeg", "seconds": 0}}}
GET /_delivered {"deliveries": [{"id", "api", "to", "key", "at", "body"}], "count", "duplicates", "requests"}
                duplicates: deliveries whose receiver and content had been delivered before
POST /_reset    forgets everything
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests import provider_line, provider_login, provider_thaisms, provider_twilio
from tests.provider_state import MONTHLY, RATE, Answer, Call, Delivery, Fault, State, json_answer

NOT_ACCEPTED = frozenset({"error", "hang_before", "monthly", "rate", "garbage_error", "redirect", "failed"})


class Provider:
    def __init__(self, port: int = 0) -> None:
        self.state = State()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self.state.released.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def deliveries(self) -> list[Delivery]:
        with self.state.lock:
            return list(self.state.deliveries)

    def reset(self) -> None:
        self.release()
        self.state = State(latency=self.state.latency)

    def release(self) -> None:
        """Whoever is kept waiting is answered now."""
        self.state.released.set()

    def fault(self, path: str, kind: str, **options: Any) -> None:
        with self.state.lock:
            self.state.faults.append(Fault(path, kind, **options))

    def content(self, content_id: str, *statuses: int, **options: Any) -> None:
        """What the content address answers in turn; the last one stays."""
        with self.state.lock:
            self.state.contents[content_id] = {"statuses": list(statuses), **options}

    def answer(self, call: Call) -> Answer | None:
        """None: say nothing and cut the connection."""
        if call.path.startswith("/_"):
            return self._own(call)
        self.state.released.wait(self.state.latency)
        fault = self.state.take_fault(call.path)
        if fault is None:
            return self._imitate(call)
        if fault.kind in {"delay", "hang_before"}:
            self.state.released.wait(fault.seconds)
            return self._imitate(call) if fault.kind == "delay" else None
        accepted = None if fault.kind in NOT_ACCEPTED else self._imitate(call)
        # what the imitation refused by itself stays refused
        return accepted if accepted and accepted.status >= 400 else self._spoil(fault)

    def _spoil(self, fault: Fault) -> Answer | None:
        if fault.kind == "hang":
            self.state.released.wait(fault.seconds)
        failed = {"sid": "SM" + "f" * 32, "status": "failed", "error_code": None}
        answers = {
            "error": json_answer(fault.status, {"message": "Internal error"}),
            "lost_ack": json_answer(fault.status, {"message": "Internal error"}),
            "monthly": json_answer(429, MONTHLY),
            "rate": json_answer(429, RATE | {"code": 20429}, retry_after="7"),
            "garbage": Answer(200, b"\xff\xfe<html>"),
            "garbage_error": Answer(fault.status, b"\xff\xfe\x00<html>", "text/html"),
            "empty": Answer(200),
            "redirect": Answer(302, headers={"location": f"{self.url}/elsewhere"}),
            "failed": json_answer(201, failed),
        }
        return answers.get(fault.kind)

    def _imitate(self, call: Call) -> Answer:
        part: Any = provider_twilio if call.path.startswith("/2010-04-01/") else provider_line
        part = provider_login if call.path.startswith("/oauth2/v2.1/") else part
        if call.path.startswith("/api/bulk/"):
            part = provider_thaisms
        with self.state.lock:
            self.state.requests += 1
            return part.answer(self.state, call)

    def _own(self, call: Call) -> Answer:
        with self.state.lock:
            said = call.json() if call.body else {}
            match call.path:
                case "/_faults":
                    self.state.faults = [*self.state.faults, Fault(**said)] if said else []
                case "/_set":
                    self._set(said)
                case "/_reset":
                    self.reset()
                case "/_delivered":
                    return json_answer(200, self._delivered())
                case _:
                    return json_answer(404, {})
        return json_answer(200, {})

    def _set(self, said: dict[str, Any]) -> None:
        for name, value in said.items():
            setattr(self.state, name, set(value) if name == "opted_out" else value)

    def _delivered(self) -> dict[str, Any]:
        state = self.state
        return {
            "deliveries": [asdict(one) for one in state.deliveries],
            "count": len(state.deliveries),
            "duplicates": state.duplicates(),
            "requests": state.requests,
        }


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = provider.answer(Call(self.command, urlsplit(self.path).path, headers, body))
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in {
                "x-line-request-id": provider.state.next_id("req-"),
                **answer.headers,
            }.items():
                self.send_header(name, value)
            self.send_header("content-type", answer.media_type)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815 the standard library's names

        def log_message(self, *_: object) -> None:
            """Quiet: the deliveries are the log."""

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    thread = threading.Thread(target=provider.serve, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.stop()
        thread.join()


if __name__ == "__main__":
    process = Provider(int(sys.argv[1]))
    process.state.latency = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    print(process.url, flush=True)
    process.serve()
