"""`saitrong reading …`: how well it reads, what it learned from staff, which version reads, and the way back."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console import house, settings

if TYPE_CHECKING:
    from training.lessons import Lessons, Measured
    from training.measure import Quality


@click.group()
def reading() -> None:
    """How messages are read: measure, learn from corrections, choose a version, go back."""


@reading.command()
def evaluate() -> None:
    """The version in use against the test part and against what staff corrected."""
    _need_checkout()
    from store import corrections
    from training.data import rows
    from training.lessons import row
    from training.measure import quality
    from triage.reading import read_many, versions

    with house(pool_size=1) as found, found.database.session() as session:
        name = versions.follow(found.readings)
        taught = [row(one) for one in corrections.taught(session)]
        counted = corrections.counted(session)
    table: list[Sequence[str]] = [("", *_HEADS)]
    for part, given in (("test part", rows("test")), ("corrected by staff", taught)):
        read = read_many([each["text"] for each in given])
        table += [(part, *_figures(quality(given, read)))] if given else []
    click.echo(f"version in use: {name} ({versions.weights().version})")
    _show(table)
    if not taught:
        click.echo("nothing was corrected yet")
        return
    told = [(set(each["needs"]), set(one.needs)) for each, one in zip(taught, read, strict=True)]
    both = sum(len(kept & read) for kept, read in told)
    click.echo(
        f"needs: {both} of the {sum(len(kept) for kept, _ in told)} that staff kept are read; "
        f"{sum(len(read - kept) for kept, read in told)} are read that staff did not keep"
    )
    _show([("field", "changed", "said to be right"), *counted])


@reading.command()
@click.option("--with-corrections", is_flag=True, help="Learn from what staff corrected, too.")
@click.option("--only-make", is_flag=True, help="Keep the version, but let it not read yet.")
def train(with_corrections: bool, only_make: bool) -> None:
    """Make a further version; it reads only if no more lives in danger are overlooked and the totals improve."""
    _need_checkout()
    from store import audit, corrections
    from store.db import utc_now
    from training.candidate import make
    from training.lessons import against, lessons, measured
    from triage.reading import versions

    with house(pool_size=1) as found:
        with found.database.session() as session:
            known = lessons(corrections.taught(session) if with_corrections else ())
        root, before = found.readings, versions.in_use(found.readings)
        now = measured(known.held, versions.weights(versions.checked(root, before)))
        card = {"made_at": utc_now().isoformat(timespec="seconds"), "corrections": len(known.learned)}
        name = make(root, known.learned, card, click.echo)
        then = measured(known.held, versions.weights(versions.checked(root, name)))
        _compare(before, now, name, then, known)
        why_not = against(now, then)
        if name == before:
            click.echo(f"{name} is what reads already: the same messages give the same weights")
            return
        if why_not or only_make:
            for reason in why_not:
                click.echo(f"not put in use: {reason}")
            click.echo(f"{before} goes on reading; {name} is kept: saitrong reading use {name}")
            return
        versions.use(root, name)
        with found.database.session() as session:
            audit.note(session, "reading.used", now=utc_now(), detail=f"{before} -> {name}")
    click.echo(f"{name} reads from now on, without a restart; back: saitrong reading use {before}")


@reading.command("versions")
def list_versions() -> None:
    """Every version that is kept, and which one reads."""
    from triage.reading import versions
    from triage.reading.model import FILE, FOLDER, unpack

    root = settings().data_dir / "reading"
    table = [("", "version", "made", "corrections", "reads as")]
    for name in versions.names(root):
        folder, card = FOLDER if name == versions.SHIPPED else root / name, versions.card(root, name)
        bears = unpack(folder / FILE).version
        mark = "*" if name == versions.in_use(root) else ""
        table.append((mark, name, str(card.get("made_at", "–")), str(card.get("corrections", "–")), bears))
    _show(table)
    click.echo("* reads now; another one: saitrong reading use VERSION")


@reading.command()
@click.argument("version")
def use(version: str) -> None:
    """Let this version read from now on; also the way back. No restart is needed."""
    from store import audit
    from store.db import utc_now
    from triage.reading import versions

    with house(pool_size=1) as found:
        before = versions.in_use(found.readings)
        try:
            name = versions.named(found.readings, version)
            versions.use(found.readings, name)
        except versions.NoVersion as error:
            raise click.ClickException(str(error)) from error
        with found.database.session() as session:
            audit.note(session, "reading.used", now=utc_now(), detail=f"{before} -> {name}")
    click.echo(
        f"{name} reads from the next message on, without a restart; back: saitrong reading use {before}"
    )


_HEADS = (
    "messages", "U0 recall", "U0 precision", "kind", "field listed", "first field", "field F1", "urgency", "far",
    "persons F1", "calibration",
)  # fmt: skip


def _figures(measured: "Quality") -> tuple[str, ...]:
    values = [getattr(measured, each.name) for each in fields(measured)]
    return tuple(str(value) if isinstance(value, int) else f"{value:.3f}" for value in values)


def _compare(before: str, now: "Measured", name: str, then: "Measured", known: "Lessons") -> None:
    table: list[Sequence[str]] = [("", *_HEADS)]
    for version, one in ((before, now), (name, then)):
        table.append((f"{version}, test part", *_figures(one.test)))
        if one.corrected:
            table.append((f"{version}, corrected", *_figures(one.corrected)))
    _show(table)
    click.echo(
        f"corrected cases learned from: {len(known.learned)}, kept apart to measure: {len(known.held)}"
    )


def _show(table: Sequence[Sequence[Any]]) -> None:
    lines = [[str(cell) for cell in line] for line in table]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _need_checkout() -> None:
    """The labelled messages and the training stand in the repository, not in what is installed."""
    root = Path(__file__).parent
    if not (root / "training").is_dir() or not (root / "data" / "reading").is_dir():
        raise click.ClickException(
            "this needs the folders training and data of the repository: run it in a checkout"
        )
