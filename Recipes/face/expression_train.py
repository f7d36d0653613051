"""Trains the expression encoder on vote shares and a teacher's action units, without performers."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.crop import sample, standardise
from Recipes.common.layers import parameters
from Recipes.face.augment import degrade
from Recipes.face.expression_data import CELL, PATCH, Dataset, Expressions
from Recipes.face.expression_evaluate import report
from Recipes.face.expression_network import ExpressionNetwork
from Recipes.face.training import Training, arguments, prepare

BATCH = 128
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 0.05
DROPOUT = 0.3
UNIT_WEIGHT = 0.3
# Mixup shares come from Beta(MIXING, MIXING), mostly near 0 or 1.
MIXING = 0.3


def augmented(pictures: Tensor) -> Tensor:
    """Standardised crops (N, 1, 48, 48) of patches: moved, mirrored, degraded."""
    count = len(pictures)
    middle = PATCH / 2 + torch.empty(count, 2).uniform_(-0.08, 0.08) * CELL
    side = CELL * torch.exp(torch.empty(count).uniform_(math.log(0.85), math.log(1.15)))
    roll = torch.empty(count).uniform_(-math.pi / 12, math.pi / 12)
    x = sample(pictures, torch.cat([middle, side[:, None], roll[:, None]], dim=1), CELL, fine=1)
    mirrored = torch.rand(count, 1, 1, 1) < 0.5
    x = torch.where(mirrored, x.flip(3), x)
    return standardise(degrade(x, 0.5, 0.5, 8, 0.35))


def mixed(x: Tensor, *targets: Tensor) -> list[Tensor]:
    """Mixup of pictures and targets."""
    share = torch.distributions.Beta(MIXING, MIXING).sample((len(x),))
    share = torch.maximum(share, 1 - share)
    other = torch.randperm(len(x))
    result = []
    for value in (x, *targets):
        own = share.view(-1, *[1] * (value.dim() - 1))
        result.append(own * value + (1 - own) * value[other])
    return result


def loss_of(
    output: tuple[Tensor, Tensor], votes: Tensor, units: Tensor
) -> tuple[Tensor, list[float]]:
    """Cross-entropy with the votes and smooth L1 on the units, each where annotated."""
    logits, found = output
    named = -(votes * logits.log_softmax(dim=1)).sum() / votes.sum().clamp(min=1)
    known = units.isfinite().all(dim=1)
    moved = F.smooth_l1_loss(found[known], units[known]) if known.any() else named.new_zeros(())
    return named + UNIT_WEIGHT * moved, [named.item(), moved.item()]


class BatchSampler:
    """Batches of indices, epoch after epoch, each face once per epoch."""

    def __init__(self, count: int, seed: int):
        self.count = count
        self.generator = torch.Generator().manual_seed(seed)
        self.batches: list[Tensor] = []

    def draw(self) -> Tensor:
        """Indices of the next batch."""
        if not self.batches:
            order = torch.randperm(self.count, generator=self.generator)
            self.batches.extend(b for b in order.split(BATCH) if len(b) == BATCH)
        return self.batches.pop()


def learn(training: Training, seen: Expressions, sampler: BatchSampler) -> ExpressionNetwork:
    """Trains on these faces."""
    targets = (seen.units - training.network.unit_mean) / training.network.unit_spread

    def step(_: float) -> tuple[Tensor, list[float]]:
        index = sampler.draw()
        x, votes, units = mixed(
            augmented(seen.pictures[index]), seen.votes[index], targets[index]
        )
        return loss_of(training.forward(x), votes, units)

    return training.run(step, BATCH)


def main() -> None:
    options = arguments(__doc__, steps=14000).parse_args()
    prepare(options)
    dataset = Dataset.read(options.data, options.cache)
    seen = dataset.anonymous
    network = ExpressionNetwork(DROPOUT)
    known = seen.units[seen.units.isfinite().all(dim=1)]
    print(f"{parameters(network)} parameters, {len(seen.votes)} faces,", end=" ")
    print(f"{int((seen.votes.sum(dim=1) > 0).sum())} with a label, {len(known)} with units")
    network.unit_mean.copy_(known.mean(dim=0))
    network.unit_spread.copy_(known.std(dim=0))
    training = Training(network, options, LEARNING_RATE, WEIGHT_DECAY)
    sampler = BatchSampler(len(seen.votes), options.seed)
    print(report(learn(training, seen, sampler), dataset.held, options.data), flush=True)


if __name__ == "__main__":
    main()
