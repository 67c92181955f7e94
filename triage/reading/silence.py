"""Whether the writer cannot speak or be called: then nobody rings them. Fast enough for the webhook (rules alone)."""

from collections.abc import Iterator
from functools import cache

from triage.reading.cues import Lexicon, find, is_toneless, lexicon, rules, swallows

_LABEL = "silent"


def silent(words: str, sign: str = "") -> bool:
    """words: normalised. sign: the kind of danger that was found in them, "" for none."""
    if sign in rules("silent")["signs"]:
        return True
    return any(hit.label == _LABEL for hit in find(_lexicon(toneless=is_toneless(words)), words))


@cache
def _lexicon(*, toneless: bool) -> Lexicon:
    return lexicon(_rows(), toneless=toneless)


def _rows() -> Iterator[tuple[str, float, str]]:
    yield from swallows()
    for words in (*rules("vulnerable")[_LABEL], *rules(_LABEL)["words"]):
        yield _LABEL, 1.0, words
