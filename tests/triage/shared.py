"""Where the shared reference data lies, for tests that measure against it; they skip where it is absent."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SAITRONG_SHARED") or ROOT.parent / "shared") / "data"

needs_shared = pytest.mark.skipif(
    not (SHARED / "pleas_dev.jsonl").exists(),
    reason="the shared reference data is not here: set SAITRONG_SHARED to the folder that holds data/",
)


def dev_pleas() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHARED / "pleas_dev.jsonl").read_text("utf-8").splitlines()]
