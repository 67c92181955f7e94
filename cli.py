"""The `saitrong` command. Heavy imports stand inside the commands, so that each starts with what it needs."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import secrets_file
from settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from store.gazetteer import Register
    from store.register_import import Preview
    from wiring import House


def settings() -> Settings:
    """The environment, with the secrets of this DATA_DIR for what it does not name."""
    try:
        first = load(os.environ)
        return load(secrets_file.filled_in(os.environ, secrets_file.known_secrets(first.data_dir)))
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _log(chosen: Settings) -> None:
    logging.basicConfig(
        level=chosen.log_level,
        format="%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s pid=%(process)d %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S",
    )
    logging.Formatter.converter = __import__("time").gmtime
    for noisy in ("rq.worker", "rq.queue", "psycopg.pool", "urllib3"):
        logging.getLogger(noisy).setLevel("ERROR")


def _metrics_folder(chosen: Settings) -> None:
    """Before prometheus_client is imported: counters of all processes of this host meet in files."""
    folder = chosen.data_dir / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))


@contextmanager
def _house(*, pool_size: int = 4) -> Iterator["House"]:
    """A house on the engines the settings name, else on those of DATA_DIR, started for our own time if need be."""
    from store.engines import EngineError, ensure, stop
    from wiring import build

    chosen = settings()
    _log(chosen)
    _metrics_folder(chosen)
    try:
        engines = ensure(chosen.data_dir, database_url=chosen.database_url, redis_url=chosen.redis_url)
    except EngineError as error:
        raise click.ClickException(str(error)) from error
    try:
        named = replace(chosen, database_url=engines.database_url, redis_url=engines.redis_url)
        house = build(named, pool_size=pool_size)
        try:
            yield house
        finally:
            house.close()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    finally:
        stop(engines)


@click.group()
def main() -> None:
    """สายตรง: pleas for help, from every channel to the body that can help."""


@main.command()
def up() -> None:
    """Engines, migration, gateway, workers, clock and live, until Ctrl-C (what `make run` calls)."""
    from store.engines import EngineError
    from supervise import up as supervise

    chosen = settings()
    folder = chosen.data_dir / "metrics"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.db"):
            old.unlink()
        sys.exit(supervise(chosen, os.environ, prepare=_prepare))
    except EngineError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"DATA_DIR {chosen.data_dir}: {error.strerror}; name another DATA_DIR") from error


def _prepare(database_url: str) -> str | None:
    """Migrate, and fill an empty database; the first start's login line."""
    import demo
    from store.db import connect, utc_now
    from store.engines import EngineError
    from store.migrate import NewerDatabase, upgrade

    try:
        upgrade(database_url)
    except NewerDatabase as error:
        raise EngineError(str(error)) from error
    database = connect(database_url, pool_size=1)
    try:
        with database.session() as session:
            return demo.load(session, utc_now())
    finally:
        database.close()


@main.command()
def serve() -> None:
    """The gateway: every HTTP door, GATEWAY_PROCESSES processes of granian."""
    from granian import Granian
    from granian.constants import Interfaces

    chosen = settings()
    _log(chosen)
    _metrics_folder(chosen)
    for name, value in secrets_file.known_secrets(chosen.data_dir).items():
        os.environ.setdefault(name, value)
    Granian(
        "gateway.app:wsgi",
        factory=True,
        address=chosen.bind,
        port=chosen.port,
        interface=Interfaces.WSGI,
        workers=chosen.gateway_processes,
        blocking_threads=8,
        backpressure=256,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=15,
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()


@main.command()
def live() -> None:
    """The staff's event streams, a small process of their own."""
    from granian import Granian
    from granian.constants import Interfaces

    chosen = settings()
    Granian(
        "gateway.live:asgi",
        factory=True,
        address=chosen.bind,
        port=chosen.live_port,
        interface=Interfaces.ASGINL,
        workers=1,
        respawn_failed_workers=True,
        workers_kill_timeout=2,  # a stream never ends by itself; its page connects again
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()


@main.command()
def worker() -> None:
    """One worker: reads, routes, sends."""
    with _house(pool_size=20) as house:
        import worker as works

        works.main(house)


@main.command()
def clock() -> None:
    """What happens by the hour."""
    with _house(pool_size=2) as house:
        import clock as ticks

        ticks.main(house)


@main.command()
@click.option("--check", is_flag=True, help="Only say whether tables in code and migrations agree.")
def migrate(check: bool) -> None:
    """Bring the database to this program's tables."""
    if check:
        _check_drift()
        return
    from store.migrate import NewerDatabase, upgrade

    with _house(pool_size=1) as house:
        try:
            upgrade(house.database.url)
        except NewerDatabase as error:
            raise click.ClickException(str(error)) from error


def _check_drift() -> None:
    """On engines of our own in a temporary folder: nobody's data is touched by `make check`."""
    import tempfile

    from store.db import connect
    from store.engines import discard, ensure
    from store.migrate import drift, upgrade

    with tempfile.TemporaryDirectory() as folder:
        engines = ensure(Path(folder))
        try:
            upgrade(engines.database_url)
            database = connect(engines.database_url, pool_size=1)
            with database.engine.connect() as connection:
                found = drift(connection)
            database.close()
        finally:
            discard(engines)
    if found:
        raise click.ClickException("tables and migrations differ:\n" + "\n".join(str(each) for each in found))
    click.echo("migrations match the tables")


@main.command("demo")
def load_demo() -> None:
    """Load the demo register and, if nobody can log in yet, make a first login."""
    with _house(pool_size=1) as house:
        login = _prepare(house.database.url)
        click.echo(login or "the demo register is loaded; logins stay as they were")


@main.command()
def doctor() -> None:
    """Check settings, engines, disk and providers; say what to mend."""
    from doctor import checks

    chosen = settings()
    findings = checks(chosen, secrets_file.filled_in(os.environ, secrets_file.known_secrets(chosen.data_dir)))
    for finding in findings:
        click.echo(finding.line())
    sys.exit(any(finding.level == "bad" for finding in findings))


@main.group()
def register() -> None:
    """Organisations and what they cover."""


@register.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--preview", is_flag=True, help="Only say what would change.")
def import_register(folder: Path, preview: bool) -> None:
    """Load or renew register, outlines and village names from a folder; safe to repeat, all or nothing."""
    from store import register_import
    from store.db import utc_now
    from store.register_errors import BadRegister

    with _house(pool_size=1) as house:
        try:
            with house.database.session() as session:
                if preview:
                    _show(register_import.preview(session, folder))
                    return
                done = register_import.import_folder(session, folder, now=utc_now())
        except BadRegister as error:
            lines = [str(each) for each in error.problems[:50]]
            more = len(error.problems) - len(lines)
            rest = f"\n… และอีก {more} ข้อ / and {more} more" if more else ""
            raise click.ClickException(f"ไม่ได้นำเข้า / nothing was imported\n{chr(10).join(lines)}{rest}") from error
    for warning in done.warnings:
        click.echo(warning, err=True)
    click.echo(f"{done.laos} LAOs, {done.hubs} hubs, {done.links} tambon links; {done.ended} links ended")
    click.echo(f"{done.outlines} outlines, {done.villages} villages")


def _show(found: "Preview") -> None:
    """At most twenty lines of each kind; the counts are of all."""
    for title, lines in (
        ("ใหม่ / new", found.new),
        ("เปลี่ยน / changed", found.changed),
        ("ไม่อยู่ในโฟลเดอร์ คงไว้ / not in the folder, kept", found.missing),
        ("เชื่อมใหม่ / new links", [" → ".join(link) for link in found.links_new]),
        ("สิ้นสุดวันนี้ / links that would end today", [" → ".join(link) for link in found.links_ended]),
        ("คำเตือน / warnings", [str(each) for each in found.warnings]),
    ):
        click.echo(f"{title}: {len(lines)}")
        for line in lines[:20]:
            click.echo(f"  {line}")
        if len(lines) > 20:
            click.echo("  …")
    click.echo(f"เส้นเขต / outlines: {found.outlines}\nหมู่บ้าน / villages: {found.villages}")


@register.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_register(folder: Path) -> None:
    """Write the register in force as the files that `register import` reads."""
    from store.register_export import export_folder

    with _house(pool_size=1) as house, house.database.session() as session:
        for path in export_folder(session, folder):
            click.echo(path)


@register.command("check")
@click.option("--whole-country", is_flag=True, help="Also where the register knows nothing at all.")
def check_register(whole_country: bool) -> None:
    """Tambons without a receiving body, amphoes without a hub, LAOs without staff; fails when a plea has no receiver."""
    from store.gazetteer import amphoe_name, tambon_name
    from store.register import load as load_register
    from store.register_check import holes

    with _house(pool_size=1) as house, house.database.session() as session:
        directory = load_register(session)
        found = holes(session, directory, whole_country=whole_country)
    for title, lines in (
        ("ตำบลไม่มีผู้รับเรื่อง / tambons without a receiving body", [f"{c} {tambon_name(c)}" for c in found.tambons]),
        ("อำเภอไม่มีศูนย์ / amphoes without a hub", [f"{c} {amphoe_name(c)}" for c in found.amphoes]),
        ("อปท. ไม่มีเจ้าหน้าที่ในระบบ / LAOs without staff", [f"{c} {directory.name(c)}" for c in found.laos]),
    ):
        click.echo(f"{title}: {len(lines)}")
        for line in lines[:20]:
            click.echo(f"  {line}")
    sys.exit(bool(found.tambons or found.amphoes))


@main.group()
def staff() -> None:
    """People who may log in."""


@staff.command("add")
@click.argument("email")
@click.option("--org", required=True, help="Organisation code, such as 9011xx or hub-9011.")
@click.option("--role", required=True)
@click.option("--name", default="")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_staff(email: str, org: str, role: str, name: str, password_stdin: bool) -> None:
    """Add a person, or give one a further role. Without --password-stdin a password is made and shown once."""
    import secrets

    import demo
    from store.db import utc_now
    from store.staff import Role, by_email

    if role not in {each.value for each in Role}:
        raise click.ClickException(f"no role {role}; one of {', '.join(each.value for each in Role)}")
    given = sys.stdin.readline().rstrip("\n") if password_stdin else ""
    if password_stdin and len(given) < 8:
        raise click.ClickException("a password has at least 8 characters")
    made = "" if given else secrets.token_urlsafe(12)
    with _house(pool_size=1) as house, house.database.session() as session:
        now = utc_now()
        known = by_email(session, email)
        made = "" if known else made
        person = known if known and not given else demo.add_staff(session, email, given or made, now=now, name=name)
        try:
            demo.give_role(session, person, org, Role(role), now=now)
        except demo.UnknownOrg as error:
            raise click.ClickException(f"no organisation {error} in the register") from error
    click.echo(f"{email} is {role} of {org}" + (f"; password {made}" if made else ""))


@main.command()
def triage() -> None:
    """JSON lines of messages in, readings and routes out; starts no engine."""
    from triage.command import triage_lines

    _stream(triage_lines)


@main.command()
def locate() -> None:
    """JSON lines of words, pins and postcodes in, places out; starts no engine."""
    from triage.command import locate_lines

    _stream(locate_lines)


def _stream(lines: Callable[[Any, "Register"], Iterator[bytes]]) -> None:
    """One line at a time, flushed, so that it serves in a pipe."""
    from store.gazetteer import demo_register, register_from_folder

    folder = settings().reference_dir
    try:
        known = register_from_folder(folder) if folder else demo_register()
    except OSError as error:
        raise click.ClickException(f"REFERENCE_DIR {folder}: {error}") from error
    out = sys.stdout.buffer
    for line in lines(sys.stdin.buffer, known):
        out.write(line.rstrip(b"\n") + b"\n")
        out.flush()


@main.command()
@click.argument("what", type=click.Choice(["cases", "messages"]))
@click.option("--jsonl", is_flag=True, required=True, help="One JSON object a line.")
@click.option("--unmasked", is_flag=True, help="With names and numbers as they are; it is written to the audit log.")
def export(what: str, jsonl: bool, unmasked: bool) -> None:
    """Cases or messages, oldest first."""
    import orjson

    from store import audit, exports
    from store.db import utc_now

    rows = exports.cases if what == "cases" else exports.messages
    with _house(pool_size=1) as house, house.database.session() as session:
        if unmasked:
            audit.note(session, f"export.{what}", now=utc_now(), detail="unmasked")
        for row in rows(session, masked=not unmasked):
            sys.stdout.buffer.write(orjson.dumps(row, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
