"""Counting must never cost what is counted."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COUNTED = """
import resource
import metrics

resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
metrics.count(metrics.RECEIVED, "line")
metrics.count(metrics.STARTED, "gateway")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
metrics.count(metrics.RECEIVED, "line", by=3)
print(metrics.RECEIVED.labels("line")._value.get())
"""


def test_a_disk_that_takes_no_count_takes_the_plea_all_the_same_and_counts_go_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    environ = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", COUNTED], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("3.0\n", 0), done.stderr
