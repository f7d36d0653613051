"""Assignment of faces to cells, and the losses: quality focal loss and GIoU."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.face.detector_network import STRIDES

# Face sizes (root of the area) of each stride; overlapping sizes belong to both.
RANGES = ((0.0, 48.0), (38.0, 124.0), (96.0, 1e5))
# Positive cells lie within this distance of the face's centre, in strides.
RADIUS = 1.0
BOX_WEIGHT = 2.0


def cells(size: int) -> tuple[Tensor, Tensor]:
    """Centres (M, 2) and strides (M) of all cells of a square picture, finest first."""
    centres, strides = [], []
    for stride in STRIDES:
        steps = (torch.arange(size // stride) + 0.5) * stride
        y, x = torch.meshgrid(steps, steps, indexing="ij")
        centres.append(torch.stack([x, y], dim=2).flatten(0, 1))
        strides.append(torch.full((len(centres[-1]),), float(stride)))
    return torch.cat(centres), torch.cat(strides)


def padded(boxes: list[np.ndarray]) -> Tensor:
    """Lists of boxes as one tensor (N, G, 4), padded with NaN, which contains no point."""
    most = max(1, max(len(b) for b in boxes))
    result = torch.full((len(boxes), most, 4), torch.nan)
    for number, some in enumerate(boxes):
        result[number, : len(some)] = torch.from_numpy(some)
    return result


def assign(
    faces: list[np.ndarray], ignored: list[np.ndarray], size: int
) -> tuple[Tensor, Tensor, Tensor]:
    """For every cell: positive (N, M), target box (N, M, 4), contributes to the loss (N, M)."""
    centres, strides = cells(size)
    boxes, silent = padded(faces)[:, :, None], padded(ignored)[:, :, None]
    low, high = (
        torch.cat([torch.full(((size // s) ** 2,), r[k]) for s, r in zip(STRIDES, RANGES)])
        for k in range(2)
    )
    edges = boxes[..., 2:] - boxes[..., :2]
    area = edges.prod(dim=3)
    off = (centres - (boxes[..., :2] + boxes[..., 2:]) / 2).abs().amax(dim=3)
    suits = (area.sqrt() >= low) & (area.sqrt() < high)
    inside = ((centres > boxes[..., :2]) & (centres < boxes[..., 2:])).all(dim=3)
    match = suits & inside & (off < RADIUS * strides)
    # Of several faces, the nearest.
    best = torch.where(match, off, torch.inf).argmin(dim=1)
    positive = match.any(dim=1)
    chosen = boxes[:, :, 0].gather(1, best[..., None].expand(-1, -1, 4))
    quiet = ((centres > silent[..., :2]) & (centres < silent[..., 2:])).all(dim=3).any(dim=1)
    return positive, chosen, positive | ~quiet


def overlaps(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and GIoU of corners (n, 4)."""
    inner = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0)
    outer = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    shared, hull = inner.prod(dim=1), outer.prod(dim=1)
    union = (a[:, 2:] - a[:, :2]).prod(dim=1) + (b[:, 2:] - b[:, :2]).prod(dim=1) - shared
    iou = shared / union
    return iou, iou - (hull - union) / hull


def losses(
    logits: Tensor, boxes: Tensor, positive: Tensor, targets: Tensor, counts: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Quality focal loss (target: the IoU) and GIoU loss per positive cell; score errors (N, M)."""
    iou, giou = overlaps(boxes[positive], targets[positive])
    quality = torch.zeros_like(logits)
    quality[positive] = iou.detach().clamp(0, 1)
    cross = F.binary_cross_entropy_with_logits(logits, quality, reduction="none")
    off = (quality - logits.sigmoid()).abs()
    focal = cross * off**2
    number = positive.sum().clamp(min=1)
    return (focal * counts).sum() / number, (1 - giou).sum() / number, (off * counts).detach()


def worst(off: Tensor, frames: Tensor) -> Tensor:
    """Maximum score error (n) of one scene's cells (M) within each of its frames (n, 4)."""
    centres, _ = cells(int(frames[:, 2:].max()))
    inside = ((centres > frames[:, None, :2]) & (centres < frames[:, None, 2:])).all(dim=2)
    return torch.where(inside, off, 0).amax(dim=1)
