"""Commands for the hotline: what a studio should record and whether the files are good; what the exchange keeps for bad days."""

import csv
import sys
from pathlib import Path

import click

from console import settings


@click.group()
def voice() -> None:
    """The hotline's recorded sentences."""


@voice.command()
@click.option("--folder", type=click.Path(path_type=Path), help="Another folder than the hotline's own.")
@click.option("--missing", is_flag=True, help="Only what is not recorded yet.")
@click.option("--language", type=click.Choice(["th", "ms", "en"]), help="Only this language.")
@click.option("--csv", "as_csv", is_flag=True, help="As a table for the studio.")
def prompts(folder: Path | None, missing: bool, language: str | None, as_csv: bool) -> None:
    """List every sentence to be recorded and check the folder; fails if a file cannot be played."""
    from channels.hotline.speech import to_record
    from channels.prompts import recordings

    where = folder or _folder()
    kept = {each.name: each for each in recordings(where)}
    good = {name for name, each in kept.items() if not each.wrong}
    listed = [s for s in to_record() if language in {None, s.language} and not (missing and s.name in good)]
    rows = [(s.key, s.language, f"{s.name}.mp3", "yes" if s.name in good else "no", s.words) for s in listed]
    if as_csv:
        csv.writer(sys.stdout).writerows([("key", "language", "file", "recorded", "words"), *rows])
    else:
        for _, _, file, there, words in rows:
            click.echo(f"[{'x' if there == 'yes' else ' '}] {file:<28} {words}")
    known = {each.name for each in to_record()}
    wrong = [(e.path.name, e.wrong) for e in kept.values() if e.wrong]
    wrong += [(e.path.name, "no sentence of that name") for e in kept.values() if e.name not in known]
    for file, why in wrong:
        click.echo(f"{file}: {why}", err=True)
    click.echo(f"{len(good & known)} of {len(known)} recorded (.mp3 or .wav) in {where}", err=True)
    sys.exit(bool(wrong))


@voice.command()
@click.option("--language", type=click.Choice(["th", "ms", "en"]), default="th")
def fallback(language: str) -> None:
    """The document to lay down at the exchange as its fallback: it records even while none of our servers answers."""
    from channels.hotline.tree import static_document

    click.echo(static_document(language))


def _folder() -> Path:
    from channels.registry import prompts_folder

    chosen = settings()
    return prompts_folder(chosen.channels.get("TWILIO_PROMPTS_DIR", ""), chosen.data_dir)
