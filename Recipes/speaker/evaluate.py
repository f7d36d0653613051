"""How often the right mouth of two is chosen, by judges that know neither person nor the lines.

usage: python Recipes/speaker/evaluate.py DATA CACHE
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from Recipes.speaker.active_speaker import log_odds
from Recipes.speaker.baseline import plain_score
from Recipes.speaker.clips import common_moments, pair_evidence, read_clips
from Recipes.speaker.pairs import Pair, Strangers, all_pairs, named_pairs, sample

LENGTHS = ((None, "whole"), (2.0, "2 s"))
RATES = ((1, "all pictures"), (3, "every third"))


def measure(
    strangers: Strangers, pairs: list[Pair], length: float | None, every: int, late: float
) -> tuple[float, float, float]:
    """Right choices, right choices by plain correlations, and the cross-entropy of the log-odds."""
    right, plain, losses = [], [], []
    for pair in pairs:
        judge = strangers.calibrated(strangers.judge(pair))
        moments = common_moments(pair.sound, pair.other, length)
        faces = (pair.sound, pair.other)
        own, other = (
            float(log_odds(pair_evidence(judge, pair.sound, face, moments, every, late)))
            for face in faces
        )
        right.append(own > other)
        losses += [np.logaddexp(0, -own), np.logaddexp(0, other)]
        scores = [plain_score(pair.sound, face, moments, every, late) for face in faces]
        plain.append(scores[0] > scores[1])
    return float(np.mean(right)), float(np.mean(plain)), float(np.mean(losses))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--pairs", type=int, default=10**9, help="this many random pairs, not all")
    parser.add_argument("--lines-known", action="store_true", help="learn the lines from others")
    options = parser.parse_args()
    clips = read_clips(options.data, options.cache)
    strangers = Strangers(clips, not options.lines_known)
    everything = all_pairs(clips)
    strangers.calibrate(sample(everything, 600))
    sets = {"all": sample(everything, options.pairs), "named": named_pairs(clips)}
    print(f"gain {strangers.gain:.3f}, offset {strangers.offset:.3f} a second")
    print("pairs, length, pictures, late: right, by plain correlations, cross-entropy")
    for name, pairs in sets.items():
        for length, length_name in LENGTHS:
            for every, rate in RATES:
                for late in (0.0,) if name == "named" else (0.0, 0.08, -0.08):
                    right, plain, loss = measure(strangers, pairs, length, every, late)
                    print(
                        f"{name} ({len(pairs)}), {length_name}, {rate}, {late:+.2f} s: "
                        f"{100 * right:.1f} %, {100 * plain:.1f} %, {loss:.3f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
