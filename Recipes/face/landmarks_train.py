"""Trains the landmark network."""

from __future__ import annotations

import argparse
import copy
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

import pose as head_pose
from augment import spoil
from crop import sample, standardise
from landmarks_data import MIRROR, PATCH, Material
from landmarks_evaluate import report
from landmarks_network import SIZE, LandmarkNetwork
from layers import parameters, update_average
from schedule import Schedule, add_arguments

BATCH = 64
LEARNING_RATE = 1.5e-3
WEIGHT_DECAY = 0.02
AVERAGE_DECAY = 0.998
NEGATIVES = 0.2
# Of changes in light, blur and noise.
STRENGTH = 0.6
# Share of hand-made faces: in the first two thirds of the steps, and after.
HAND_MADE = (0.3, 0.8)
# Weight of a hand-made face's landmark loss before division by the mean weight.
HAND_WEIGHT = 3.0


def wing(error: Tensor, width: float = 0.06, curvature: float = 0.012) -> Tensor:
    """Wing loss (Feng et al. 2018) of errors in crop units, per hundredth."""
    error = error.abs()
    offset = width - width * math.log(1 + width / curvature)
    near = width * torch.log1p(error / curvature)
    return 100 * torch.where(error < width, near, error - offset)


class Sampler:
    """Batches of augmented crops."""

    def __init__(self, material: Material):
        self.material, self.patches = material, material.seen
        self.hand = self.patches.hand_made.nonzero()[:, 0]
        self.machine = (~self.patches.hand_made).nonzero()[:, 0]

    def pick(self, count: int, hand_made: float) -> Tensor:
        """Indices of faces, this share of them hand-made."""
        number = round(count * hand_made)
        first = self.hand[torch.randint(len(self.hand), (number,))]
        rest = self.machine[torch.randint(len(self.machine), (count - number,))]
        return torch.cat([first, rest])

    def place(self, index: Tensor, misplaced: int) -> tuple[Tensor, Tensor, Tensor]:
        """Jittered crops on patches: shift (N, 2) in sides, scale (N), roll (N).

        The last `misplaced` of them miss the face: too far, too close, or beside it.
        """
        count = len(index)
        shift = torch.empty(count, 2).uniform_(-0.1, 0.1)
        scale = torch.exp(torch.empty(count).uniform_(math.log(0.8), math.log(1.25)))
        left_in = torch.rand(count) < 0.5
        # The eyes' roll is gone from the patch; a crop turned back by it shows it again.
        roll = torch.empty(count).uniform_(-math.pi / 6, math.pi / 6)
        roll = roll - torch.where(left_in, self.patches.roll[index], 0)
        if misplaced:
            wrong = slice(count - misplaced, count)
            angle = torch.empty(misplaced).uniform_(0, 2 * math.pi)
            away = torch.empty(misplaced).uniform_(0.45, 0.8)
            beside = torch.rand(misplaced) < 0.65
            direction = torch.stack([angle.cos(), angle.sin()], dim=1)
            shift[wrong] = torch.where(
                beside[:, None], direction * away[:, None] * scale[wrong, None], shift[wrong]
            )
            tiny = torch.empty(misplaced).uniform_(0.18, 0.4)
            scale[wrong] = torch.where(beside, scale[wrong], tiny)
        return shift, scale, roll

    def batch(self, count: int, hand_made: float) -> dict[str, Tensor]:
        """Standardised crops and their targets; the last ones show no face."""
        wrong = round(count * NEGATIVES)
        misplaced, empty = wrong // 2, wrong - wrong // 2
        index = self.pick(count - empty, hand_made)
        index = index[torch.randperm(len(index))]
        shift, scale, roll = self.place(index, misplaced)
        side = self.patches.side
        crops = torch.cat([PATCH / 2 + shift * side, (scale * side)[:, None], roll[:, None]], dim=1)
        faces = sample(self.patches.pictures[index], crops, SIZE, fine=1)

        cos, sin = roll.cos(), roll.sin()
        turn = torch.stack([cos, -sin, sin, cos], dim=1).view(-1, 2, 2)
        points = (self.patches.points[index] - shift[:, None]) @ turn / scale[:, None, None]
        # The patch took the eyes' roll out of the picture, the crop takes its own.
        pose = head_pose.turned(self.patches.pose[index], -self.patches.roll[index] - roll)

        mirrored = torch.rand(len(index)) < 0.5
        faces = torch.where(mirrored[:, None, None, None], faces.flip(3), faces)
        flipped = points[:, MIRROR] * torch.tensor([-1.0, 1.0])
        points = torch.where(mirrored[:, None, None], flipped, points)
        pose = torch.where(mirrored[:, None], pose * torch.tensor([1.0, -1.0, -1.0]), pose)

        pictures = torch.cat([faces, self.background(empty)])
        positive = torch.zeros(count)
        positive[: count - wrong] = 1
        return {
            "x": standardise(spoil(pictures, STRENGTH, 0.3, 12, 0.4)),
            "points": points[: count - wrong].flatten(1),
            "pose": pose[: count - wrong],
            "hand_made": self.patches.hand_made[index[: count - wrong]],
            "positive": positive,
        }

    def background(self, count: int) -> Tensor:
        """Crops of patches without a face, turned and mirrored."""
        index = torch.randint(len(self.material.empty), (count,))
        side = 128 * torch.empty(count).uniform_(0.55, 1)
        middle = 64 + torch.empty(count, 2).uniform_(-0.1, 0.1) * 128
        roll = torch.empty(count).uniform_(-math.pi, math.pi)
        crops = torch.cat([middle, side[:, None], roll[:, None]], dim=1)
        return sample(self.material.empty[index], crops, SIZE, fine=1)


def loss_of(output: Tensor, batch: dict[str, Tensor]) -> tuple[Tensor, list[float]]:
    """Landmarks and pose on faces only, and whether there is one."""
    count = len(batch["points"])
    weight = torch.where(batch["hand_made"], HAND_WEIGHT, 1.0)
    weight = weight / weight.mean()
    place = (wing(output[:count, :136] - batch["points"]).mean(dim=1) * weight).mean()
    known = batch["pose"].isfinite().all(dim=1)
    pose = F.smooth_l1_loss(output[:count, 136:139][known], batch["pose"][known], beta=0.1)
    shown = F.binary_cross_entropy_with_logits(output[:, 139], batch["positive"])
    return place + 4 * pose + shown, [place.item(), pose.item(), shown.item()]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the patches")
    parser.add_argument("--out", type=Path, required=True, help="folder for what this run leaves")
    add_arguments(parser, steps=9000)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    material = Material.read(options.data, options.cache)
    sampler = Sampler(material)
    network = LandmarkNetwork().to(memory_format=torch.channels_last)
    if options.start:
        network.load_state_dict(torch.load(options.start))
    average = copy.deepcopy(network).eval()
    optimizer = torch.optim.AdamW(
        network.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY, fused=True
    )
    print(f"{parameters(network)} parameters, {len(sampler.hand)} hand-made faces,", end=" ")
    print(f"{len(sampler.machine)} machine-made, {len(material.empty)} patches without", flush=True)

    schedule, sums, more = Schedule(options), torch.zeros(3), True
    while more:
        batch = sampler.batch(BATCH, HAND_MADE[schedule.progress > 2 / 3])
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * schedule.rate()
        x = batch["x"].contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            output = network(x)
        loss, parts = loss_of(output, batch)
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
    print(f"{schedule.step} steps; {report(average, material, options.data)}", flush=True)


if __name__ == "__main__":
    main()
