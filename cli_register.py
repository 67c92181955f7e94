"""`saitrong register …`: import with a preview, export, check."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console import house

if TYPE_CHECKING:
    from store.register_preview import Preview


@click.group()
def register() -> None:
    """Organisations and what they cover."""


@register.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--preview", is_flag=True, help="Only say what would change.")
def import_register(path: Path, preview: bool) -> None:
    """Load or renew register, outlines and village names from a folder, or from one file of outlines or villages.

    Safe to repeat, all or nothing.
    """
    from store.db import utc_now
    from store.folder import staged
    from store.register_errors import BadRegister
    from store.register_import import import_folder
    from store.register_preview import preview as register_preview

    with house(pool_size=1) as found_house, staged([path]) as folder:
        try:
            with found_house.database.session() as session:
                if preview:
                    _show(register_preview(session, folder))
                    return
                done = import_folder(session, folder, now=utc_now())
        except BadRegister as error:
            lines = [str(each) for each in error.problems[:50]]
            more = len(error.problems) - len(lines)
            rest = f"\n… และอีก {more} ข้อ / and {more} more" if more else ""
            raise click.ClickException(
                f"ไม่ได้นำเข้า / nothing was imported\n{chr(10).join(lines)}{rest}"
            ) from error
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
    for title, each in (("เส้นเขต / outlines", found.outlines), ("หมู่บ้าน / villages", found.villages)):
        click.echo(f"{title}: {each.all} (+{each.new} ~{each.changed} -{each.gone})")


@register.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_register(folder: Path) -> None:
    """Write the register in force as the files that `register import` reads."""
    from store.register_export import export_folder

    with house(pool_size=1) as found_house, found_house.database.session() as session:
        for path in export_folder(session, folder):
            click.echo(path)


@register.command("check")
@click.option("--whole-country", is_flag=True, help="Also where the register knows nothing at all.")
def check_register(whole_country: bool) -> None:
    """Tambons without a receiving body, amphoes without a hub, LAOs without staff; fails when a plea has no receiver."""
    from store.gazetteer import amphoe_name, tambon_name
    from store.register import load as load_register
    from store.register_check import holes

    with house(pool_size=1) as found_house, found_house.database.session() as session:
        directory = load_register(session)
        found = holes(session, directory, whole_country=whole_country)
    for title, lines in (
        (
            "ตำบลไม่มีผู้รับเรื่อง / tambons without a receiving body",
            [f"{c} {tambon_name(c)}" for c in found.tambons],
        ),
        ("อำเภอไม่มีศูนย์ / amphoes without a hub", [f"{c} {amphoe_name(c)}" for c in found.amphoes]),
        ("อปท. ไม่มีเจ้าหน้าที่ในระบบ / LAOs without staff", [f"{c} {directory.name(c)}" for c in found.laos]),
    ):
        click.echo(f"{title}: {len(lines)}")
        for line in lines[:20]:
            click.echo(f"  {line}")
    sys.exit(bool(found.tambons or found.amphoes))


@register.command("show")
@click.argument("code")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of that day; a coming one as decided so far."
)
def show_register(code: str, day: datetime | None) -> None:
    """A body by its code and what it covers, or a tambon by its six digits and its bodies, as of a day."""
    from store.db import utc_now
    from store.gazetteer import tambon_name
    from store.ids import BANGKOK
    from store.register_days import on_day

    now = utc_now()
    with house(pool_size=1) as found_house, found_house.database.session() as session:
        then = on_day(session, day.date() if day else now.astimezone(BANGKOK).date(), now)
    if code in then.names:
        click.echo(f"{code} {then.names[code]}")
    for tambon, bodies in then.coverage.items():
        if code == tambon or code in bodies:
            named = ", ".join(f"{each} {then.names.get(each, '')}".strip() for each in bodies)
            click.echo(f"{tambon} {tambon_name(tambon) or ''}: {named}")


@register.command("history")
@click.argument("codes", nargs=-1)
def register_history(codes: tuple[str, ...]) -> None:
    """What was changed in the register and what is still to come, of some bodies or of all; newest first."""
    from store import register_log
    from store.ids import BANGKOK

    with house(pool_size=1) as found_house, found_house.database.session() as session:
        wanted = list(codes) or None
        for row in (*register_log.coming(session, wanted), *register_log.history(session, wanted, most=200)):
            state = row.trouble or (
                "✓" if row.applied_at else "ยกเลิก / withdrawn" if row.withdrawn_at else "…"
            )
            told = (
                row.facts.get("detail") or row.facts.get("name") or row.facts.get("alias") or row.other or ""
            )
            decided = row.decided_at.astimezone(BANGKOK).strftime("%Y-%m-%d %H:%M")
            click.echo(f"{row.effective} {row.act} {row.org or ''} {told} [{decided}] {state}")
