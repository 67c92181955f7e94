"""Versions of the reading: taken up without a restart, gone back from, and what a new one must prove."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from store.corrections import Taught
from tests.conftest import Work
from tests.speak import ROOF, line_event, post_line, user
from training.lessons import Measured, against, lessons
from training.measure import Quality
from triage.reading import model, read, read_many, versions
from triage.reading.versions import SHIPPED, NoVersion

SAMPLE = Quality(
    count=100, danger_recall=0.95, danger_precision=0.8, kind=0.9, field_listed=0.9, field_first=0.9, field_f1=0.9,
    urgency=0.9, far=0.01, vulnerable_f1=0.8, calibration=0.03,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _back(tmp_path: Path) -> Iterator[None]:
    """Whatever a test lets read, the next one reads with the repository's weights."""
    yield
    versions.follow(tmp_path / "nowhere")


def made(root: Path, name: str, **changes: Any) -> str:
    """A version whose weights are those of the repository under another name."""
    (root / name).mkdir(parents=True)
    with np.load(model.FOLDER / model.FILE, allow_pickle=False) as file:
        arrays = {key: file[key] for key in file.files} | {"version": np.array(f"plain-{name}")} | changes
    np.savez(root / name / model.FILE, **arrays)
    return name


def test_a_version_is_taken_up_and_left_again_without_a_restart(tmp_path: Path) -> None:
    shipped = versions.weights().version
    assert versions.follow(tmp_path) == SHIPPED
    versions.use(tmp_path, made(tmp_path, "c-1"))
    assert read(ROOF).version == shipped
    assert versions.follow(tmp_path) == "c-1"
    assert read(ROOF).version == "full-c-1"
    versions.use(tmp_path, SHIPPED)
    assert versions.follow(tmp_path) == SHIPPED
    assert read(ROOF).version == shipped


def test_a_running_worker_takes_up_a_version_with_its_next_batch_and_the_case_keeps_which(
    client: Any, work: Work
) -> None:
    post_line(client, line_event(ROOF, source={"type": "user", "userId": user(1)}))
    work.all()
    versions.use(work.house.readings, made(work.house.readings, "c-2"))
    post_line(client, line_event(ROOF, source={"type": "user", "userId": user(2)}))
    work.all()
    read_by = [row.read_by for row in work.rows('select read_by from "case" order by opened_at, id')]
    assert read_by == [versions.weights(model.FOLDER).version, "full-c-2"]


def test_a_version_that_is_gone_or_broken_leaves_the_reading_as_it_was(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    versions.use(tmp_path, made(tmp_path, "c-3"))
    versions.follow(tmp_path)
    (tmp_path / "c-4").mkdir()
    (tmp_path / "c-4" / model.FILE).write_bytes(b"no weights")
    with pytest.raises(NoVersion, match="c-4 cannot be read"):
        versions.use(tmp_path, "c-4")
    (tmp_path / "in-use").write_text("c-4\n")
    assert versions.follow(tmp_path) == "c-3"
    assert "c-4 cannot be read" in caplog.text
    (tmp_path / "in-use").write_text("../../etc\n")
    assert versions.follow(tmp_path) == "c-3"


def test_a_version_is_named_by_its_own_name_or_by_what_stands_on_a_case(tmp_path: Path) -> None:
    made(tmp_path, "c-5")
    assert versions.names(tmp_path) == [SHIPPED, "c-5"]
    assert versions.named(tmp_path, "full-c-5") == "c-5"
    assert versions.named(tmp_path, "plain-c-5") == "c-5"
    assert versions.named(tmp_path, versions.weights(model.FOLDER).version) == SHIPPED
    with pytest.raises(NoVersion, match="c-6"):
        versions.named(tmp_path, "c-6")


# -- what a new version must prove ----------------------------------------------------------------------------------


def measured(**changes: float) -> Measured:
    return Measured(SAMPLE, replace(SAMPLE, count=20), replace(SAMPLE, **changes))  # type: ignore[arg-type]


def test_a_better_version_may_read_and_an_equal_or_worse_one_may_not() -> None:
    assert against(measured(), measured(kind=0.91)) == []
    assert "totals do not improve" in against(measured(), measured())[0]
    assert against(measured(), measured(kind=0.99, urgency=0.80))


def test_a_version_that_overlooks_more_lives_in_danger_never_reads_however_good_it_is() -> None:
    better = measured(kind=1.0, urgency=1.0)
    worse = replace(SAMPLE, danger_recall=0.94)
    assert "life in danger" in against(measured(), replace(better, test=worse))[0]
    assert "staff's corrections" in against(measured(), replace(better, corrected=worse))[0]


def taught(n: int, **changes: Any) -> Taught:
    one = Taught(UUID(int=n), ROOF, "plea", ("disaster",), "U2", (), ("disaster:shelter",), "plain-x")
    return replace(one, **changes)


def test_the_same_corrections_are_learned_and_held_out_the_same_way_in_any_order() -> None:
    given = [taught(n) for n in range(200)]
    first, again = lessons(given), lessons(reversed(given))
    assert first == again
    assert 20 <= len(first.held) <= 60
    assert {row["id"] for row in first.held} & {row["id"] for row in first.learned} == set()


def test_a_version_learned_with_fewer_places_for_letters_still_reads(tmp_path: Path) -> None:
    half = len(model.load().gram) // 2
    with np.load(model.FOLDER / model.FILE, allow_pickle=False) as file:
        made(tmp_path, "older", gram=file["gram"][:half])
    (one,) = read_many([ROOF], weights=model.unpack(tmp_path / "older" / model.FILE))
    assert one.version == "full-older"
    assert one.kind == "plea"


def test_a_version_learned_beside_another_encoder_reads_without_one(tmp_path: Path) -> None:
    made(tmp_path, "c-7", both_encoder=np.array("0000000000"))
    versions.use(tmp_path, "c-7")
    versions.follow(tmp_path)
    assert read(ROOF).version == "plain-c-7"
    assert versions.weights().share == 0


def test_what_is_no_plea_teaches_no_field() -> None:
    rows = lessons([taught(n, kind="info") for n in range(10)])
    assert {tuple(row["category"]) for row in (*rows.learned, *rows.held)} == {()}


def test_the_same_messages_give_the_same_weights_and_corrections_change_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import candidate, data, descent, glance
    from training.data import rows
    from training.fit import fit

    # a few messages of every sort, so that every head has both sides of its question; too few for folds, few rounds
    few: dict[Any, list[Any]] = {}
    for row in rows("train"):
        few.setdefault((row["kind"], *row["category"][:1], row.get("sign")), []).append(row)
    monkeypatch.setattr(data, "learned", lambda: [row for sort in few.values() for row in sort[:3]])
    monkeypatch.setattr(data, "rows", lambda part: rows(part)[::20])
    monkeypatch.setattr(
        "training.reading.out_of_fold",
        lambda table, given, _say: fit(table, given).logits(table),
    )
    monkeypatch.setattr(descent, "ROUNDS", 2)
    monkeypatch.setattr(glance, "STEPS", 2)
    lines: list[str] = []
    corrected = lessons([taught(n, kind="info", urgency="U3", category=()) for n in range(50)])
    first = candidate.make(tmp_path / "a", [], {"corrections": 0}, lines.append)
    assert candidate.make(tmp_path / "b", [], {"corrections": 0}, lines.append) == first
    other = candidate.make(tmp_path / "a", corrected.learned, {"corrections": 50}, lines.append)
    assert other != first
    assert versions.names(tmp_path / "a") == sorted(
        [first, other, SHIPPED], key=lambda name: (name != SHIPPED, name)
    )
    assert versions.card(tmp_path / "a", other) == {"corrections": 50}
    assert not list((tmp_path / "a").glob(".making-*"))
    assert ROOF not in "".join(lines)
