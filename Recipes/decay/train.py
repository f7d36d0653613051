"""Trains the GRU-D denoiser to recover clean tracks of action units and landmarks."""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.tensor_file import read_tensors
from Recipes.decay.denoiser import GRUDDenoiser, tensors
from Recipes.decay.evaluate import evaluate
from Recipes.decay.motion import load
from Recipes.decay.sequences import Lights, make

BATCH = 32
RATE = 3e-3
CHANGE_WEIGHT = 2.0
"""Weight of the loss on differences between frames."""
LOST_WEIGHT = 0.1
"""Weight of frames without a face, where motion can only be guessed."""
BEND = 0.1
"""Transition of smooth L1, in standard deviations."""


def loss(found: Tensor, target: Tensor, trust: Tensor) -> Tensor:
    """Smooth L1 of standardised features (B, T, 105) and of their differences."""
    weight = torch.where(trust > 0, 1.0, LOST_WEIGHT)
    direct = F.smooth_l1_loss(found, target, beta=BEND, reduction="none")
    changes = F.smooth_l1_loss(found.diff(dim=1), target.diff(dim=1), beta=BEND, reduction="none")
    both = torch.minimum(weight[:, 1:], weight[:, :-1])
    return (weight * direct).mean() + CHANGE_WEIGHT * (both * changes).mean()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--errors", type=Path, required=True, help="what errors.py wrote")
    parser.add_argument("--units", type=Path, required=True, help="action-units.safetensors")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    generator = np.random.default_rng(1)
    reference = read_tensors(options.units)[0]["reference"].astype(np.float64)
    dataset = load(options.data, options.errors, reference, held=False)
    centre = dataset.photographs["clean"].mean(axis=0)
    spread = dataset.photographs["clean"].std(axis=0)
    network = GRUDDenoiser()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-3)
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995)
    )
    start, running = time.monotonic(), 0.0
    for step in range(options.steps):
        done = max(step / options.steps, (time.monotonic() - start) / (60 * options.minutes))
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, step / 50) * (0.5 + 0.5 * math.cos(math.pi * done))
        batch = make(generator, dataset, spread, Lights(), BATCH)
        read, trust, elapsed, target = tensors(batch, centre, spread)
        value = loss(network(read, trust, elapsed), target, trust)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        average.update_parameters(network)
        running = value.item() if step == 0 else 0.98 * running + 0.02 * value.item()
        if step % 100 == 0:
            print(step, f"{running:.4f}", f"{time.monotonic() - start:.0f} s", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    state = {"network": average.module.state_dict(), "centre": centre, "spread": spread}
    torch.save(state, options.out / "network.pt")
    evaluate(average.module, centre, spread, load(options.data, options.errors, reference, True))


if __name__ == "__main__":
    main()
