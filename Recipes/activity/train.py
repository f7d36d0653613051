"""Trains the speech detector on the scenes of `scenes.py` and exports its weights."""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, interpolate

from Recipes.activity.detector import FRAMES_PER_STEP, LEVEL_SCALE, SpeechDetector
from Recipes.common.tensor_file import write_tensors

BATCH, RATE, SEED = 64, 4e-3, 1
DECIBEL = math.log(10) / 10
LEVEL_SHARE = 1.0
"""Weight of the noise level in the loss."""


def load(cache: Path, names: list[str]) -> dict[str, np.ndarray]:
    """Concatenates the scenes of several files."""
    files = [np.load(cache / f"{name}.npz") for name in names]
    return {
        key: np.concatenate([file[key] for file in files]) for key in ("mel", "is_speech", "noise")
    }


def step_means(values: Tensor) -> Tensor:
    """Means over the frames of each step, (B, T) → (B, T / 2)."""
    return values.unflatten(1, (-1, FRAMES_PER_STEP)).mean(2)


def changed(mel: Tensor) -> tuple[Tensor, Tensor]:
    """Augments scenes (B, T, 128) by ±12 dB and a random equaliser; also the gain (B, 1) in decibels."""
    gain = (torch.rand(len(mel), 1, 1) * 24 - 12) * DECIBEL
    knots = torch.randn(len(mel), 1, 5) * 2 * DECIBEL * (torch.rand(len(mel), 1, 1) < 0.4)
    equaliser = interpolate(knots, mel.shape[2], mode="linear", align_corners=True)
    return (mel + gain + equaliser).clamp(min=math.log(1e-10)), gain[:, :, 0] / DECIBEL


def tensors(network: SpeechDetector) -> dict[str, np.ndarray]:
    """Tensors of the exported file."""
    state = {name: value.detach() for name, value in network.state_dict().items()}
    result = {"mel.mean": state["mean"].numpy(), "mel.scale": state["scale"].numpy()}
    names = {"project.weight", "project.bias", "head.weight", "head.bias"}
    half = {name: state[name] for name in names}
    for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        half[f"gru.{part}"] = state[f"gru.{part}_l0"]
    return result | {name: value.numpy().astype(np.float16) for name, value in half.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the scenes")
    parser.add_argument("--exclude-fold", choices=["0", "none"], required=True)
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    parser.add_argument("--epochs", type=int, default=24)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    names = ["speech-123", "other-123"] + (
        [] if options.exclude_fold == "0" else ["speech-0", "other-0"]
    )
    scenes = {key: torch.from_numpy(value) for key, value in load(options.cache, names).items()}
    sample = scenes["mel"][::7].float()
    network = SpeechDetector(sample.mean((0, 1)), 1 / sample.std((0, 1)))
    steps = options.epochs * (len(scenes["mel"]) // BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps, pct_start=0.1)
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995)
    )
    start = time.time()
    for epoch in range(options.epochs):
        sums = np.zeros(2)
        order = torch.randperm(len(scenes["mel"])).split(BATCH)[: len(scenes["mel"]) // BATCH]
        for batch in order:
            mel, gain = changed(scenes["mel"][batch].float())
            wanted = step_means(scenes["is_speech"][batch].float())
            level = step_means(scenes["noise"][batch]) + gain
            known = ~level.isnan() & (level > -50)
            logits, found = network(mel)
            speech_loss = binary_cross_entropy_with_logits(logits, wanted)
            level_loss = ((found - level)[known].abs() / LEVEL_SCALE).mean()
            optimizer.zero_grad()
            (speech_loss + LEVEL_SHARE * level_loss).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1)
            optimizer.step()
            schedule.step()
            average.update_parameters(network)
            sums += [speech_loss.item(), level_loss.item() * LEVEL_SCALE]
        print(f"epoch {epoch}: {sums / len(order)}, {time.time() - start:.0f} s", flush=True)
        if epoch % 4 == 3 or epoch == options.epochs - 1:
            metadata = {
                "name": "emocli-speech-activity",
                "version": "0.1.0",
                "licence": "research only: trained on speech free for research only",
                "excluded_fold": options.exclude_fold,
                "recipe": "Recipes/activity",
            }
            write_tensors(options.out, tensors(average.module), metadata)


if __name__ == "__main__":
    main()
