"""Which weights read: those of the repository, or a later version that was trained with the staff's corrections.

Versions lie in folders under DATA_DIR/reading; the file `in-use` beside them names one. Every process that reads
looks at that file before each batch, so that going back is one command and needs no restart.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from triage.reading.model import Weights

log = logging.getLogger("saitrong.reading")

SHIPPED = "shipped"
IN_USE = "in-use"
CARD = "card.json"
"""Beside the weights: when a version was made, from how many corrections, and what was measured of it."""


@dataclass(slots=True)
class _Held:
    """What this process reads with; stamp: of the file `in-use` when it was last looked at."""

    name: str = SHIPPED
    folder: Path | None = None
    stamp: tuple[int, int] = (0, 0)


_held = _Held()


class NoVersion(Exception):
    """No version of that name, or one whose weights cannot be read; the text says which."""


def weights(folder: Path | None = None) -> "Weights":
    """The weights in use, or those of a version's folder."""
    from triage.reading import model

    return model.load(folder or _held.folder or model.FOLDER)


def follow(root: Path) -> str:
    """Take up what DATA_DIR/reading says is in use, if that has changed; the name of what reads now.

    A version that is not there or broken is left alone with a warning: reading goes on with what read before.
    """
    stamp = _stamp(root / IN_USE)
    if stamp != _held.stamp:
        _held.stamp = stamp
        _take_up(root, in_use(root))
    return _held.name


def in_use(root: Path) -> str:
    """The name that the file holds; the repository's own weights where there is none."""
    try:
        return (root / IN_USE).read_text("utf-8").strip() or SHIPPED
    except OSError:
        return SHIPPED


def use(root: Path, name: str) -> None:
    """From now on every process reads with this version. NoVersion: it is not there or cannot be read."""
    checked(root, name)
    root.mkdir(parents=True, exist_ok=True)
    fresh = root / f"{IN_USE}.new"
    fresh.write_text(f"{name}\n", "utf-8")
    fresh.replace(root / IN_USE)


def names(root: Path) -> list[str]:
    """Every version that is kept, the repository's own first."""
    return [SHIPPED, *sorted(path.parent.name for path in root.glob("*/reading_plain.npz"))]


def card(root: Path, name: str) -> dict[str, Any]:
    """What was noted beside a version; {} for the repository's own."""
    try:
        found: dict[str, Any] = json.loads((root / name / CARD).read_text("utf-8"))
    except OSError:
        return {}
    return found


def named(root: Path, wanted: str) -> str:
    """The version of that name, or the one whose weights bear it ("full-…", as it stands on a case). NoVersion."""
    from triage.reading.model import FILE, FOLDER, unpack

    for name in names(root):
        folder = FOLDER if name == SHIPPED else root / name
        if wanted == name or wanted in {
            unpack(folder / FILE).version,
            unpack(folder / FILE, alone=True).version,
        }:
            return name
    raise NoVersion(f"no version {wanted}; there are {', '.join(names(root))}")


def checked(root: Path, name: str) -> Path:
    """The folder of a version whose weights can be read; NoVersion otherwise."""
    from triage.reading import model

    if name not in names(root):
        raise NoVersion(f"no version {name}; there are {', '.join(names(root))}")
    folder = model.FOLDER if name == SHIPPED else root / name
    try:
        weights(folder)
    except (OSError, KeyError, ValueError) as error:
        raise NoVersion(f"version {name} cannot be read: {error}") from error
    return folder


def _take_up(root: Path, name: str) -> None:
    try:
        folder = checked(root, name)
    except NoVersion as error:
        log.warning("reading stays with %s: %s", _held.name, error)
        return
    if name != _held.name:
        log.info("reading with %s from now on", name)
    _held.name, _held.folder = name, None if name == SHIPPED else folder


def _stamp(path: Path) -> tuple[int, int]:
    try:
        seen = path.stat()
    except OSError:
        return (0, 0)
    return seen.st_mtime_ns, seen.st_ino
