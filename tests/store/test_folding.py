"""Words folded for the search: any part of a Thai sentence, tone marks or not, numbers in any form."""

import pytest

from store.folding import fold, grams, marks, needed, pieces, terms


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("น้ำท่วม", "นำทวม"),
        ("นํ้าท่วม", "นำทวม"),
        ("น้ำ ท่วม บ้าน", "นำทวมบาน"),
        ("โทร 081-234 5678", "โทร0812345678"),
        ("โทร ๐๘๑ ๒๓๔ ๕๖๗๘", "โทร0812345678"),
        ("เเม่ป่วย", "แมปวย"),
        ("Mae Sot!", "mae sot"),
        ("😀", ""),
    ],
)
def test_what_is_heard_the_same_is_folded_the_same(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_part_of_any_length_needs_only_pieces_that_every_row_with_it_has() -> None:
    row = set(grams(fold("ขอเรือมารับยายที่บ้านโคก หมู่ 3")))
    for part in terms("ขอเรือ มารับ ยาย บ้านโคก"):
        assert all(piece.strip("'") in row for piece in needed(part).split(" & "))
    assert needed("ยา") == "'ยา':*"
    assert any(piece.startswith("ยา") for piece in row)


def test_a_slip_in_one_piece_leaves_another_whole() -> None:
    assert [len(piece) for piece in pieces("จระเขหลดจากฟารม")] == [5, 5, 5]
    assert pieces("กข") == []


def test_marks_find_the_words_as_they_were_written() -> None:
    wanted = marks("นำทวม 0812345")
    assert wanted
    assert wanted.findall("น้ำท่วมแล้ว โทร 081-234 5678") == ["น้ำท่วม", "081-234 5"]
    assert marks("  ") is None
