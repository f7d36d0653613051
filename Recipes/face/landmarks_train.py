"""Trains the landmark network: the teacher, or with --teacher the student that ships.

The teacher corrects the machine-made points, smooths those by hand, and gives every face a pose.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.crop import sample, standardise, stretched
from Recipes.common.landmarks import MIRROR
from Recipes.common.landmarks_network import (
    GRID,
    SIZE,
    STUDENT,
    TEACHER,
    LandmarkNetwork,
    reading,
    soft_argmax,
)
from Recipes.common.layers import parameters
from Recipes.face import head_pose
from Recipes.face.augment import degrade
from Recipes.face.landmarks_data import PATCH, WIDE, WIDE_PATCH, Dataset, Patches
from Recipes.face.landmarks_evaluate import report
from Recipes.face.training import Training, arguments, prepare

BATCH = 64
LEARNING_RATE = 1.5e-3
WEIGHT_DECAY = 0.02
NEGATIVES = 0.2
# Share of faces with a box only, where hard examples are given.
BOXED = 0.08
# Strength of changes in light, blur and noise.
STRENGTH = 0.6
# Share of hand-annotated faces in the first and second half of the steps.
HAND_MADE = (0.4, 0.85)
# A student's share of the points by hand in its targets.
HAND_SHARE = 0.5
# Natural log of the largest stretch of a picture's width over its height.
STRETCH = math.log(1.3)
# Weight of a hand-annotated face's landmark loss, before division by the mean weight.
HAND_WEIGHT = 3.0
# Maximum rotation of a crop.
TURN = math.radians(40)
# Standard deviation of the target heat maps in cells, and the weight of their loss.
HEAT_SPREAD, HEAT_WEIGHT = 1.0, 0.3


def wing(error: Tensor, width: float = 0.06, curvature: float = 0.012) -> Tensor:
    """Wing loss (Feng et al. 2018) of errors in crop units, times 100."""
    error = error.abs()
    offset = width - width * math.log(1 + width / curvature)
    near = width * torch.log1p(error / curvature)
    return 100 * torch.where(error < width, near, error - offset)


def heat_map_loss(heat: Tensor, points: Tensor) -> Tensor:
    """Cross-entropy (N) of heat maps with Gaussians around the points (N, 68, 2)."""
    steps = (torch.arange(GRID) + 0.5) / GRID - 0.5
    across, down = (
        torch.exp(-(((steps - points[..., k, None]) * (GRID / HEAT_SPREAD)) ** 2) / 2) for k in range(2)
    )
    targets = (down[..., :, None] * across[..., None, :]).flatten(2)
    targets = targets / targets.sum(dim=2, keepdim=True)
    return -(targets * heat.flatten(2).log_softmax(dim=2)).sum(dim=2).mean(dim=1)


@torch.no_grad()
def taught(teacher: LandmarkNetwork, patches: Patches) -> Patches:
    """Patches with a teacher's points and pose, averaged with the mirror images'.

    Points by hand keep `HAND_SHARE` of their places, and known poses stay.
    """
    crop = torch.tensor([[PATCH / 2, PATCH / 2, patches.side, 0.0]])
    points, pose = [], []
    for pictures in patches.pictures.split(64):
        x = standardise(sample(pictures, crop.expand(len(pictures), 4), SIZE, fine=1))
        rows, flipped = reading(*teacher(x)), reading(*teacher(x.flip(3)))
        mirrored = flipped[:, :136].view(-1, 68, 2)[:, MIRROR] * torch.tensor([-1.0, 1.0])
        points.append((rows[:, :136].view(-1, 68, 2) + mirrored) / 2)
        pose.append((rows[:, 136:139] + flipped[:, 136:139] * torch.tensor([1.0, -1.0, -1.0])) / 2)
    found = torch.cat(points)
    by_hand = HAND_SHARE * patches.points + (1 - HAND_SHARE) * found
    turned = head_pose.turned(torch.cat(pose), patches.roll)
    return replace(
        patches,
        points=torch.where(patches.hand_made[:, None, None], by_hand, found),
        pose=torch.where(patches.pose.isfinite(), patches.pose, turned),
    )


class CropSampler:
    """Draws batches of augmented crops."""

    def __init__(self, dataset: Dataset, hard_examples: tuple[Tensor, Tensor] | None):
        self.dataset, self.patches = dataset, dataset.seen
        self.mistaken, self.boxed = hard_examples or (dataset.empty[:0], dataset.empty[:0])
        self.hand = self.patches.hand_made.nonzero()[:, 0]
        self.machine = (~self.patches.hand_made).nonzero()[:, 0]

    def pick(self, count: int, hand_made: float) -> Tensor:
        """Indices of random faces, a share of them annotated by hand."""
        number = round(count * hand_made)
        first = self.hand[torch.randint(len(self.hand), (number,))]
        rest = self.machine[torch.randint(len(self.machine), (count - number,))]
        return torch.cat([first, rest])

    def place(self, index: Tensor, misplaced: int) -> tuple[Tensor, Tensor, Tensor]:
        """Jittered crops on patches: shift (N, 2) in sides, scale (N), roll (N).

        The last `misplaced` of them miss the face: beside it, or inside it.
        """
        count = len(index)
        shift = torch.empty(count, 2).uniform_(-0.1, 0.1)
        scale = torch.exp(torch.empty(count).uniform_(math.log(0.8), math.log(1.25)))
        left_in = torch.rand(count) < 0.5
        # The patch is upright; rotating half of the crops back restores the face's own roll.
        roll = torch.empty(count).uniform_(-TURN, TURN)
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
        """Standardised crops (N, 1, 96, 96) and targets.

        In order: faces with points, misplaced crops, faces with a box only, negatives.
        """
        wrong = round(count * NEGATIVES)
        misplaced, empty = wrong // 2, wrong - wrong // 2
        boxed = round(count * BOXED) if len(self.boxed) else 0
        mistaken = empty // 2 if len(self.mistaken) else 0
        index = self.pick(count - empty - boxed, hand_made)
        good = len(index) - misplaced
        index = index[torch.randperm(len(index))]
        shift, scale, roll = self.place(index, misplaced)
        side = self.patches.side
        crops = torch.cat([PATCH / 2 + shift * side, (scale * side)[:, None], roll[:, None]], dim=1)
        stretch = torch.exp(torch.empty(len(index)).uniform_(-STRETCH, STRETCH))
        faces = sample(self.patches.pictures[index], crops, SIZE, fine=1, stretch=stretch)

        cos, sin = roll.cos(), roll.sin()
        turn = torch.stack([cos, -sin, sin, cos], dim=1).view(-1, 2, 2)
        moved = stretched(self.patches.points[index] - shift[:, None], stretch)
        points = moved @ turn / scale[:, None, None]
        # Both the patch and the crop are rotated.
        pose = head_pose.turned(self.patches.pose[index], -self.patches.roll[index] - roll)

        mirrored = torch.rand(len(index)) < 0.5
        faces = torch.where(mirrored[:, None, None, None], faces.flip(3), faces)
        flipped = points[:, MIRROR] * torch.tensor([-1.0, 1.0])
        points = torch.where(mirrored[:, None, None], flipped, points)
        pose = torch.where(mirrored[:, None], pose * torch.tensor([1.0, -1.0, -1.0]), pose)

        others = [
            self.around(self.boxed, boxed, TURN),
            self.around(self.mistaken, mistaken, TURN),
            self.around(self.dataset.empty, empty - mistaken, math.pi),
        ]
        pictures = torch.cat([faces, *others])
        positive = torch.zeros(count)
        positive[:good] = 1
        positive[len(index) : len(index) + boxed] = 1
        return {
            "x": standardise(degrade(pictures, STRENGTH, 0.3, 12, 0.4)),
            "points": points[:good],
            "pose": pose[:good],
            "hand_made": self.patches.hand_made[index[:good]],
            "positive": positive,
        }

    def around(self, patches: Tensor, count: int, turn: float) -> Tensor:
        """Crops around the centres of `count` random patches, rotated by up to `turn`."""
        if not count:
            return torch.empty(0, 1, SIZE, SIZE)
        index = torch.randint(len(patches), (count,))
        scale = torch.exp(torch.empty(count).uniform_(math.log(0.8), math.log(1.25)))
        side = WIDE_PATCH / WIDE * scale
        middle = WIDE_PATCH / 2 + torch.empty(count, 2).uniform_(-0.1, 0.1) * side[:, None]
        roll = torch.empty(count).uniform_(-turn, turn)
        crops = torch.cat([middle, side[:, None], roll[:, None]], dim=1)
        found = sample(patches[index], crops, SIZE, fine=1)
        return torch.where(torch.rand(count, 1, 1, 1) < 0.5, found.flip(3), found)


def loss_of(
    heat: Tensor, rest: Tensor, batch: dict[str, Tensor]
) -> tuple[Tensor, list[float]]:
    """Loss on landmarks and pose where annotated and on the logit; its parts."""
    count = len(batch["points"])
    weight = torch.where(batch["hand_made"], HAND_WEIGHT, 1.0)
    weight = weight / weight.mean()
    # A heat map cannot place a point beyond the crop's edge.
    edge = 0.5 - 0.5 / GRID
    points = batch["points"].clamp(-edge, edge)
    place = (wing(soft_argmax(heat[:count]) - points).mean(dim=(1, 2)) * weight).mean()
    heat_term = (heat_map_loss(heat[:count], points) * weight).mean()
    known = batch["pose"].isfinite().all(dim=1)
    pose = F.smooth_l1_loss(rest[:count, :3][known], batch["pose"][known], beta=0.1)
    shown = F.binary_cross_entropy_with_logits(rest[:, 3], batch["positive"])
    total = place + HEAT_WEIGHT * heat_term + 4 * pose + shown
    return total, [place.item(), heat_term.item(), pose.item(), shown.item()]


def main() -> None:
    parser = arguments(__doc__, steps=12000)
    parser.add_argument("--hard-examples", type=Path, help="what landmarks_hard_examples.py wrote")
    parser.add_argument("--teacher", type=Path, help="network.pt of a teacher; trains a student")
    parser.add_argument(
        "--hand-made", type=float, nargs=2, default=HAND_MADE, metavar=("FIRST", "SECOND"),
        help="share of hand-annotated faces in the first and second half of the steps",
    )  # fmt: skip
    options = parser.parse_args()
    prepare(options)
    dataset = Dataset.read(options.data, options.cache)
    network = LandmarkNetwork(TEACHER)
    if options.teacher:
        teacher = LandmarkNetwork(TEACHER)
        teacher.load_state_dict(torch.load(options.teacher, map_location="cpu"))
        teacher = teacher.requires_grad_(False).eval()
        network = LandmarkNetwork(STUDENT)
        dataset.seen = taught(teacher, dataset.seen)
    sampler = CropSampler(dataset, torch.load(options.hard_examples) if options.hard_examples else None)
    print(f"{parameters(network)} parameters, {len(sampler.hand)} hand-made faces,", end=" ")
    print(f"{len(sampler.machine)} machine-made, {len(dataset.empty)} patches without", flush=True)
    training = Training(network, options, LEARNING_RATE, WEIGHT_DECAY)

    def step(progress: float) -> tuple[Tensor, list[float]]:
        batch = sampler.batch(BATCH, options.hand_made[progress > 1 / 2])
        return loss_of(*training.forward(batch["x"]), batch)

    print(report(training.run(step, BATCH), dataset, options.data), flush=True)


if __name__ == "__main__":
    main()
