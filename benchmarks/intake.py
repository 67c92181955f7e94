"""Intake: the full path up to 200 beside three plainer ones.    python -m benchmarks.intake [SECONDS] [ROUNDS]

One run, rounds interleaved (a b c ours, a b c ours, …); ratios are medians of the rounds' ratios. Each request
carries its own signed LINE body with Thai words, from a person of its own. No worker runs. Load by wrk -t1 -c32
on the same machine.
"""

import contextlib
import sys
import threading
import time
from pathlib import Path
from statistics import median, quantiles

from benchmarks.machine import Load, Server, Stand, empty, engine_cpu, served, stand, table, wrk
from tests import speak

APPS = {
    "a bare Flask 200": "benchmarks.intake_apps:bare",
    "b HMAC + hand-written SQL": "benchmarks.intake_apps:handwritten",
    "c SQLModel + rq per event": "benchmarks.intake_apps:plain",
    "ours, the full path": "gateway.app:wsgi",
}
SECRET = "bench-line-secret"
# fmt: off
_LUA = """
local file = io.open("{bodies}", "rb")
local items = {{}}
while true do
  local head = file:read("*l")
  if not head then break end
  local signature, size = head:match("(%S+) (%d+)")
  items[#items + 1] = wrk.format("POST", "/hooks/line",
    {{["X-Line-Signature"] = signature, ["Content-Type"] = "application/json"}}, file:read(tonumber(size)))
  file:read(1)
end
local n = 0
request = function() n = n + 1; return items[(n - 1) % #items + 1] end
done = function(summary, latency)
  local bad = summary.errors.status + summary.errors.timeout + summary.errors.connect
  io.write(string.format("SUMMARY %d %f %f %f %d\\n", summary.requests,
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, bad))
end
"""
# fmt: on
_people = iter(range(1, 1_000_000_000))


def bodies(folder: Path, count: int, events: int) -> Path:
    """A wrk script that plays `count` signed bodies of that many events, none of them sent before."""
    data = folder / "bodies.bin"
    with data.open("wb") as out:
        for _ in range(count):
            body = speak.line_body(
                *(
                    speak.line_event(source={"type": "user", "userId": speak.user(next(_people))})
                    for _ in range(events)
                )
            )
            out.write(f"{speak.sign_line(body, SECRET)} {len(body)}\n".encode() + body + b"\n")
    script = folder / "play.lua"
    script.write_text(_LUA.format(bodies=data))
    return script


def closed_loop(
    at: Stand, servers: list[Server], *, seconds: int, rounds: int
) -> dict[str, list[tuple[Load, float, float]]]:
    found: dict[str, list[tuple[Load, float, float]]] = {server.name: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            script = bodies(
                at.folder, 3500 * seconds if server.name.startswith(("ours", "b", "c")) else 2000, 1
            )
            empty(at)
            web, engines = server.cpu(), engine_cpu(at)
            load = wrk(server.port, script, seconds=seconds)
            each = 1000 / load.requests
            found[server.name].append((load, (server.cpu() - web) * each, (engine_cpu(at) - engines) * each))
    return found


def open_loop(port: int, *, rate: int, seconds: int) -> list[float]:
    """Milliseconds from the moment a request was due, at a fixed rate of arrivals, sixteen senders."""
    import http.client

    due = [n / rate for n in range(rate * seconds)]
    ready = [
        speak.line_body(speak.line_event(source={"type": "user", "userId": speak.user(next(_people))}))
        for _ in due
    ]
    signatures = [speak.sign_line(body, SECRET) for body in ready]
    took: list[float] = []
    begin = time.monotonic() + 0.5

    def send(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for n in range(first, len(due), 16):
            time.sleep(max(0.0, begin + due[n] - time.monotonic()))
            headers = {"X-Line-Signature": signatures[n], "Content-Type": "application/json"}
            connection.request("POST", "/hooks/line", ready[n], headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            took.append((time.monotonic() - begin - due[n]) * 1000)

    threads = [threading.Thread(target=send, args=(first,)) for first in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def main(seconds: int = 4, rounds: int = 5) -> None:
    with stand() as at, contextlib.ExitStack() as stack:
        servers = [stack.enter_context(served(at, name, target)) for name, target in APPS.items()]
        found = closed_loop(at, servers, seconds=seconds, rounds=rounds)
        _print_closed(found, f"python -m benchmarks.intake {seconds} {rounds}")
        ours = servers[-1]
        empty(at)
        open_loop(ours.port, rate=300, seconds=2)
        took = open_loop(ours.port, rate=300, seconds=10)
        cut = quantiles(took, n=100)
        table(
            "ours at a fixed 300 events/s, 10 s",
            ("p50 ms", "p99 ms", "max ms", "goal p99"),
            [(f"{cut[49]:.1f}", f"{cut[98]:.1f}", f"{max(took):.1f}", "<= 20")],
        )
        singles, hundreds = [], []
        for _ in range(rounds):
            empty(at)
            singles.append(
                wrk(ours.port, bodies(at.folder, 3500 * 3, 1), seconds=3, connections=8).per_second
            )
            empty(at)
            hundreds.append(
                wrk(ours.port, bodies(at.folder, 450, 100), seconds=2, connections=8).per_second * 100
            )
        ratio = median(h / s for h, s in zip(hundreds, singles, strict=True))
        table(
            "ours, 100 events a body against single, 8 connections, events/s",
            ("single", "100 a body", "ratio", "goal"),
            [(f"{median(singles):.0f}", f"{median(hundreds):.0f}", f"{ratio:.1f}", ">= 8")],
        )


def _print_closed(found: dict[str, list[tuple[Load, float, float]]], command: str) -> None:
    names = list(found)
    goals = {"a": ">= 0.11", "b": ">= 0.7", "c": ">= 2.0"}
    ours = found[names[-1]]
    rows = []
    for name in names:
        runs = found[name]
        ratio = median(o[0].per_second / r[0].per_second for o, r in zip(ours, runs, strict=True))
        rows.append(
            (
                name,
                f"{median(r[0].per_second for r in runs):.0f}",
                f"{median(r[0].p50 for r in runs):.1f} / {median(r[0].p99 for r in runs):.1f}",
                f"{median(r[1] for r in runs):.2f} + {median(r[2] for r in runs):.2f}",
                "" if name == names[-1] else f"{ratio:.2f}",
                goals.get(name[0], ""),
                str(sum(r[0].errors for r in runs)),
            )
        )
    heads = (
        "application",
        "req/s",
        "p50 / p99 ms",
        "cpu-ms web + engines",
        "ours against it",
        "goal",
        "errors",
    )
    table(f"intake, closed loop, 32 connections    {command}", heads, rows)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:3]))
