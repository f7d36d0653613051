"""Trains the expression encoder on soft votes and a teacher's action units together."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from augment import spoil
from crop import sample, standardise
from expression_data import CELL, PATCH, Expressions, Material
from expression_evaluate import report
from expression_network import ExpressionNetwork
from layers import parameters
from training import Training, arguments, prepare

BATCH = 64
LEARNING_RATE = 1.5e-3
WEIGHT_DECAY = 0.05
DROPOUT = 0.3
UNIT_WEIGHT = 0.3
# How often a posed, labelled face is drawn for one of the others.
POSED = 2.0


def augmented(pictures: Tensor) -> Tensor:
    """Standardised crops (N, 1, 48, 48) of patches, moved, mirrored and spoilt."""
    count = len(pictures)
    middle = PATCH / 2 + torch.empty(count, 2).uniform_(-0.08, 0.08) * CELL
    side = CELL * torch.exp(torch.empty(count).uniform_(math.log(0.85), math.log(1.15)))
    roll = torch.empty(count).uniform_(-math.pi / 12, math.pi / 12)
    x = sample(pictures, torch.cat([middle, side[:, None], roll[:, None]], dim=1), CELL, fine=1)
    mirrored = torch.rand(count, 1, 1, 1) < 0.5
    x = torch.where(mirrored, x.flip(3), x)
    return standardise(spoil(x, 0.5, 0.5, 8, 0.35))


def loss_of(
    output: tuple[Tensor, Tensor], votes: Tensor, units: Tensor
) -> tuple[Tensor, list[float]]:
    """Cross-entropy with the votes and smooth L1 on the units, each where it is known."""
    logits, found = output
    voted = votes.sum(dim=1) > 0
    named = -(votes[voted] * logits[voted].log_softmax(dim=1)).sum(dim=1).mean()
    known = units.isfinite().all(dim=1)
    moved = F.smooth_l1_loss(found[known], units[known])
    return named + UNIT_WEIGHT * moved, [named.item(), moved.item()]


def drawn(seen: Expressions, generator: torch.Generator) -> Tensor:
    """The order of an epoch: every face once, posed ones more often."""
    posed = (seen.votes.sum(dim=1) > 0) & seen.units.isfinite().all(dim=1)
    extra = posed.nonzero()[:, 0].repeat(round(POSED) - 1)
    index = torch.cat([torch.arange(len(seen.votes)), extra])
    return index[torch.randperm(len(index), generator=generator)]


def main() -> None:
    options = arguments(__doc__, steps=7000).parse_args()
    prepare(options)
    material = Material.read(options.data, options.cache)
    seen = material.seen
    network = ExpressionNetwork(DROPOUT)
    known = seen.units[seen.units.isfinite().all(dim=1)]
    print(f"{parameters(network)} parameters, {len(seen.votes)} faces,", end=" ")
    print(
        f"{int((seen.votes.sum(dim=1) > 0).sum())} with a label, {len(known)} with units",
        flush=True,
    )
    training = Training(network, options, LEARNING_RATE, WEIGHT_DECAY)
    mean, spread = known.mean(dim=0), known.std(dim=0)
    for one in (training.network, training.average):
        one.unit_mean.copy_(mean)
        one.unit_spread.copy_(spread)
    targets = (seen.units - mean) / spread
    generator = torch.Generator().manual_seed(options.seed)
    batches: list[Tensor] = []

    def step(_: float) -> tuple[Tensor, list[float]]:
        if not batches:
            batches.extend(b for b in drawn(seen, generator).split(BATCH) if len(b) == BATCH)
        index = batches.pop()
        output = training.forward(augmented(seen.pictures[index]))
        return loss_of(output, seen.votes[index], targets[index])

    print(report(training.run(step, BATCH), material.held, options.data), flush=True)


if __name__ == "__main__":
    main()
