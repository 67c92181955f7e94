"""Training gives the same weights for the same messages, byte for byte, and learns what it is told."""

from pathlib import Path

import numpy as np
import pytest

from training import data, glance
from training.blind import settled
from training.fit import Blocks, blocks, evidences, fit, together
from training.reading import save
from training.tables import sparse
from training.trained import Trained
from triage.reading import read
from triage.reading.glance import opened
from triage.reading.model import FILE, GROUPS
from triage.reading.ngrams import WIDTH, grams

FEW = 160


def _made(seen: Blocks, folder: Path) -> bytes:
    rows = data.rows("dev")[:FEW]
    trained = Trained(
        fit(together(seen, "gr"), rows),
        dict.fromkeys(GROUPS, 1.0),
        0.5,
        dict.fromkeys(data.RISKS, 0.5),
        (1.0, 0.0),
    )
    save(trained, None, seen, folder)
    return (folder / FILE).read_bytes()


def test_the_same_messages_give_the_same_bytes(tmp_path: Path) -> None:
    rows = data.rows("dev")[:FEW]
    first = _made(blocks(evidences(rows)), tmp_path / "first")
    assert first == _made(blocks(evidences(rows)), tmp_path / "second")


def test_what_was_learned_is_known() -> None:
    rows = data.rows("dev")[:FEW]
    seen = blocks(evidences(rows))
    heads = fit(together(seen, "gr"), rows)
    kinds = [place for place, name in enumerate(heads.labels) if name.startswith("kind:")]
    found = heads.logits(together(seen, "gr"))[:, kinds].argmax(axis=1)
    right = sum(data.KINDS[place] == row["kind"] for place, row in zip(found, rows, strict=True))
    assert right / FEW > 0.6


def test_the_second_look_learns_and_is_kept_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance, "STEPS", 3)
    rows = data.rows("dev")
    made, heard = glance.learned(rows, evidences(rows))
    unseen = np.array([each.whole for each in heard])
    urgent = np.array([row["urgency"] == "U0" for row in rows])
    assert unseen[urgent].mean() > unseen[~urgent].mean() + 0.5
    assert made.edges.low <= made.edges.firm
    assert made.edges.low < made.edges.high
    glance.save(made, tmp_path / "glance.json.gz")
    assert opened(tmp_path / "glance.json.gz") == made
    first = (tmp_path / "glance.json.gz").read_bytes()
    glance.save(glance.learned(rows, evidences(rows))[0], tmp_path / "glance.json.gz")
    assert (tmp_path / "glance.json.gz").read_bytes() == first


def test_labels_that_the_writer_accepts_beside_the_main_one_count_as_right() -> None:
    one = read("น้ำท่วมบ้านครับ")
    assert one.urgency != "U3"
    assert one.category[:1] == ("disaster",)
    also = {"urgency": ["U1", "U2"], "category": [["disaster"]]}
    row = {"kind": "plea", "category": ["other"], "urgency": "U3", "vulnerable": [], "also": also}
    fair = settled(row, one)
    assert (fair["urgency"], fair["category"]) == (one.urgency, ["disaster"])
    assert settled(row | {"also": {}}, one)["urgency"] == "U3"


def test_the_sparse_product_is_the_plain_one() -> None:
    cut = [grams(text) for text in ("น้ำท่วม", "ไฟไหม้บ้าน", "")]
    table = sparse(cut, 2.0)
    weights = np.random.default_rng(1).standard_normal((WIDTH, 3)).astype(np.float32)
    plain = np.zeros((3, WIDTH), dtype=np.float32)
    for row, one in zip(plain, cut, strict=True):
        row[one.columns] = one.values * 2
    np.testing.assert_allclose(table.times(weights), plain @ weights, rtol=1e-4, atol=1e-4)
    columns, full = table.spread()
    np.testing.assert_array_equal(full, plain[:, columns])
    assert list(columns) == list(np.flatnonzero(plain.any(axis=0)))
