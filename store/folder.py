"""Files of a folder shaped like the reference data: the newest of its kind, plain or gzipped."""

import csv
import gzip
import io
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from store.lazy import Lazy

if TYPE_CHECKING:
    from store.outlines import Outlines


def find_file(folder: Path, stem: str, ending: str) -> Path | None:
    """The newest file of that stem (the year in its name decides), such as muban_2022.csv.gz; None without one."""
    name = re.compile(rf"{stem}(_\w+)?{re.escape(ending)}(\.gz)?")
    found = [path for path in folder.glob(f"{stem}*") if name.fullmatch(path.name)]
    return max(found, key=lambda path: path.name.partition(".")[0], default=None)


@contextmanager
def staged(paths: Sequence[Path]) -> Iterator[Path]:
    """One folder as it is; single files side by side in a folder of their own, a GeoJSON under the name of outlines."""
    if len(paths) == 1 and paths[0].is_dir():
        yield paths[0]
        return
    with tempfile.TemporaryDirectory(prefix="saitrong-register-") as folder:
        for path in paths:
            shutil.copyfile(path, Path(folder) / known_name(path.name))
        yield Path(folder)


def known_name(name: str) -> str:
    """As the import looks for it: any GeoJSON holds outlines."""
    found = re.search(r"\.(?:geo)?json(\.gz)?$", name.lower())
    return f"tambon_cod_ab.geojson{found[1] or ''}" if found else Path(name).name


def content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def table_rows(folder: Path, stem: str, *, needed: bool = True) -> list[dict[str, str]]:
    """Rows of the folder's newest CSV of that stem; FileNotFoundError when a needed one is missing."""
    path = find_file(folder, stem, ".csv")
    if path is None:
        if needed:
            raise FileNotFoundError(f"no {stem}.csv")
        return []
    return list(csv.DictReader(io.StringIO(content(path).decode("utf-8-sig"))))


def outlines_of(folder: Path) -> "Lazy[Outlines] | None":
    """The folder's outlines, or None when it has no such file."""
    return Lazy(partial(_outlines_of, folder)) if find_file(folder, "tambon_cod_ab", ".geojson") else None


def _outlines_of(folder: Path) -> "Outlines":
    # shapely and numpy stay out of processes that never see a pin
    from store.outlines import build_outlines, outline_rows

    return build_outlines(outline_rows(folder))


def village_rows(folder: Path) -> list[tuple[str, str]]:
    """(code of eight digits, name) of the folder's villages; empty when it has none."""
    return [(row["code"], row["name"]) for row in table_rows(folder, "muban", needed=False)]
