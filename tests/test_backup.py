"""deploy/backup.sh and restore.sh, really run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from store.engines import discard, ensure, stop

HOUSE = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(not (HOUSE / ".venv/bin/python").exists(), reason="the scripts use .venv")


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="saitrong-test-"))
    path.chmod(0o755)
    yield path
    for data_dir in [found.parent for found in path.rglob("engines.home")]:
        discard(ensure(data_dir))
    shutil.rmtree(path)


def script(name: str, *words: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(
        [str(HOUSE / "deploy" / name), *words],
        env={**clean, "DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_backup_brings_back_rows_files_and_secrets(folder: Path) -> None:
    here, there = folder / "here", folder / "there"
    engines = ensure(here)
    with psycopg.connect(engines.database_url) as connection:
        connection.execute("CREATE TABLE pleas (words text)")
        connection.execute("INSERT INTO pleas VALUES ('น้ำท่วม')")
    (here / "files").mkdir()
    (here / "files/photo.jpg").write_bytes(b"photo")
    (here / "secrets.env").write_text("SECRET_KEY=k\n")

    made = script("backup.sh", str(folder / "backups"), data_dir=here)
    assert made.returncode == 0, made.stderr
    (backup,) = (folder / "backups").iterdir()
    assert f"backup: {backup}" in made.stdout
    assert backup.stat().st_mode & 0o077 == 0
    stop(engines)

    restored = script("restore.sh", str(backup), data_dir=there)
    assert restored.returncode == 0, restored.stderr
    assert (there / "files/photo.jpg").read_bytes() == b"photo"
    assert (there / "secrets.env").read_text() == "SECRET_KEY=k\n"
    engines = ensure(there)
    with psycopg.connect(engines.database_url) as connection:
        assert connection.execute("SELECT words FROM pleas").fetchone() == ("น้ำท่วม",)

    refused = script("restore.sh", str(backup), data_dir=there)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert script("restore.sh", str(backup), "--replace", data_dir=there).returncode == 0
    stop(engines)
