"""Trains the expression encoder on soft votes and a teacher's action units together."""

from __future__ import annotations

import argparse
import copy
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from augment import spoil
from crop import sample, standardise
from expression_data import CELL, PATCH, Expressions, Material
from expression_evaluate import report
from expression_network import ExpressionNetwork
from layers import parameters, update_average
from schedule import Schedule, add_arguments

BATCH = 64
LEARNING_RATE = 1.5e-3
WEIGHT_DECAY = 0.05
AVERAGE_DECAY = 0.998
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


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the patches")
    parser.add_argument("--out", type=Path, required=True, help="folder for what this run leaves")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    add_arguments(parser, steps=7000)
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    material = Material.read(options.data, options.cache)
    seen = material.seen
    network = ExpressionNetwork(DROPOUT).to(memory_format=torch.channels_last)
    if options.start:
        network.load_state_dict(torch.load(options.start))
    known = seen.units[seen.units.isfinite().all(dim=1)]
    network.unit_mean.copy_(known.mean(dim=0))
    network.unit_spread.copy_(known.std(dim=0))
    targets = (seen.units - network.unit_mean) / network.unit_spread
    average = copy.deepcopy(network).eval()
    optimizer = torch.optim.AdamW(
        network.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY, fused=True
    )
    print(f"{parameters(network)} parameters, {len(seen.votes)} faces,", end=" ")
    print(
        f"{int((seen.votes.sum(dim=1) > 0).sum())} with a label, {len(known)} with units",
        flush=True,
    )

    schedule, sums, more = Schedule(options), torch.zeros(2), True
    generator = torch.Generator().manual_seed(options.seed)
    batches: list[Tensor] = []
    while more:
        if not batches:
            batches = [b for b in drawn(seen, generator).split(BATCH) if len(b) == BATCH]
        index = batches.pop()
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * schedule.rate()
        x = augmented(seen.pictures[index]).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            output = network(x)
        loss, parts = loss_of(output, seen.votes[index], targets[index])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        update_average(average, network, schedule.step, AVERAGE_DECAY)
        sums += torch.tensor(parts)
        more = schedule.advance()
        if schedule.step % 200 == 0:
            terms = " ".join(f"{term:.4f}" for term in sums / 200)
            print(f"{schedule.step} {terms} {schedule.pace(BATCH):.0f} crops/s", flush=True)
            sums.zero_()
        if schedule.step % 300 == 0 or not more:
            torch.save(average.state_dict(), options.out / "network.pt")
    print(f"{schedule.step} steps; {report(average, material.held, options.data)}", flush=True)


if __name__ == "__main__":
    main()
