"""The pictures of docs/ say what the tables of the code say."""

import pytest

from casework.lifecycle import NEED_MOVES
from tests.drawn import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_drawn_page_is_what_the_tables_say(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "run: python -m tests.drawn"


def test_the_picture_holds_every_move_of_a_need() -> None:
    page = PAGES["lifecycle.md"]()
    for before, moves in NEED_MOVES.items():
        assert all(f"    {before.value} --> {after.value}: " in page for after in moves)
