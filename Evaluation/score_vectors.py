"""Makes `Tests/Vectors/scores.json`: clips with made-up probabilities, and what they score by `Evaluation.scores`.

Probabilities are whole ten-thousandths, coarse, so that many confidences are equal. None stands for a head that says
nothing. The draws are those of Python's random.
"""

from __future__ import annotations

import argparse
import json
import random

from Evaluation.measurement import ROOT
from Evaluation.scores import HEADS, Clip, score

LABELS = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"]
TARGET = ROOT / "Tests/Vectors/scores.json"


def drawn(chance: random.Random, truth: str) -> list[int]:
    """Probabilities that favour the truth, in ten-thousandths."""
    weights = [chance.randint(1, 3) + (chance.randint(0, 6) if label == truth else 0) for label in LABELS]
    return [10000 * weight // sum(weights) for weight in weights]


def clips() -> list[dict]:
    """Seven speakers, two speakers, and nobody named whose voice says nothing."""
    chance = random.Random(7)
    made = []
    for corpus, count, speakers, labels in [("one", 70, 7, 8), ("two", 40, 2, 4), (None, 13, 0, 3)]:
        for number in range(count):
            truth = chance.choice(LABELS[-labels:])
            heads = {head: drawn(chance, truth) if chance.random() > 0.2 else None for head in HEADS}
            if corpus is None:
                heads["voice"] = None
            # A clip that fails has neither; any other has both together.
            is_failed = heads["voice"] is None and heads["face"] is None
            heads["fused"] = None if is_failed else heads["fused"] or drawn(chance, truth)
            speaker = f"s{number % speakers}" if speakers else None
            made.append({"corpus": corpus, "speaker": speaker, "emotion": truth, "heads": heads})
    return made


def scored(clips: list[dict], head: str) -> dict:
    """What the tests compare."""

    def probabilities(clip: dict) -> dict[str, float] | None:
        values = clip["heads"][head]
        return values and {label: value / 10000 for label, value in zip(LABELS, values)}

    found = score([Clip(clip["speaker"], clip["emotion"], probabilities(clip)) for clip in clips])
    del found["recalls"]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m Evaluation.score_vectors", description=__doc__)
    parser.parse_args()
    made = clips()
    scores = {
        name or "": {head: scored([clip for clip in made if clip["corpus"] == name], head) for head in HEADS}
        for name in ["one", "two", None]
    }
    lines = ",\n".join(json.dumps(clip, separators=(",", ":")) for clip in made)
    TARGET.write_text(f'{{"clips":[\n{lines}\n],\n"scores":{json.dumps(scores, indent=1)}}}\n')


if __name__ == "__main__":
    main()
