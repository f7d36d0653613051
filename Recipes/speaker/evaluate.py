"""Accuracy of choosing the right mouth of two, by models that know neither person nor sentence."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from Recipes.speaker.active_speaker import log_odds
from Recipes.speaker.baseline import baseline_score
from Recipes.speaker.clips import common_moments, pair_evidence, read_clips
from Recipes.speaker.pairs import HeldOutModels, Pair, all_pairs, named_pairs, sample

LENGTHS = ((None, "whole"), (2.0, "2 s"))
RATES = ((1, "all frames"), (3, "every third"))


def measure(
    held_out: HeldOutModels, pairs: list[Pair], length: float | None, every: int, late: float
) -> tuple[float, float, float]:
    """Accuracy, accuracy of the baseline, and cross-entropy of the log-odds."""
    right, baseline, losses = [], [], []
    for pair in pairs:
        model = held_out.calibrated(held_out.model(pair))
        moments = common_moments(pair.sound, pair.other, length)
        faces = (pair.sound, pair.other)
        own, other = (
            float(log_odds(pair_evidence(model, pair.sound, face, moments, every, late)))
            for face in faces
        )
        right.append(own > other)
        losses += [np.logaddexp(0, -own), np.logaddexp(0, other)]
        scores = [baseline_score(pair.sound, face, moments, every, late) for face in faces]
        baseline.append(scores[0] > scores[1])
    return float(np.mean(right)), float(np.mean(baseline)), float(np.mean(losses))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--pairs", type=int, default=10**9, help="number of random pairs, by default all")
    parser.add_argument("--lines-known", action="store_true", help="train on the same sentences by other people")
    options = parser.parse_args()
    clips = read_clips(options.data, options.cache)
    held_out = HeldOutModels(clips, not options.lines_known)
    everything = all_pairs(clips)
    held_out.calibrate(sample(everything, 600))
    sets = {"all": sample(everything, options.pairs), "named": named_pairs(clips)}
    print(f"gain {held_out.gain:.3f}, offset {held_out.offset:.3f} a second")
    print("pairs, length, frames, late: right, by the baseline, cross-entropy")
    for name, pairs in sets.items():
        for length, length_name in LENGTHS:
            for every, rate in RATES:
                for late in (0.0,) if name == "named" else (0.0, 0.08, -0.08):
                    right, baseline, loss = measure(held_out, pairs, length, every, late)
                    print(
                        f"{name} ({len(pairs)}), {length_name}, {rate}, {late:+.2f} s: "
                        f"{100 * right:.1f} %, {100 * baseline:.1f} %, {loss:.3f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
