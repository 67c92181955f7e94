"""Every sentence we say, in one place, in Thai and English: say(key, language, **facts)."""

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("th", "en")
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

    A language we do not write yet is answered in Thai, as an official would.
    """
    sentence = sentences(language if language in LANGUAGES else "th")[key]
    # most of a page's words hold no facts, and a page says some hundred
    return sentence.format(**facts) if facts or "{" in sentence else sentence
