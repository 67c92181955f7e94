"""What a message says: kind, needs, urgency, who is at risk. Pure; rules are data in triage/rules."""

import os

# before numpy is there: the threads of one small product cost two processes more than they save one
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from triage.reading.danger import Danger, danger
from triage.reading.normalise import normalise
from triage.reading.read import Reading, read, read_many

__all__ = ["Danger", "Reading", "danger", "normalise", "read", "read_many"]
