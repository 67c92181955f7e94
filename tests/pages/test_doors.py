"""No page of staff offers a door that is shut: whatever it links to opens for who sees the link."""

import re
from typing import Any

import pytest

from tests.pages.helpers import HUB, KHUAN_LANG, plea

PAGES = ("/inbox", "/admin", "/head", "/hub", "/notices", "/me", "/field", "/calls", "/alarms", "/province")


@pytest.mark.parametrize(
    ("org", "role"),
    [(KHUAN_LANG, each) for each in ("clerk", "field", "secretary", "head", "admin", "auditor")]
    + [(HUB, each) for each in ("clerk", "head", "admin", "operator")],
)
def test_every_link_opens_for_whom_it_is_shown(
    client: Any, work: Any, staff: Any, org: str, role: str
) -> None:
    plea(client, work)
    person = staff(org, role)
    shown = [person.get(path) for path in PAGES]
    doors = {
        door.partition("#")[0].replace("&amp;", "&")
        for page in shown
        if page.status_code == 200
        for door in re.findall(r'<a [^>]*href="(/[^"]*)"', page.text)
    }
    shut = [door for door in sorted(doors) if person.get(door, buffered=True).status_code >= 400]
    assert " ".join(shut) == ""
