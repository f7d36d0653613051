#!/usr/bin/env python3
"""Tells pairs of a voice and a face that do not belong together from those that do, by their agreement.

From the records of clips with both streams: true pairs are a clip's own voice and face, mixed ones the voice of a clip and
the face of any other of the same speaker with another emotion. Prints the area under the curve.

usage: mixed_pairs.py LABELS.csv RECORDS.jsonl [--corpus NAME]
"""

import argparse
import math

from labelled_records import read


def agreement(one: list[float], other: list[float]) -> float:
    """1 − the Jensen–Shannon divergence to base 2."""
    mean = [(a + b) / 2 for a, b in zip(one, other, strict=True)]

    def divergence(p: list[float]) -> float:
        return sum(a * math.log2(a / m) for a, m in zip(p, mean, strict=True) if a > 0)

    return 1 - (divergence(one) + divergence(other)) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels")
    parser.add_argument("records")
    parser.add_argument("--corpus")
    options = parser.parse_args()
    clips = []
    for row, record in read(options.labels, options.records, options.corpus):
        streams = record["modalities"]
        if all(stream["present"] for stream in streams.values()):
            voice, face = (list(streams[name]["probabilities"].values()) for name in ("voice", "face"))
            clips.append((row["corpus"], row["speaker"], row["emotion"], voice, face))
    true = [agreement(voice, face) for *_, voice, face in clips]
    mixed = [
        agreement(voice, face)
        for corpus, speaker, emotion, voice, _ in clips
        for *other, face_emotion, _, face in clips
        if other == [corpus, speaker] and face_emotion != emotion
    ]
    ranked = sorted([(value, 1) for value in true] + [(value, 0) for value in mixed])
    wins, below = 0, 0
    for _, is_true in ranked:
        wins += below if is_true else 0
        below += 1 - is_true
    print(f"{len(true)} true and {len(mixed)} mixed pairs: area under the curve {wins / (len(true) * len(mixed)):.3f}")


if __name__ == "__main__":
    main()
