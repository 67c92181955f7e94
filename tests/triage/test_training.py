"""Training gives the same weights for the same messages, byte for byte, and learns what it is told."""

from pathlib import Path

import numpy as np

from training import data
from training.descent import sparse
from training.fit import Blocks, blocks, fit, together
from training.reading import Trained, save
from triage.reading.model import GROUPS
from triage.reading.ngrams import WIDTH, grams

FEW = 160


def _made(seen: Blocks, folder: Path) -> bytes:
    rows = data.rows("dev")[:FEW]
    trained = Trained(fit(together(seen, "gr"), rows), dict.fromkeys(GROUPS, 1.0), 0.5, 0.5, (1.0, 0.0))
    save(trained, seen, "gr", "reading_plain.npz", folder)
    return (folder / "reading_plain.npz").read_bytes()


def test_the_same_messages_give_the_same_bytes(tmp_path: Path) -> None:
    rows = data.rows("dev")[:FEW]
    first = _made(blocks(rows), tmp_path / "first")
    assert first == _made(blocks(rows), tmp_path / "second")


def test_what_was_learned_is_known() -> None:
    rows = data.rows("dev")[:FEW]
    seen = blocks(rows)
    heads = fit(together(seen, "gr"), rows)
    kinds = [place for place, name in enumerate(heads.labels) if name.startswith("kind:")]
    found = heads.logits(together(seen, "gr"))[:, kinds].argmax(axis=1)
    right = sum(data.KINDS[place] == row["kind"] for place, row in zip(found, rows, strict=True))
    assert right / FEW > 0.6


def test_the_sparse_product_is_the_plain_one() -> None:
    cut = [grams(text) for text in ("น้ำท่วม", "ไฟไหม้บ้าน", "")]
    table = sparse(cut, 2.0)
    weights = np.random.default_rng(1).standard_normal((WIDTH, 3)).astype(np.float32)
    plain = np.zeros((3, WIDTH), dtype=np.float32)
    for row, one in zip(plain, cut, strict=True):
        row[one.columns] = one.values * 2
    np.testing.assert_allclose(table.times(weights), plain @ weights, rtol=1e-4, atol=1e-4)
    slopes = np.ones((3, 2), dtype=np.float32)
    columns, sums = table.onto(slopes)
    np.testing.assert_allclose(sums, (plain.T @ slopes)[columns], rtol=1e-4, atol=1e-4)
    assert set(columns) == set(np.flatnonzero(plain.any(axis=0)))
