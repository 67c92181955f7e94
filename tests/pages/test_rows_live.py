"""Rows carry the id by which the stream renews them; without it lists would stand still and nobody would notice."""

from typing import Any

from tests.conftest import Work
from tests.pages.helpers import KHUAN_LANG, plea


def test_each_row_is_found_by_the_id_of_its_case(client: Any, work: Work, staff: Any) -> None:
    case = plea(client, work)
    clerk = staff(KHUAN_LANG)
    for path in ("/inbox", "/inbox/more", f"/cases/{case.reference}"):
        assert f'data-id="{case.id}"' in clerk.get(path).text
