"""Whether the database needs `prepare` at all: asking takes 0.2 s, importing what could do it takes two."""

import hashlib
from pathlib import Path

from store.engines import outside

VERSIONS = Path(__file__).parent / "store/migrations/versions"


def is_current(data_dir: Path, database_url: str) -> bool:
    """True if this very database was prepared by a program with these very migrations."""
    noted = data_dir / "prepared"
    return noted.exists() and noted.read_text("utf-8") == _mark(database_url)


def note(data_dir: Path, database_url: str) -> None:
    (data_dir / "prepared").write_text(_mark(database_url) or "", "utf-8")


def _mark(database_url: str) -> str | None:
    state = _state(database_url)
    if state is None:
        return None
    digest = hashlib.sha256(state.encode())
    for file in sorted(VERSIONS.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _state(database_url: str) -> str | None:
    """The revision the tables stand at and which database this is; None if it has no tables or does not tell."""
    import psycopg

    which = (
        "SELECT system_identifier, oid, version_num FROM pg_control_system(), pg_database, alembic_version"
    )
    try:
        with psycopg.connect(outside.libpq(database_url), connect_timeout=5) as connection:
            found = connection.execute(f"{which} WHERE datname = current_database()").fetchone()
    except psycopg.Error:
        return None
    return str(found) if found else None
