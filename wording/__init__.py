"""Every sentence we say, in one place, in Thai, English and in part Malay: say(key, language, **facts)."""

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("th", "en")
"""Written in full: pages exist in these."""
SPOKEN = (*LANGUAGES, "ms")
"""What a citizen's language may be; what is not written in one of them is said in Thai."""
_HERE = Path(__file__).parent


def _flatten(table: dict[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat


@cache
def sentences(language: str) -> dict[str, str]:
    """Key → sentence of one language, dotted keys as in the TOML tables."""
    return _flatten(tomllib.loads((_HERE / f"{language}.toml").read_text("utf-8")))


def say(key: str, language: str = "th", /, **facts: object) -> str:
    """The sentence of that key with its {placeholders} filled; KeyError for an unknown key or a missing fact.

    A language or a sentence that we do not write yet is answered in Thai, as an official would.
    """
    written = sentences(language) if language in SPOKEN else {}
    sentence = written.get(key) or sentences("th")[key]
    # most of a page's words hold no facts, and a page says some hundred
    return sentence.format(**facts) if facts or "{" in sentence else sentence
