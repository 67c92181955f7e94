"""What is known of a message that did not arrive, or may not have, in a clerk's words: read from the delivery's note."""

import re
from typing import Any

from gateway.pages.shown import said
from wording import sentences

# the first that fits; the notes are those of casework/delivery.py and of the adapters in channels/
_KNOWN = (
    (r"cannot be reached: stopped|21610", "stopped"),
    (r"cannot be reached: blocked", "blocked"),
    (
        r"cannot be reached|no such recipient|did not name|no number to ring|2121[14]|30003|30005|30006",
        "gone",
    ),
    (r"kept back", "kept_back"),
    (r"monthly limit", "quota"),
    (r"token refused|: 40[13]\b|no channel", "account"),
    (r"rate limit|: 429\b", "busy"),
    (r"too late|too long ago", "late"),
    (r"process ended", "cut"),
    (r"not reached|: 5\d\d\b|Timeout|Error", "provider"),
)


def known(message: Any) -> str:
    """One sentence; of a call how it ended. An unsure one also says what sending again may do."""
    ended = f"call_end.{message.error}"
    if ended in sentences("th"):
        return said(ended)
    found = next((key for pattern, key in _KNOWN if re.search(pattern, message.error)), "other")
    told = said(f"fate_why.{found}")
    return f"{told} {said('fate_why.twice')}" if message.state == "unsure" else told
