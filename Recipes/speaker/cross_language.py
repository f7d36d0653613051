"""Accuracy on English sounds of models trained on Javanese clips only."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from Recipes.speaker.active_speaker import log_odds
from Recipes.speaker.clips import common_moments, pair_evidence, read_clips
from Recipes.speaker.fit import canonical, covariances


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    options = parser.parse_args()
    clips = read_clips(options.data, options.cache)
    known = [clip for clip in clips if clip.corpus == "javanese"]
    parts = [(clip, covariances(clip)) for clip in known]
    models = [
        canonical(np.sum([total for clip, total in parts if clip.fold != fold], axis=0))
        for fold in range(4)
    ]
    for sound in (clip for clip in clips if clip.corpus != "javanese"):
        for every in (1, 3):
            right = []
            for other in known:
                moments = common_moments(sound, other, None)
                odds = [
                    log_odds(pair_evidence(models[other.fold], sound, face, moments, every))
                    for face in (sound, other)
                ]
                right.append(odds[0] > odds[1])
            print(
                f"{sound.path}, every {every}: {100 * np.mean(right):.1f} % of {len(right)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
