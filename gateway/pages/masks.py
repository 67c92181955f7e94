"""What staff need not see at a glance is covered: phone numbers, thirteen-digit identity numbers (PDPA s.37)."""

import re

# 13 digits as typed on forms: 1-2345-67890-12-3, with spaces, or in one run; never a part of a longer number
_IDENTITY = re.compile(r"(?<!\d)(\d)([ -]?\d{4})([ -]?\d{5})([ -]?\d{2})([ -]?\d)(?!\d)")
_LONG = re.compile(r"\d[ -]?\d{4}[ -]?\d{4}")
_TELEPHONE = re.compile(r"\d{3,4}")


def phone(number: str) -> str:
    """ "0812345678" -> "08x-xxx-5678"; short numbers keep only their last two digits."""
    digits = "".join(c for c in number if c.isdigit())
    if digits.startswith("66") and len(digits) == 11:
        digits = f"0{digits[2:]}"
    if len(digits) < 9:
        return f"xx{digits[-2:]}" if digits else ""
    return f"{digits[:2]}x-xxx-{digits[-4:]}"


def identity(words: str) -> str:
    """The words with every thirteen-digit number covered but for its first and last digit."""
    if not _LONG.search(words):
        return words  # a list asks of a hundred texts, and hardly one of them holds a number
    return _IDENTITY.sub(lambda found: f"{found[1]}-xxxx-xxxxx-xx-{found[5].strip(' -')}", words)


def dialled(number: str) -> str:
    """What a tel: link may hold."""
    return "".join(c for c in number if c.isdigit() or c == "+")


def numbers_in(words: str) -> list[str]:
    """The short emergency numbers that our own canned words name, in their order."""
    return _TELEPHONE.findall(words)
