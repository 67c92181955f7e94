"""Which phone a text message can go to: only a mobile takes one."""

from channels.phones import e164

_THAI_MOBILE = ("6", "8", "9")


def texted(typed: str) -> str:
    """ "๐๘๑-234 5678" → "+66812345678"; "" for a landline and for what is no number."""
    number = e164("".join(str(int(c)) if c.isdecimal() else c for c in typed))
    thai = number.removeprefix("+66")
    return number if thai == number or thai.startswith(_THAI_MOBILE) else ""
