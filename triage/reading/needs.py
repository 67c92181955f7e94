"""What is asked for: lists per field of help (rules/needs.toml)."""

from collections.abc import Iterator
from functools import cache

from triage.reading.cues import Lexicon, find, is_toneless, lexicon, rules, swallows


def needs(words: str, category: tuple[str, ...]) -> tuple[str, ...]:
    """Needs of the fields that were read, "field:need", in the order in which they are told."""
    if not category:
        return ()
    hits = find(_lexicon(toneless=is_toneless(words)), words)
    told = sorted((hit.start, hit.label) for hit in hits if hit.label.partition(":")[0] in category)
    return tuple(dict.fromkeys(label for _, label in told))


@cache
def _lexicon(*, toneless: bool) -> Lexicon:
    return lexicon(_rows(), toneless=toneless)


def _rows() -> Iterator[tuple[str, float, str]]:
    yield from swallows()
    for field, lists in rules("needs").items():
        for need, cues in lists.items():
            yield from ((f"{field}:{need}", 1.0, words) for words in cues)
