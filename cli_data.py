"""Commands over the data: the register, people who may log in, triage and locate over lines, exports."""

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from console import house, settings

if TYPE_CHECKING:
    from store.gazetteer import Register


@click.group()
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
    with house(pool_size=1) as found, found.database.session() as session:
        now = utc_now()
        known = by_email(session, email)
        made = "" if known else made
        person = (
            known
            if known and not given
            else demo.add_staff(session, email, given or made, now=now, name=name)
        )
        try:
            demo.give_role(session, person, org, Role(role), now=now)
        except demo.UnknownOrg as error:
            raise click.ClickException(f"no organisation {error} in the register") from error
    click.echo(f"{email} is {role} of {org}" + (f"; password {made}" if made else ""))


@staff.command("reset")
@click.argument("email")
def reset_staff(email: str) -> None:
    """Forget a person's second factor (lost phone, codes and passkeys) and end their sessions; the password stays."""
    from casework import people
    from store.db import utc_now
    from store.staff import by_email

    with house(pool_size=1) as found, found.database.session() as session:
        person = by_email(session, email)
        if person is None:
            raise click.ClickException(f"nobody logs in as {email}")
        people.reset_at_the_console(session, person.id, now=utc_now())
    click.echo(f"{email} logs in with the password alone")


@click.command()
def triage() -> None:
    """JSON lines of messages in, readings and routes out; starts no engine."""
    from triage.command import triage_lines

    _stream(triage_lines)


@click.command()
def locate() -> None:
    """JSON lines of words, pins and postcodes in, places out; starts no engine."""
    from triage.command import locate_lines

    _stream(locate_lines)


def _stream(lines: Callable[[Any, "Register"], Iterator[bytes]]) -> None:
    """One line at a time, flushed, so that it serves in a pipe."""
    from store.reference import demo_register, register_from_folder
    from triage.reading import versions

    versions.follow(settings().data_dir / "reading")
    folder = settings().reference_dir
    try:
        known = register_from_folder(folder) if folder else demo_register()
    except OSError as error:
        raise click.ClickException(f"REFERENCE_DIR {folder}: {error}") from error
    out = sys.stdout.buffer
    for line in lines(sys.stdin.buffer, known):
        out.write(line.rstrip(b"\n") + b"\n")
        out.flush()


@click.command()
@click.argument("what", type=click.Choice(["cases", "messages", "corrections"]))
@click.option("--jsonl", is_flag=True, required=True, expose_value=False, help="One JSON object a line.")
@click.option(
    "--unmasked", is_flag=True, help="With names and numbers as they are; it is written to the audit log."
)
def export(what: str, unmasked: bool) -> None:
    """Cases, messages or staff's corrections of what was read, oldest first."""
    import orjson

    from store import audit, exports
    from store.db import utc_now

    rows = {"cases": exports.cases, "messages": exports.messages, "corrections": exports.corrections}[what]
    with house(pool_size=1) as found:
        if unmasked:
            # committed before the first line leaves: a reader who closes the pipe early must not undo it
            with found.database.session() as session:
                audit.note(session, f"export.{what}", now=utc_now(), detail="unmasked")
        with found.database.session() as session:
            for row in rows(session, masked=not unmasked):
                sys.stdout.buffer.write(
                    orjson.dumps(row, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)
                )
        sys.stdout.buffer.flush()
