"""The same messages read twice, without and with a change of the rules, in a process of their own: lists are compiled

once per process, and the one that answers webhooks must not read with a change that is only being looked at.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import orjson

from triage.reading.overlay import Change

if TYPE_CHECKING:
    from triage.reading import Reading

ROOT = Path(__file__).parent.parent
PATIENCE = 60


class Read(TypedDict):
    """What of a reading may move; each as its codes in their order."""

    urgency: list[str]
    kind: list[str]
    category: list[str]
    needs: list[str]
    vulnerable: list[str]
    numbers: list[str]


def tried(
    messages: Sequence[tuple[str, str]],
    before: Sequence[Change],
    after: Sequence[Change],
    *,
    data_dir: str,
) -> list[tuple[Read, Read]]:
    """messages: (text, channel). data_dir: where trained versions of the reading lie."""
    told = {
        "messages": messages, "before": [asdict(each) for each in before],
        "after": [asdict(each) for each in after], "readings": data_dir,
    }  # fmt: skip
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "triage.trying"], input=orjson.dumps(told), capture_output=True, check=True,
        cwd=ROOT, env=kept, timeout=PATIENCE,
    )  # fmt: skip
    return [(was, would) for was, would in orjson.loads(done.stdout)]


def main() -> None:
    from triage.reading import read_many, versions
    from triage.reading.overlay import take_up

    told = orjson.loads(sys.stdin.buffer.read())
    versions.follow(Path(told["readings"]))
    texts, channels = [each[0] for each in told["messages"]], [each[1] for each in told["messages"]]
    read = []
    for changes in (told["before"], told["after"]):
        take_up([Change(**each) for each in changes])
        read.append([_shown(one) for one in read_many(texts, channels=channels)])
    sys.stdout.buffer.write(orjson.dumps(list(zip(*read, strict=True))))


def _shown(one: "Reading") -> Read:
    return Read(
        urgency=[one.urgency], kind=[one.kind], category=list(one.category), needs=list(one.needs),
        vulnerable=list(one.vulnerable), numbers=list(one.emergency_numbers),
    )  # fmt: skip


if __name__ == "__main__":
    main()
