"""The learned reader of whole sentences: a small transformer, in numpy alone.

Its layers began as the first of multilingual-e5-small (MIT, docs/decisions/) and were taught all heads of the reading with
the messages of data/reading: `python -m training.encoder`. Of each message that it is asked of, a
share of the score is its own and the rest that of the n-grams (model.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage.reading.pieces import Vocabulary, cut, vocabulary

PATH = Path(__file__).parent.parent / "weights" / "encoder.npz"
SIZE, PARTS = 384, 12
"""Numbers that stand for a piece, and into how many parts attention takes them."""
_WIDE = SIZE // PARTS
_BATCH = 32
_NOWHERE = np.float32(-1e9)
_TABLES = ("look", "mix", "wide", "back")
_OFFSETS = ("look_bias", "mix_bias", "mix_norm", "wide_bias", "back_bias", "back_norm")

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights [out, in] and offsets: queries, keys and values beside each other, their mixture, the two wide ones; both norms."""

    look: Array
    look_bias: Array
    mix: Array
    mix_bias: Array
    mix_norm: Array
    wide: Array
    wide_bias: Array
    back: Array
    back_bias: Array
    back_norm: Array


@dataclass(frozen=True, slots=True)
class Encoder:
    """pieces: vectors in bytes with a scale each. heed: how much a place counts in the whole. pool, out: from the whole to the heads."""

    version: str
    words: Vocabulary
    pieces: NDArray[np.int8]
    scale: Array
    places: Array
    norm: Array
    layers: tuple[Layer, ...]
    heed: Array
    pool: Array
    pool_bias: Array
    out: Array
    out_bias: Array


def scores(texts: Sequence[str], encoder: Encoder | None = None) -> Array:
    """One row of scores per normalised text, in the order of the heads."""
    encoder = encoder or load()
    ids = [cut(text, encoder.words) for text in texts]
    rows = np.empty((len(texts), len(encoder.out_bias)), dtype=np.float32)
    # of like length together: little is reckoned for nothing
    order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
    for begin in range(0, len(order), _BATCH):
        some = order[begin : begin + _BATCH]
        rows[some] = _read([ids[place] for place in some], encoder)
    return rows


@cache
def load() -> Encoder:
    with np.load(PATH, allow_pickle=False) as file:
        return built(dict(file))


@cache
def version() -> str:
    """Of the encoder of the repository, without loading it; "" where it is missing."""
    if not PATH.exists():
        return ""
    with np.load(PATH, allow_pickle=False) as file:
        return str(file["version"])


def built(arrays: Mapping[str, NDArray[Any]]) -> Encoder:
    """From bytes with a scale for each column (training/exported.py); the vectors of the pieces stay bytes."""

    def matrix(name: str) -> Array:
        return np.asarray(arrays[name].astype(np.float32) * arrays[f"{name}_scale"])

    def layer(number: int) -> Layer:
        plain = {name: arrays[f"{number}.{name}"] for name in _OFFSETS}
        return Layer(**plain, **{name: matrix(f"{number}.{name}").T.copy() for name in _TABLES})

    return Encoder(
        version=str(arrays["version"]),
        words=vocabulary(arrays["words"].tolist(), arrays["chances"].tolist()),
        pieces=np.ascontiguousarray(arrays["pieces"].T),
        scale=arrays["pieces_scale"],
        places=arrays["places"].astype(np.float32),
        norm=arrays["norm"],
        layers=tuple(layer(number) for number in range(int(arrays["layers"]))),
        heed=arrays["heed"],
        pool=matrix("pool"),
        pool_bias=arrays["pool_bias"],
        out=matrix("out"),
        out_bias=arrays["out_bias"],
    )


def _read(ids: list[list[int]], encoder: Encoder) -> Array:
    length = np.array([len(one) for one in ids])
    filled = np.arange(length.max()) < length[:, None]
    table = np.zeros(filled.shape, dtype=np.int64)
    table[filled] = [piece for one in ids for piece in one]
    places = np.broadcast_to(encoder.places[: filled.shape[1]], (*filled.shape, SIZE))
    # one row for each piece of all messages: a product of one large matrix is three times as fast as many of small ones
    pieces = encoder.pieces[table.ravel()] * encoder.scale[table.ravel()][:, None]
    state = _normed(pieces + places.reshape(-1, SIZE), encoder.norm)
    hidden = np.where(filled, np.float32(0), _NOWHERE)[:, None, None, :]
    for layer in encoder.layers:
        state = _through(state, hidden, layer)
    heed = _shares(np.where(filled, (state @ encoder.heed).reshape(filled.shape), _NOWHERE))
    share = (filled / length[:, None] + heed).astype(np.float32)
    whole = (share[:, None, :] @ state.reshape(*filled.shape, SIZE))[:, 0]
    found: Array = np.tanh(whole @ encoder.pool + encoder.pool_bias) @ encoder.out + encoder.out_bias
    return found


def _through(state: Array, hidden: Array, layer: Layer) -> Array:
    many, long = hidden.shape[0], hidden.shape[3]
    looked = (_times(layer.look, state) + layer.look_bias).reshape(many, long, 3, PARTS, _WIDE)
    asks, keys, values = looked.transpose(2, 0, 3, 1, 4)
    shares = _shares(asks @ keys.swapaxes(2, 3) * np.float32(_WIDE**-0.5) + hidden)
    heard = (shares @ values).swapaxes(1, 2).reshape(-1, SIZE)
    state = _normed(state + _times(layer.mix, heard) + layer.mix_bias, layer.mix_norm)
    inner = _bent(_times(layer.wide, state) + layer.wide_bias)
    return _normed(state + _times(layer.back, inner) + layer.back_bias, layer.back_norm)


def _times(table: Array, state: Array) -> Array:
    """For the few pieces of one message a quarter quicker than state times the table the other way about."""
    return np.asarray((table @ state.T).T)


def _shares(found: Array) -> Array:
    powers = np.exp(found - found.max(axis=-1, keepdims=True))
    powers /= powers.sum(axis=-1, keepdims=True)
    return np.asarray(powers)


def _normed(state: Array, norm: Array) -> Array:
    """norm: slopes, then offsets."""
    apart = state - state.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.einsum("ns,ns->n", apart, apart) / np.float32(SIZE)) + np.float32(1e-6)
    apart /= spread[:, None]
    apart *= norm[0]
    apart += norm[1]
    return np.asarray(apart)


def _bent(state: Array) -> Array:
    """The unit of such models (GELU), as it was taught: by way of tanh. In place: the widest table of all."""
    inner = state * state
    inner *= np.float32(0.044715)
    inner += 1
    inner *= state
    inner *= np.float32(0.7978846)
    np.tanh(inner, out=inner)
    inner += 1
    inner *= state
    inner *= np.float32(0.5)
    return inner
