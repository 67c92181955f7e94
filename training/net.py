"""The encoder while it learns: the same layers as triage/reading/encoder.py, in torch."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as f

from training.beginnings import Packed
from training.data import heads
from triage.reading.encoder import PARTS, SIZE
from triage.reading.pieces import LONGEST, UNKNOWN

LAYERS = 6
HIDDEN_PIECES, SLEEP = 0.05, 0.15
"""Share of the pieces that are hidden, and of the units that sleep, each time others."""
_WIDE = SIZE // PARTS


class Layer(nn.Module):  # type: ignore[misc]
    def __init__(self, number: int, begun: Packed) -> None:
        super().__init__()

        def linear(name: str, rows: int, columns: int) -> nn.Linear:
            made = nn.Linear(columns, rows)
            made.weight.data = torch.tensor(begun.block(f"l{number}.{name}.w").reshape(rows, columns))
            made.bias.data = torch.tensor(begun.block(f"l{number}.{name}.b"))
            return made

        self.asks, self.keys, self.values, self.mix = (
            linear(name, SIZE, SIZE) for name in ("q", "k", "v", "ao")
        )
        self.wide, self.back = linear("fi", 4 * SIZE, SIZE), linear("fo", SIZE, 4 * SIZE)
        self.mix_norm, self.back_norm = (_norm(begun, f"l{number}.{name}") for name in ("aln", "oln"))

    def forward(self, state: Tensor, hidden: Tensor) -> Tensor:
        many, long, _ = state.shape

        def parts(of: Tensor) -> Tensor:
            return of.view(many, long, PARTS, _WIDE).transpose(1, 2)

        found = (parts(self.asks(state)) * _WIDE**-0.5) @ parts(self.keys(state)).transpose(2, 3) + hidden
        values = parts(self.values(state))
        heard = found.softmax(-1).to(values.dtype) @ values
        mixed = self.mix(heard.transpose(1, 2).reshape(many, long, SIZE))
        state = self.mix_norm(state + f.dropout(mixed, SLEEP, self.training))
        inner = self.back(f.gelu(self.wide(state), approximate="tanh"))
        normed: Tensor = self.back_norm(state + f.dropout(inner, SLEEP, self.training))
        return normed


def _norm(begun: Packed, name: str) -> nn.LayerNorm:
    made = nn.LayerNorm(SIZE, eps=1e-12)
    made.weight.data, made.bias.data = (torch.tensor(begun.block(f"{name}.{each}")) for each in "wb")
    return made


class Net(nn.Module):  # type: ignore[misc]
    def __init__(self, begun: Packed, kept: Sequence[int]) -> None:
        super().__init__()
        vectors = begun.block("emb.word").reshape(-1, SIZE)[list(kept)]
        places = begun.block("emb.pos").reshape(-1, SIZE)[:LONGEST] + begun.block("emb.type")[:SIZE]
        self.pieces = nn.Embedding.from_pretrained(torch.tensor(vectors), freeze=False)
        self.places, self.norm = nn.Parameter(torch.tensor(places)), _norm(begun, "emb.ln")
        self.layers = nn.ModuleList(Layer(number, begun) for number in range(LAYERS))
        self.heed, self.pool, self.out = (
            nn.Linear(SIZE, 1),
            nn.Linear(SIZE, SIZE),
            nn.Linear(SIZE, len(heads())),
        )
        nn.init.normal_(self.out.weight, std=0.02)
        nn.init.zeros_(self.out.bias)

    def forward(self, pieces: Tensor, length: Tensor) -> Tensor:
        filled = torch.arange(pieces.shape[1])[None] < length[:, None]
        if self.training:
            pieces = torch.where((torch.rand(pieces.shape) < HIDDEN_PIECES) & filled, UNKNOWN, pieces)
        state = self.norm(self.pieces(pieces) + self.places[: pieces.shape[1]])
        state = f.dropout(state, SLEEP, self.training)
        nowhere = ~filled[:, None, None, :]
        hidden = torch.zeros(nowhere.shape, dtype=torch.bfloat16).masked_fill(nowhere, -1e4)
        for layer in self.layers:
            state = layer(state, hidden)
        heed = self.heed(state).float().squeeze(-1).masked_fill(~filled, -1e9).softmax(-1)
        share = filled / length[:, None] + heed
        whole = torch.tanh(self.pool((state * share[..., None]).sum(1)))
        found: Tensor = self.out(f.dropout(whole, SLEEP, self.training)).float()
        return found
