"""Why the system thinks so, in an official's words, and the deciding words marked where they were said."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from gateway.pages import masks
from gateway.pages.shown import language, name_of, said

# triage writes "code, code: word, word" for what it read ("danger 0.41, code: word" where the model alone is that sure of it)
# and short English sentences for the way it routed
_READ = re.compile(r"(?P<code>[a-z_]+)(?: (?P<chance>[01]\.\d\d))?(?:, [a-z_]+)?: (?P<words>.+)")
_PLACED = re.compile(r"(\S+) by ([a-z_]+)")
# vowels and tone marks that hang on the letter before them: a mark that ended in between would tear them apart
_HANGING = "[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]*"
_TABLES = {"danger": "urgency"} | dict.fromkeys(
    ("disaster", "quality_of_life", "disease_control", "low_income_farmer", "other"), "category"
)


def shown(reason: str) -> str:
    """ "สาธารณภัย: “น้ำท่วม”"; a sentence we have no words for is shown as it is."""
    read, placed = _READ.fullmatch(reason), _PLACED.fullmatch(reason)
    if read:
        return _read(read["code"], read["chance"], _quoted(read["words"]))
    if placed:
        return said("because.placed", name=placed[1], how=name_of("how", placed[2]))
    slug = re.sub(r"[^a-z]+", "_", reason.lower()).strip("_")
    return name_of("because", slug) if name_of("because", slug) != slug else masks.identity(reason)


def _read(code: str, chance: str | None, words: str) -> str:
    if code == "doubted":
        return said("because.doubted", words=words)
    what = name_of(_TABLES.get(code, "kind"), "U0" if code == "danger" else code)
    if chance:
        return said("because.likely", what=what, n=round(100 * float(chance)), words=words)
    return said("because.words", what=what, words=words)


def marked(words: str, reasons: Sequence[str]) -> Markup:
    """The words, identity numbers covered, with what decided in <mark>."""
    deciding = {
        word for reason in reasons if (read := _READ.fullmatch(reason)) for word in read["words"].split(", ")
    }
    covered = masks.identity(words)
    found = sorted((word for word in deciding if len(word) > 1), key=len, reverse=True)
    if not found:
        return escape(covered)
    pieces = re.split(f"((?:{'|'.join(map(re.escape, found))}){_HANGING})", covered)
    # re.split gives the found words at the odd places
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )


def _quoted(words: str) -> str:
    quote = "“{}”" if language() == "th" else '"{}"'
    return " ".join(quote.format(masks.identity(word)) for word in words.split(", "))
