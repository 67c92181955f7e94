"""Learning the reading. One thread: sums in another order are other weights."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
