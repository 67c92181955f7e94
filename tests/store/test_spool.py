"""The disk as the last resort: whole or not at all, in order, once."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import spool
from store.spool import Spooled, SpoolFull
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
ITEM = Spooled(
    account="line",
    url="https://saitrong.test/hooks/line?a=%E0%B8%81",
    step="menu",
    headers={"x-line-signature": "s="},
    body=b'\x00\xff{"\xe0\xb8\x99"}',
    form=(("Body", "น้ำ"), ("Body", "")),
    query=(("a", "ก"),),
    received_at=datetime(2026, 11, 22, 13, 15, 1, 250_000, tzinfo=UTC),
    verified=True,
    answered=False,
)


def test_a_request_comes_back_as_it_was(tmp_path: Path) -> None:
    spool.save(tmp_path / "spool", "1", ITEM)
    (path,) = spool.waiting(tmp_path / "spool")
    assert spool.load(path) == ITEM


def test_nobody_else_may_read_what_is_spooled(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    spool.save(folder, "1", ITEM)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert spool.waiting(folder)[0].stat().st_mode & 0o777 == 0o600


def test_requests_are_drained_oldest_first_and_only_once(tmp_path: Path) -> None:
    for name in ("20261122T131502-b", "20261122T131501-a", "20261122T131503-c"):
        spool.save(tmp_path, name, replace(ITEM, step=name[-1]))
    seen: list[str] = []
    assert spool.drain(tmp_path, lambda item: seen.append(item.step) is None) == 3
    assert seen == ["a", "b", "c"]
    assert spool.drain(tmp_path, lambda _: True) == 0


def test_a_request_whose_taking_fails_stays_with_those_behind_it(tmp_path: Path) -> None:
    for name in "abc":
        spool.save(tmp_path, name, replace(ITEM, step=name))

    def take(item: Spooled) -> bool:
        if item.step == "b":
            raise ConnectionError
        return True

    with pytest.raises(ConnectionError):
        spool.drain(tmp_path, take)
    assert [path.stem for path in spool.waiting(tmp_path)] == ["b", "c"]


def test_a_request_that_is_refused_is_set_aside_and_not_asked_about_again(tmp_path: Path) -> None:
    spool.save(tmp_path, "forged", ITEM)
    assert spool.drain(tmp_path, lambda _: False) == 1
    assert spool.waiting(tmp_path) == []
    assert spool.load(tmp_path / "forged.refused") == ITEM


@pytest.mark.parametrize("left", [b"", b'{"account": "line"', b"[]", b"{}", b'{"body": "!", "form": 1}'])
def test_a_half_written_file_holds_up_nobody_and_is_kept_for_a_person(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "0-broken.json").write_bytes(left)
    spool.save(tmp_path, "1-whole", ITEM)
    taken: list[Spooled] = []
    spool.drain(tmp_path, lambda item: taken.append(item) is None)
    assert taken == [ITEM]
    assert (tmp_path / "0-broken.refused").read_bytes() == left


def test_what_a_crash_left_under_a_temporary_name_is_never_taken(tmp_path: Path) -> None:
    spool.save(tmp_path, "1", ITEM)
    (tmp_path / ".2").write_bytes(spool.waiting(tmp_path)[0].read_bytes()[:40])
    assert [path.name for path in spool.waiting(tmp_path)] == ["1.json"]


def test_only_one_process_drains_at_a_time(tmp_path: Path) -> None:
    spool.save(tmp_path, "1", ITEM)
    inside, free = threading.Event(), threading.Event()

    def slow(_: Spooled) -> bool:
        inside.set()
        return free.wait(PATIENCE)

    first = threading.Thread(target=spool.drain, args=(tmp_path, slow))
    first.start()
    assert inside.wait(PATIENCE)
    assert spool.drain(tmp_path, lambda _: True) == 0
    free.set()
    first.join()
    assert spool.waiting(tmp_path) == []


FILL = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from store import files, spool
from tests.store.test_spool import ITEM
resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
try:
    spool.save(folder / "spool", "1", ITEM)
except spool.SpoolFull as full:
    print("spool", full)
try:
    files.put(folder / "files", b"x" * 4000)
except OSError as error:
    print("files", error.strerror)
print(*[path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()])
"""


def test_a_full_disk_is_told_and_leaves_no_half_file_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILL.format(root=str(ROOT)), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["spool spool: File too large", "files File too large", ""]


def test_a_folder_that_cannot_be_made_is_a_full_spool(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolFull):
        spool.save(tmp_path / "file" / "spool", "1", ITEM)
