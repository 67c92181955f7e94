"""A Thai phone number as people write it → as providers want it."""

COUNTRY = "66"


def international(typed: str) -> str:
    """ "081-234 5678" or "๐๘๑…" → "+66812345678"; "" for what no message can go to."""
    digits = "".join(str(int(c)) for c in typed if c.isdecimal())
    if typed.strip().startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else ""
    if digits.startswith("00"):
        return f"+{digits[2:]}" if 10 <= len(digits) <= 17 else ""
    if digits.startswith("0") and len(digits) in {9, 10}:
        return f"+{COUNTRY}{digits[1:]}"
    return f"+{digits}" if digits.startswith(COUNTRY) and len(digits) in {10, 11} else ""


def takes_texts(number: str) -> bool:
    """Thai mobiles begin with 6, 8 or 9 after the country; elsewhere nobody can tell."""
    return bool(number) and (not number.startswith(f"+{COUNTRY}") or number[3:4] in {"6", "8", "9"})
