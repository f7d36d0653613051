"""Whether it matters when a face is seen: how far probabilities move when the frames' order does.

The alignment's path stays as it was found; only which frame stands where changes. Every clip is
judged by the network that never saw its person, calibrated.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from batches import collate, whole
from cross_modal import FusionNetwork
from export import load_model
from material import Material, embed_voices
from windows import AlignedWindow

Change = Callable[[AlignedWindow], np.ndarray]
LEAST = 0.01
"""The change of a probability that counts."""


def shuffled(window: AlignedWindow) -> np.ndarray:
    """The frames in another order."""
    return window.face[np.random.default_rng(1).permutation(len(window.face))]


def shifted(seconds: float) -> Change:
    """The frames seen that much later; at the edges the first or last one stays."""

    def change(window: AlignedWindow) -> np.ndarray:
        gaps = np.abs(window.instants[None, :] - (window.instants[:, None] - seconds))
        return window.face[gaps.argmin(axis=1)]

    return change


CHANGES: dict[str, Change] = {
    "shuffled": shuffled,
    "400 ms later": shifted(0.4),
    "400 ms earlier": shifted(-0.4),
}


@torch.inference_mode()
def probabilities(
    network: FusionNetwork, temperature: float, windows: list[AlignedWindow], voices: list
) -> np.ndarray:
    """The clip's calibrated probabilities (8)."""
    outputs = [
        network(collate([whole(voice, window)])[0]).fused[0].log_softmax(dim=0)
        for window, voice in zip(windows, voices, strict=True)
    ]
    weights = torch.tensor([window.frames * (1 + window.coverage) for window in windows])
    mean = (torch.stack(outputs) * weights[:, None]).sum(dim=0) / weights.sum()
    return (mean / temperature).softmax(dim=0).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "cache", "mels", "models", "runs"):
        parser.add_argument(f"--{name}", type=Path, required=True, help="as for train.py")
    options = parser.parse_args()
    material = Material.read(options.data, options.cache, options.mels)
    moved: dict[str, list[float]] = {name: [] for name in CHANGES}
    for fold in ("0", "1", "2", "3"):
        network, temperature = load_model(options.runs / fold / "emocli-av.safetensors")
        encoder = options.models / "folds" / fold / "voice-encoder.safetensors"
        voices, _ = embed_voices(material, encoder, options.cache / f"voices-{fold}.pickle")
        for index, pair in enumerate(material.pairs):
            if not pair.own or str(pair.clip.fold) != fold:
                continue
            before = probabilities(network, temperature, pair.windows, voices[index])
            for name, change in CHANGES.items():
                windows = [replace(window, face=change(window)) for window in pair.windows]
                after = probabilities(network, temperature, windows, voices[index])
                moved[name].append(float(np.abs(after - before).max()))
    for name, values in moved.items():
        share = np.mean(np.array(values) > LEAST)
        print(
            f"{name}: the probability that moves most moves by {np.median(values):.4f} (median of"
            f" {len(values)} clips), by more than {LEAST} in {100 * share:.0f} %"
        )


if __name__ == "__main__":
    main()
