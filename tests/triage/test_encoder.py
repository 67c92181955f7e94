"""The learned reader of whole sentences: pieces of words, and layers in numpy beside the same reckoned letter by letter."""

import math

import numpy as np
import pytest

from training import data
from triage.reading import encoder
from triage.reading.model import in_doubt, load
from triage.reading.pieces import BEGIN, END, LONGEST, UNKNOWN, cut, vocabulary
from triage.reading.rulebook import Evidence, evidence

KNOWN = vocabulary(
    ["", "", "", "▁", "ไฟ", "ไหม้", "ไ", "ฟ", "ไฟไหม้", "น้ํา"], [0, 0, 0, -3, -4, -4, -6, -6, -9.5, -5]
)


def test_words_are_cut_the_likeliest_way() -> None:
    assert cut("ไฟไหม้", KNOWN) == [BEGIN, 3, 4, 5, END]  # -8 together: likelier than the whole word at -9.5


def test_sara_am_is_looked_for_as_the_pieces_have_it() -> None:
    assert cut("น้ำ", KNOWN) == [BEGIN, 3, 9, END]


def test_a_letter_that_no_piece_has_is_unknown_and_the_rest_is_cut() -> None:
    assert cut("ไฟxไหม้", KNOWN) == [BEGIN, 3, 4, UNKNOWN, 5, END]


def test_nothing_is_a_blank_and_no_text_is_too_long() -> None:
    assert cut("", KNOWN) == [BEGIN, 3, END]
    assert len(cut("ไฟ" * 2500, KNOWN)) == LONGEST


def test_many_at_once_are_read_as_one_by_one() -> None:
    texts = [row["text"] for row in data.rows("test")[:40]] + ["", "a", "น้ำท่วม" * 200]
    together = encoder.scores(texts)
    assert together.shape == (43, len(load().labels))
    alone = np.concatenate([encoder.scores([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=2e-3)


def test_the_layers_reckon_as_the_formula_says() -> None:
    one = encoder.load()
    ids = cut("น้ำท่วมบ้าน ช่วยด้วย", one.words)
    state = [
        _normed(one.pieces[piece] * one.scale[piece] + one.places[place], one.norm)
        for place, piece in enumerate(ids)
    ]
    for layer in one.layers:
        state = _layer(state, layer)
    heed = _shares([float(each @ one.heed) for each in state])
    whole = sum((share + 1 / len(state)) * each for share, each in zip(heed, state, strict=True))
    found = np.tanh(whole @ one.pool + one.pool_bias) @ one.out + one.out_bias
    np.testing.assert_allclose(encoder.scores(["น้ำท่วมบ้าน ช่วยด้วย"])[0], found, atol=2e-3)


def _layer(state: list[np.ndarray], layer: encoder.Layer) -> list[np.ndarray]:
    looked = [layer.look @ each + layer.look_bias for each in state]
    wide = encoder.SIZE // encoder.PARTS
    heard = [np.zeros(encoder.SIZE, dtype=np.float32) for _ in state]
    for part in range(encoder.PARTS):
        asks, keys, values = (
            [each[begin + part * wide : begin + (part + 1) * wide] for each in looked]
            for begin in (0, encoder.SIZE, 2 * encoder.SIZE)
        )
        for place, ask in enumerate(asks):
            shares = _shares([float(ask @ key) / math.sqrt(wide) for key in keys])
            mixed = sum(share * value for share, value in zip(shares, values, strict=True))
            heard[place][part * wide : (part + 1) * wide] = mixed
    state = [
        _normed(each + layer.mix @ other + layer.mix_bias, layer.mix_norm)
        for each, other in zip(state, heard, strict=True)
    ]
    inner = [layer.wide @ each + layer.wide_bias for each in state]
    bent = [
        0.5 * each * (1 + np.tanh(math.sqrt(2 / math.pi) * (each + 0.044715 * each**3))) for each in inner
    ]
    return [
        _normed(each + layer.back @ other + layer.back_bias, layer.back_norm)
        for each, other in zip(state, bent, strict=True)
    ]


def _shares(found: list[float]) -> list[float]:
    powers = [math.exp(each - max(found)) for each in found]
    return [each / sum(powers) for each in powers]


def _normed(state: np.ndarray, norm: np.ndarray) -> np.ndarray:
    return (state - state.mean()) / state.std() * norm[0] + norm[1]


def test_the_encoder_is_asked_of_all_but_what_the_heads_are_sure_of_and_sure_to_be_no_danger() -> None:
    weights, quiet = load(), evidence("ขอบคุณค่ะ")
    place = {name: column for column, name in enumerate(weights.labels)}

    def doubted(known: Evidence, **scores: float) -> bool:
        row = np.full((1, len(place)), -9.0, dtype=np.float32)
        for name, score in scores.items():
            row[0, place[name.replace("_", ":")]] = score
        return bool(in_doubt(row, [known], weights.labels, weights.alone)[0])

    assert not doubted(quiet, kind_thanks=9)
    assert not doubted(quiet, kind_plea=9, category_disaster=9, today_today=9, vulnerable_elder=9)
    assert doubted(quiet, kind_plea=9, today_today=9)
    assert doubted(quiet, kind_plea=9, category_disaster=9, today_today=0)
    assert doubted(quiet, kind_plea=9, category_disaster=9, vulnerable_elder=0)
    assert doubted(quiet, kind_thanks=9, danger_now=0)
    assert doubted(quiet, kind_thanks=9, kind_info=9)
    assert doubted(evidence("ไฟไหม้บ้าน ช่วยด้วย"), kind_thanks=9)


@pytest.mark.parametrize("text", ["ช่วย" * 1250, "\x00\x01\x02", "مرحبا", "😀"])
def test_any_text_gets_scores(text: str) -> None:
    assert np.isfinite(encoder.scores([text])).all()
