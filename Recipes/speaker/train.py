"""Fits the judge of who speaks to all clips and writes its weights.

usage: PYTHONPATH=Recipes/voice python Recipes/speaker/train.py DATA CACHE WEIGHTS
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from Recipes.common.tensor_file import write_tensors
from Recipes.speaker.active_speaker import Judge
from Recipes.speaker.clips import read_clips
from Recipes.speaker.fit import canonical, covariances
from Recipes.speaker.pairs import Strangers, all_pairs, sample

METADATA = {"name": "emocli-speaking-face", "version": "0.1.0", "recipe": "Recipes/speaker"}


def tensors(judge: Judge) -> dict[str, np.ndarray]:
    arrays = {
        "voice": judge.voice.T,
        "mouth": judge.mouth.T,
        "gains": judge.gains,
        "offset": np.array([judge.offset]),
    }
    return {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    clips = read_clips(options.data, options.cache)
    strangers = Strangers(clips)
    # Correlations within the clips learnt from would promise too much.
    strangers.calibrate(sample(all_pairs(clips), 600))
    judge = strangers.calibrated(canonical(np.sum([covariances(clip) for clip in clips], axis=0)))
    write_tensors(options.out, tensors(judge), METADATA)
    print(f"gains {np.round(judge.gains, 2)}, offset {judge.offset:.3f} a second")


if __name__ == "__main__":
    main()
