"""Evaluates the expression encoder on FER+'s validation part and on held-out action units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from Recipes.common.action_units import ACTION_UNITS
from Recipes.common.crop import standardise
from Recipes.face.expression_data import Expressions, read_cells
from Recipes.face.expression_network import LABELS, ExpressionNetwork

SHARED = 7  # all labels but contempt, the last


@torch.no_grad()
def predict(network: ExpressionNetwork, cells: Tensor) -> tuple[Tensor, Tensor]:
    """Logits (N, 8) and units (N, 17) of grey crops (N, 1, 48, 48)."""
    parts = [network(part) for part in standardise(cells.float()).split(256)]
    return torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts])


def clear(votes: Tensor) -> tuple[Tensor, Tensor]:
    """Indices of faces with a unique most-voted label among the shared seven; winners (N)."""
    best = votes.max(dim=1, keepdim=True).values
    winner = votes.argmax(dim=1)
    single = (votes == best).sum(dim=1) == 1
    return (single & (winner < SHARED)).nonzero()[:, 0], winner


def report(network: ExpressionNetwork, held: Expressions, data: Path) -> str:
    """All figures as text."""
    network.eval()
    cells, votes = read_cells(data, "valid")
    index, winner = clear(votes)
    faces, truth = cells[index], winner[index]
    logits = predict(network, faces)[0][:, :SHARED]
    found = logits.argmax(dim=1)
    both = (logits + predict(network, faces.flip(3))[0][:, :SHARED]).argmax(dim=1)
    recalls = [(found[truth == k] == k).float().mean().item() for k in range(SHARED)]
    units = predict(network, held.cells)[1].numpy()
    r = [np.corrcoef(units[:, k], held.units[:, k].numpy())[0, 1] for k in range(len(ACTION_UNITS))]
    return (
        f"FER+ valid ({len(index)}): {100 * (found == truth).float().mean():.1f} %, with the mirror "
        f"image {100 * (both == truth).float().mean():.1f} %, "
        f"macro recall {100 * np.mean(recalls):.1f} % ("
        + ", ".join(f"{name} {100 * v:.0f}" for name, v in zip(LABELS, recalls))
        + f"); action units on {len(units)} of web: mean r {np.mean(r):.3f} ("
        + ", ".join(f"{name} {v:.2f}" for name, v in zip(ACTION_UNITS, r))
        + ")"
    )
