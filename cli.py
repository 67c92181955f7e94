"""The `saitrong` command. Heavy imports stand inside the commands, so that each starts with what it needs."""

import os
import sys
from pathlib import Path

import click

import cli_data
import cli_line
import cli_reading
import cli_register
import cli_voice
import secrets_file
from console import house, metrics_folder, settings, start_log


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
        raise click.ClickException(
            f"DATA_DIR {chosen.data_dir}: {error.strerror}; name another DATA_DIR"
        ) from error


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
    start_log(chosen)
    metrics_folder(chosen)
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
        log_level="warning",
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
        log_level="warning",
    ).serve()


@main.command()
def worker() -> None:
    """One worker: reads, routes, sends."""
    with house(pool_size=20) as found:
        import worker as works

        works.main(found)


@main.command()
def clock() -> None:
    """What happens by the hour."""
    with house(pool_size=2) as found:
        import clock as ticks

        ticks.main(found)


@main.command()
@click.option("--check", is_flag=True, help="Only say whether tables in code and migrations agree.")
def migrate(check: bool) -> None:
    """Bring the database to this program's tables."""
    if check:
        _check_drift()
        return
    from store.migrate import NewerDatabase, upgrade

    with house(pool_size=1) as found:
        try:
            upgrade(found.database.url)
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
@click.option("--empty", is_flag=True, help="Only the register and a first login, no cases.")
def load_demo(empty: bool) -> None:
    """Load the demo register, a first login if nobody has one, and some 300 invented cases of the last 60 days."""
    import logging

    import demo_cases
    from store.db import utc_now

    secrets_file.first_secrets(settings().data_dir)  # it may be run before the first `make run`
    with house(pool_size=1) as found:
        for invented in (
            "saitrong",
            "alembic",
        ):  # a hundred alarms of people who do not exist would hide the login
            logging.getLogger(invented).setLevel("ERROR")
        login = _prepare(found.database.url)
        click.echo(login or "the demo register is loaded; logins stay as they were")
        if empty:
            return
        channels = found.settings.channels
        real = any(channels.get(name) for name in ("LINE_TOKEN", "TWILIO_ACCOUNT_SID", "SMSTH_KEY"))
        try:
            with found.database.session() as session:
                directory = found.shelf.directory(session)
                told = demo_cases.load(session, directory, found.files, real=real, now=utc_now())
        except demo_cases.NotEmpty:
            click.echo("there are cases already, so no demo cases were added")
        except demo_cases.RealChannels as error:
            raise click.ClickException(
                "a provider's account is set: demo cases are only for an installation that sends to the screen"
            ) from error
        else:
            click.echo(f"{told} demo cases are in the inbox")


@main.command()
def doctor() -> None:
    """Check settings, engines, disk and providers; say what to mend."""
    from doctor import checks

    chosen = settings()
    findings = checks(chosen, secrets_file.filled_in(os.environ, secrets_file.known_secrets(chosen.data_dir)))
    for finding in findings:
        click.echo(finding.line())
    sys.exit(any(finding.level == "bad" for finding in findings))


for command in (
    cli_register.register,
    cli_line.line,
    cli_reading.reading,
    cli_data.staff,
    cli_data.triage,
    cli_data.locate,
    cli_data.export,
    cli_voice.voice,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
