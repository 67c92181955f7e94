"""What a message says: kind, needs, urgency, who is at risk. Pure; rules are data in triage/rules."""

from triage.reading.danger import Danger, danger
from triage.reading.normalise import normalise
from triage.reading.read import Reading, read, read_many

__all__ = ["Danger", "Reading", "danger", "normalise", "read", "read_many"]
