"""`saitrong register …`: import with a preview, export, check."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console import house

if TYPE_CHECKING:
    from store.register_import import Preview


@click.group()
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

    with house(pool_size=1) as found_house:
        try:
            with found_house.database.session() as session:
                if preview:
                    _show(register_import.preview(session, folder))
                    return
                done = register_import.import_folder(session, folder, now=utc_now())
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
    click.echo(f"เส้นเขต / outlines: {found.outlines}\nหมู่บ้าน / villages: {found.villages}")


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
