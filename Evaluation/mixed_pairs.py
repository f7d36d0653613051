"""How well `agreement` separates the voice and face of one clip from a voice and a face of two clips.

From the records of clips with both streams: a true pair is a clip's own voice and face, a mixed one the voice of a clip and
the face of any other of the same speaker with another emotion. The figure is the area under the ROC curve (AUC).
"""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from Evaluation.labelled_records import read
from Evaluation.measurement import Arguments


class Clip(NamedTuple):
    """Whose clip it is, its emotion, and what voice and face say alone."""

    speaker: str
    emotion: str
    voice: list[float]
    face: list[float]


def agreement(one: list[float], other: list[float]) -> float:
    """1 − the Jensen–Shannon divergence to base 2."""
    mean = [(a + b) / 2 for a, b in zip(one, other, strict=True)]

    def divergence(p: list[float]) -> float:
        return sum(a * math.log2(a / m) for a, m in zip(p, mean, strict=True) if a > 0)

    return 1 - (divergence(one) + divergence(other)) / 2


def area_under_curve(true: list[float], mixed: list[float]) -> float:
    """The share of (true, mixed) in which the true one is the greater."""
    wins, below = 0, 0
    for _, is_true in sorted([(value, 1) for value in true] + [(value, 0) for value in mixed]):
        wins += below if is_true else 0
        below += 1 - is_true
    return wins / (len(true) * len(mixed))


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("labels", type=Path, metavar="LABELS.csv")
    parser.add_argument("records", type=Path, metavar="RECORDS.jsonl")
    parser.add_argument("--corpus", action="append", help="this corpus alone; may be repeated")
    options = parser.parse_args()
    corpora: dict[str, list[Clip]] = defaultdict(list)
    models = set()
    for row, record in read(options.labels, options.records, options.corpus or ()):
        if record and all(stream["present"] for stream in record["modalities"].values()):
            voice, face = (list(record["modalities"][name]["probabilities"].values()) for name in ("voice", "face"))
            corpora[row["corpus"]].append(Clip(row["speaker"], row["emotion"], voice, face))
            models.add(record["model"])
    figures, counts, lines = {}, {}, []
    for corpus, clips in sorted(corpora.items()):
        true = [agreement(clip.voice, clip.face) for clip in clips]
        mixed = [
            agreement(clip.voice, other.face)
            for clip in clips
            for other in clips
            if other.speaker == clip.speaker and other.emotion != clip.emotion
        ]
        area = area_under_curve(true, mixed)
        figures[corpus] = {"auc": area}
        counts |= {f"{corpus}_true_pairs": len(true), f"{corpus}_mixed_pairs": len(mixed)}
        lines.append(f"{corpus}: {len(true)} true and {len(mixed)} mixed pairs, area under the curve {area:.3f}")
    parser.report(
        options,
        "AUC of `agreement`, true against mixed pairs of voice and face",
        protocol="as the records were made",
        material="records of labelled clips with voice and face",
        counts=counts,
        figures=figures,
        weights=", ".join(sorted(models)),
        lines=lines,
    )


if __name__ == "__main__":
    main()
