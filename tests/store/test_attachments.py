"""Files still to be fetched: a few at a time, each by one process, and again when that process died."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.contract import Attachment
from store import attachments
from tests.conftest import Work
from tests.store.test_recording import record, said

NOW = datetime.now(UTC)


@pytest.fixture
def thirty(work: Work) -> Work:
    files = tuple(Attachment("image", provider_id=str(n)) for n in range(10))
    record(work, *(said(n, attachments=files) for n in range(3)))
    return work


def claim(work: Work, *, at: datetime = NOW, limit: int = 8) -> list[Any]:
    with work.house.database.session() as session:
        return attachments.claim(session, now=at, limit=limit)


def test_a_claim_takes_no_more_than_it_asks_for_and_nobody_takes_the_same(thirty: Work) -> None:
    found = [row.id for _ in range(4) for row in claim(thirty)]
    assert [len(found), len(set(found)), len(claim(thirty))] == [30, 30, 0]


def test_what_a_dead_process_was_fetching_is_free_after_a_minute(thirty: Work) -> None:
    first = claim(thirty, limit=30)
    assert claim(thirty, at=NOW + timedelta(seconds=59)) == []
    again = claim(thirty, at=NOW + timedelta(seconds=61), limit=30)
    assert {row.id for row in again} == {row.id for row in first}
    assert {row.attempts for row in again} == {2}


def test_a_file_once_stored_is_not_asked_for_again_and_not_overwritten(thirty: Work) -> None:
    (row,) = claim(thirty, limit=1)
    with thirty.house.database.session() as session:
        attachments.record(session, row.id, state="stored", stored="0" * 64, media_type="image/jpeg", size=9)
        attachments.record(session, row.id, state="gone", error="late")
    kept = thirty.rows("select state, stored, size from attachment where id = :id", id=row.id)
    assert kept == [("stored", "0" * 64, 9)]
    assert row.id not in {each.id for each in claim(thirty, at=NOW + timedelta(hours=1), limit=50)}
