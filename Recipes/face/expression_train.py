"""Trains the expression encoder: the teacher, or with --teacher the student that ships.

Both learn vote shares and OpenFace's action units, from anonymous faces alone.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.crop import sample, standardise
from Recipes.common.layers import parameters
from Recipes.face.augment import degrade
from Recipes.face.expression_data import CELL, PATCH, Dataset, Expressions
from Recipes.face.expression_evaluate import report
from Recipes.face.expression_network import STUDENT, TEACHER, ExpressionNetwork
from Recipes.face.training import Training, arguments, prepare

BATCH = 128
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 0.05
DROPOUT = 0.2
UNIT_WEIGHT = 0.3
# Share of a teacher's probabilities in the targets: raters and web labels are sometimes wrong.
TEACHER_SHARE = 0.5
# Mixup shares of the teacher's training come from Beta(MIXING, MIXING), mostly near 0 or 1.
MIXING = 0.3
# Natural log of the largest stretch of a picture's width over its height.
STRETCH = math.log(1.3)


def augmented(pictures: Tensor) -> Tensor:
    """Standardised crops (N, 1, 48, 48) of patches: moved, stretched, mirrored, degraded."""
    count = len(pictures)
    middle = PATCH / 2 + torch.empty(count, 2).uniform_(-0.08, 0.08) * CELL
    side = CELL * torch.exp(torch.empty(count).uniform_(math.log(0.85), math.log(1.15)))
    roll = torch.empty(count).uniform_(-math.pi / 12, math.pi / 12)
    stretch = torch.exp(torch.empty(count).uniform_(-STRETCH, STRETCH))
    crops = torch.cat([middle, side[:, None], roll[:, None]], dim=1)
    x = sample(pictures, crops, CELL, fine=1, stretch=stretch)
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


def load_teacher(path: Path) -> ExpressionNetwork:
    """A trained teacher in evaluation mode."""
    teacher = ExpressionNetwork(TEACHER)
    teacher.load_state_dict(torch.load(path, map_location="cpu"))
    return teacher.requires_grad_(False).eval()


@torch.no_grad()
def taught(teacher: ExpressionNetwork, cells: Tensor, votes: Tensor) -> Tensor:
    """Votes (N, 8) of crops (N, 1, 48, 48), shared with a teacher's probabilities.

    Those are averaged over a crop and its mirror image. A crop without votes has half the weight.
    """
    parts = []
    for part in standardise(cells.float()).split(256):
        logits = teacher(part)[0] + teacher(part.flip(3))[0]
        parts.append((logits / 2).softmax(dim=1))
    weight = votes.sum(dim=1, keepdim=True).clamp(min=0.5)
    return (1 - TEACHER_SHARE) * votes + TEACHER_SHARE * weight * torch.cat(parts)


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


def learn(
    training: Training, seen: Expressions, sampler: BatchSampler, mixing: bool
) -> ExpressionNetwork:
    """Trains on these faces."""
    targets = (seen.units - training.network.unit_mean) / training.network.unit_spread

    def step(_: float) -> tuple[Tensor, list[float]]:
        index = sampler.draw()
        batch = [augmented(seen.pictures[index]), seen.votes[index], targets[index]]
        x, votes, units = mixed(*batch) if mixing else batch
        return loss_of(training.forward(x), votes, units)

    return training.run(step, BATCH)


def main() -> None:
    parser = arguments(__doc__, steps=14000)
    parser.add_argument("--teacher", type=Path, help="network.pt of a teacher; trains a student")
    options = parser.parse_args()
    prepare(options)
    dataset = Dataset.read(options.data, options.cache)
    seen = dataset.anonymous
    network = ExpressionNetwork(STUDENT if options.teacher else TEACHER, DROPOUT)
    if options.teacher:
        seen.votes = taught(load_teacher(options.teacher), seen.cells, seen.votes)
    known = seen.units[seen.units.isfinite().all(dim=1)]
    print(f"{parameters(network)} parameters, {len(seen.votes)} faces,", end=" ")
    print(f"{int((seen.votes.sum(dim=1) > 0).sum())} with a label, {len(known)} with units")
    network.unit_mean.copy_(known.mean(dim=0))
    network.unit_spread.copy_(known.std(dim=0))
    training = Training(network, options, LEARNING_RATE, WEIGHT_DECAY)
    sampler = BatchSampler(len(seen.votes), options.seed)
    average = learn(training, seen, sampler, mixing=options.teacher is None)
    print(report(average, dataset.held, options.data), flush=True)


if __name__ == "__main__":
    main()
