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

from training.data import Row
from training.reading import SHIPPED, beside, learn, save, train
from triage.reading.model import FILE, unpack
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
    lesson = learn(lessons)
    say(f"learning from {len(lesson.rows)} messages, {len(lessons)} of them corrected by staff")
    trained, unseen = train(SHIPPED, lesson)
    save(trained, beside(trained, unseen, lesson), lesson.seen, folder)


def _name(folder: Path) -> str:
    return f"c-{sha256(unpack(folder / FILE, alone=True).version.encode()).hexdigest()[:8]}"
