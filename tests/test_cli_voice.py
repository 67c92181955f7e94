"""`saitrong voice`: the studio's list, the check of the folder, the exchange's own fallback. No engine is started."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from channels.hotline.speech import to_record
from cli import main

GOOD = b"ID3" + b"\0" * 100


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    (tmp_path / "prompts").mkdir()
    return lambda *words: CliRunner().invoke(main, ["voice", *words])


def test_every_sentence_is_listed_with_its_file_and_whether_it_is_there(run: Any, tmp_path: Path) -> None:
    (tmp_path / "prompts" / "menu.th.mp3").write_bytes(GOOD)
    done = run("prompts", "--csv")
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == len(list(to_record()))
    there = [row for row in rows if row["recorded"] == "yes"]
    assert [(row["file"], row["language"]) for row in there] == [("menu.th.mp3", "th")]
    assert all(row["words"] for row in rows)
    assert "menu.th.mp3" not in run("prompts", "--missing").stdout
    assert "[x] menu.th.mp3" in run("prompts", "--language", "th").stdout


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("menu.th.mp3", b"%PDF", "the content is not what the name says"),
        ("menu.th.wav", b"", "empty"),
        ("menu.th.ogg", b"OggS", "neither .mp3 nor .wav"),
        ("menuu.th.mp3", GOOD, "no sentence of that name"),
    ],
)
def test_a_file_that_would_never_be_played_is_named_and_fails_the_check(
    run: Any, tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    (tmp_path / "prompts" / name).write_bytes(data)
    done = run("prompts")
    assert done.exit_code == 1
    assert f"{name}: {why}" in done.stderr


def test_the_fallback_is_a_document_to_lay_down_at_the_exchange(run: Any) -> None:
    assert "<Record" in run("fallback").stdout
    assert 'language="ms-MY"' in run("fallback", "--language", "ms").stdout
