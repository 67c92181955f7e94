"""A further version of the reading: the repository's messages and what staff corrected, learned together.

Written into a folder under DATA_DIR/reading; the same data and libraries give the same weights and the same name.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from training import data
from training.data import Row
from training.reading import SHIPPED, WAYS, Learned, learn, save, train
from triage.reading import embed
from triage.reading.model import unpack
from triage.reading.versions import CARD


def make(root: Path, lessons: Sequence[Row], card: Mapping[str, Any], say: Callable[[str], None]) -> str:
    """Train, put the version under root, return its name. card: what is noted beside the weights."""
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".making-") as folder:
        _train(Path(folder), lessons, say)
        name = _name(Path(folder))
        target = root / name
        if not target.exists():
            (Path(folder) / CARD).write_text(json.dumps(dict(card), indent=1), "utf-8")
            shutil.copytree(folder, target)
    return name


def _train(folder: Path, lessons: Sequence[Row], say: Callable[[str], None]) -> None:
    learned = [*data.learned(), *lessons]
    say(f"learning from {len(learned)} messages, {len(lessons)} of them corrected by staff")
    lesson = learn(learned)
    done: dict[str, Learned] = {}
    for way, name in SHIPPED.items():
        letters = WAYS[way]
        if "e" in letters and not embed.available():
            continue
        trained, _ = train(way, lesson, done)
        save(trained, lesson.seen, letters, name, folder)


def _name(folder: Path) -> str:
    whole = sha256()
    for path in sorted(folder.glob("*.npz")):
        whole.update(unpack(path).version.encode())
    return f"c-{whole.hexdigest()[:8]}"
