"""Evaluates the detector on scenes of held-out speakers and timbres."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from Recipes.activity.decide import decided
from Recipes.activity.detector import FRAMES_PER_STEP
from Recipes.activity.parity import load
from Recipes.activity.train import load as load_scenes
from Recipes.activity.truth import is_tone

MIN_SPEECH_FRAMES = 30
"""Speech frames from which a scene counts as speech."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="folder of the scenes")
    parser.add_argument("--weights", type=Path, required=True, help="trained without fold 0")
    options = parser.parse_args()
    network = load(options.weights)
    for name in ("speech-0", "other-0"):
        scenes = load_scenes(options.cache, [name])
        odds, noise = [], []
        for mel in torch.from_numpy(scenes["mel"]).split(50):
            prediction = network.predict(mel.float())
            odds.append(prediction[0])
            noise.append(prediction[1])
        probability = torch.cat(odds).sigmoid().numpy().repeat(FRAMES_PER_STEP, 1)
        flags = np.stack(
            [
                decided(row, is_tone(mel.astype(np.float32)))
                for row, mel in zip(probability, scenes["mel"])
            ]
        )
        error = np.abs(torch.cat(noise).numpy().repeat(FRAMES_PER_STEP, 1) - scenes["noise"])
        found = (flags.sum(1) >= MIN_SPEECH_FRAMES).mean()
        line = f"{name}: noise level error {np.nanmedian(error):.2f} dB, "
        line += f"speech in {100 * found:.1f} % of the scenes, {100 * flags.mean():.2f} % of frames"
        if scenes["is_speech"].any():
            truth = scenes["is_speech"]
            line += f", F1 {2 * (truth & flags).sum() / (truth.sum() + flags.sum()):.3f}"
        print(line)


if __name__ == "__main__":
    main()
