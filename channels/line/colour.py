"""An account's own colour: only one on which white words can be read."""

import re

_LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3."""


def own_colour(typed: str) -> str:
    """ "#0f5e5c" -> "#0F5E5C", "" for none; ValueError says why a colour cannot be taken."""
    if not typed:
        return ""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", typed):
        raise ValueError(f"{typed} is no colour; write it as #0F5E5C")
    contrast = 1.05 / (_luminance(typed) + 0.05)
    if contrast < _LEAST_CONTRAST:
        raise ValueError(f"{typed} is too light for white words ({contrast:.1f}:1, at least 4.5:1)")
    return typed.upper()


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
