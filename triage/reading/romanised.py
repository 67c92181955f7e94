"""Thai names in Latin letters: the many spellings of one sound brought to one rough key."""

import re
from functools import lru_cache

# In this order: what two letters say together comes before what one says
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"ng", "N"),
        (r"tch|ch|sh|j", "c"), (r"kh|gh|g|q", "k"), (r"ph|f", "p"), (r"th|dh", "t"), (r"[sz]r?(?=[aeiou])", "s"),
        (r"v", "w"), (r"z", "s"), (r"bh", "b"),
        # r in or, ar, er is a long vowel's sign, not a letter
        (r"(?<=[aeiou])r(?![aeiouy])", ""),
        (r"(?:u+|oo|eu|ue|w)e?a+", "U"), (r"eea+|ia+", "I"),
        (r"a+o+w?|ow|aw(?=[aeiou]|$)", "O"), (r"a+(?:i+|y+)|ei|ey", "A"),
        (r"au|aw", "o"), (r"ae+|ea|e+", "e"), (r"i+|y", "i"), (r"oo+|eu|ue|ou|u+", "u"), (r"oe|o+", "o"), (r"a+", "a"),
        (r"ee", "i"), (r"r", "l"), (r"h", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=8192)
def rough(letters: str) -> str:
    """One key for spellings that sound alike: "pak phanang", "Paak Panang" → the same."""
    key = letters.lower().replace("ee", "i")
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key
