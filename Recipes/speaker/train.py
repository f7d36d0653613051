"""Fits the active speaker model on all clips and writes its weights."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from Recipes.common.tensor_file import write_tensors
from Recipes.speaker.active_speaker import ActiveSpeakerModel
from Recipes.speaker.clips import read_clips
from Recipes.speaker.fit import canonical, covariances
from Recipes.speaker.pairs import HeldOutModels, all_pairs, sample

METADATA = {"name": "emocli-speaking-face", "version": "0.1.0", "recipe": "Recipes/speaker"}


def tensors(model: ActiveSpeakerModel) -> dict[str, np.ndarray]:
    """Tensors of the exported file."""
    arrays = {
        "voice": model.voice.T,
        "mouth": model.mouth.T,
        "gains": model.gains,
        "offset": np.array([model.offset]),
    }
    return {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    clips = read_clips(options.data, options.cache)
    held_out = HeldOutModels(clips)
    # Calibrate on held-out models: correlations on training clips are too high.
    held_out.calibrate(sample(all_pairs(clips), 600))
    model = held_out.calibrated(canonical(np.sum([covariances(clip) for clip in clips], axis=0)))
    write_tensors(options.out, tensors(model), METADATA)
    print(f"gains {np.round(model.gains, 2)}, offset {model.offset:.3f} a second")


if __name__ == "__main__":
    main()
