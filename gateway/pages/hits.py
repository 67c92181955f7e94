"""What a search found, shown in the words as they were written: a stretch around the first hit, hits marked."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from gateway.pages import masks

LENGTH = 160
_BEFORE = 40
# signs that hang on the letter before them: a stretch that began with one would lose the letter
_HANGING = re.compile("^[ัิ-ฺ็-๎]+")


def excerpt(texts: Iterable[str], wanted: "re.Pattern[str] | None") -> str:
    """The first text that holds a hit, cut so that the hit is seen; else the beginning of the first text."""
    first = ""
    for words in texts:
        first = first or words
        found = wanted.search(words) if wanted else None
        if found:
            start = max(0, found.start() - _BEFORE)
            cut = _HANGING.sub("", words[start : start + LENGTH]) if start else words[:LENGTH]
            return f"…{cut}" if start else cut
    return first[:LENGTH]


def lit(words: str, wanted: "re.Pattern[str] | None") -> Markup:
    """The words, identity numbers covered, hits in <mark>."""
    covered = masks.identity(words)
    if wanted is None:
        return escape(covered)
    pieces: list[Markup] = []
    at = 0
    for found in wanted.finditer(covered):
        pieces += [escape(covered[at : found.start()]), Markup("<mark>{}</mark>").format(found[0])]
        at = found.end()
    return Markup("").join([*pieces, escape(covered[at:])])
