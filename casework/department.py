"""Whom to ask about this work at the department, as data (rules/department.toml)."""

import re
from dataclasses import dataclass

from casework import rulefile


@dataclass(frozen=True, slots=True)
class Contact:
    """phone: as people read it, with its extension."""

    th: str
    en: str
    phone: str
    verified: bool

    @property
    def dial(self) -> str:
        """The number without its extension, which a switchboard is told."""
        return "".join(
            each for each in re.split(r"[^\d\s+().-]", self.phone)[0] if each.isdigit() or each == "+"
        )

    def named(self, language: str) -> str:
        return self.en if language == "en" else self.th


@rulefile.kept
def contact() -> Contact:
    """What is in force."""
    row = rulefile.table("department")["contact"]
    return Contact(row["th"], row["en"], row["phone"], row["verified"])
