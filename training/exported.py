"""From the encoder that learned to the one that reads: whole numbers of a byte, with a scale for each column."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from training.beginnings import Packed
from training.net import Net
from triage.reading.encoder import PATH, Encoder, built
from triage.reading.pieces import Vocabulary, vocabulary

Array = NDArray[Any]


def words(begun: Packed, kept: Sequence[int]) -> Vocabulary:
    return vocabulary([begun.pieces[number] for number in kept], _chances(begun, kept).tolist())


def of(net: Net, begun: Packed, kept: Sequence[int]) -> Encoder:
    return built(arrays(net, begun, kept))


def save(net: Net, begun: Packed, kept: Sequence[int]) -> None:
    made: dict[str, Any] = arrays(net, begun, kept)
    np.savez_compressed(PATH, **made)


def arrays(net: Net, begun: Packed, kept: Sequence[int]) -> dict[str, Array]:
    """As triage.reading.encoder.built() wants them."""
    made = {
        "words": np.array([begun.pieces[number] for number in kept]),
        "chances": _chances(begun, kept),
        "places": _plain(net.places).astype(np.float16),
        "norm": _norm(net.norm),
        "heed": _plain(net.heed.weight)[0],
        "pool_bias": _plain(net.pool.bias),
        "out_bias": _plain(net.out.bias),
    }
    matrices = {"pieces": _plain(net.pieces.weight).T, "pool": _matrix(net.pool), "out": _matrix(net.out)}
    for number, layer in enumerate(net.layers):
        look = [layer.asks, layer.keys, layer.values]
        matrices |= {
            f"{number}.look": np.concatenate([_matrix(each) for each in look], axis=1),
            f"{number}.mix": _matrix(layer.mix),
            f"{number}.wide": _matrix(layer.wide),
            f"{number}.back": _matrix(layer.back),
        }
        made |= {
            f"{number}.look_bias": np.concatenate([_plain(each.bias) for each in look]),
            **{
                f"{number}.{name}_bias": _plain(getattr(layer, name).bias) for name in ("mix", "wide", "back")
            },
            **{f"{number}.{name}_norm": _norm(getattr(layer, f"{name}_norm")) for name in ("mix", "back")},
        }
    for name, matrix in matrices.items():
        scale = np.abs(matrix).max(axis=0) / 127
        made |= {name: np.round(matrix / scale).astype(np.int8), f"{name}_scale": scale}
    whole = sha256(b"".join(each.tobytes() for each in made.values())).hexdigest()
    return made | {"version": np.array(whole[:10]), "layers": np.array(len(net.layers))}


def _chances(begun: Packed, kept: Sequence[int]) -> Array:
    return np.asarray(begun.chances[list(kept)])


def _plain(weight: Any) -> Array:
    return np.asarray(weight.detach().float().numpy())


def _matrix(linear: nn.Linear) -> Array:
    return _plain(linear.weight).T


def _norm(norm: nn.LayerNorm) -> Array:
    return np.stack([_plain(norm.weight), _plain(norm.bias)])
