#!/usr/bin/env python3
"""Makes Tests/Vectors/scores.json: clips with made-up probabilities and what they score, reckoned by the definitions.

Probabilities are whole ten-thousandths, coarse, so that many confidences are equal. None stands for a head that
says nothing. Standard library only; the draws are those of Python's random.
"""

import json
import math
import random
from pathlib import Path

LABELS = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"]
HEADS = ["fused", "voice", "face"]


def said(chance: random.Random, truth: str) -> list[int]:
    """Probabilities that favour the truth."""
    weights = [chance.randint(1, 3) + (chance.randint(0, 6) if label == truth else 0) for label in LABELS]
    return [10000 * weight // sum(weights) for weight in weights]


def clips() -> list[dict]:
    """Seven speakers, two speakers, nobody named and nothing heard."""
    chance = random.Random(7)
    made = []
    for corpus, count, speakers, labels in [("one", 70, 7, 8), ("two", 40, 2, 4), (None, 13, 0, 3)]:
        for number in range(count):
            truth = chance.choice(LABELS[-labels:])
            heads = {head: said(chance, truth) if chance.random() > 0.2 else None for head in HEADS}
            if corpus is None:
                heads["voice"] = None
            # A clip that fails has neither; any other has both together.
            is_failed = heads["voice"] is None and heads["face"] is None
            heads["fused"] = None if is_failed else heads["fused"] or said(chance, truth)
            speaker = f"s{number % speakers}" if speakers else None
            made.append({"corpus": corpus, "speaker": speaker, "emotion": truth, "heads": heads})
    return made


def verdict(clip: dict, head: str, labels: list[str]) -> tuple[str, dict] | tuple[None, None]:
    """The most probable of the labels and their renormalised probabilities."""
    if clip["heads"][head] is None:
        return None, None
    kept = {label: clip["heads"][head][LABELS.index(label)] / 10000 for label in labels}
    total = sum(kept.values())
    kept = {label: value / total for label, value in kept.items()}
    return max(labels, key=kept.get), kept


def mean_recall(pairs: list[tuple]) -> float:
    recalls = []
    for label in sorted({truth for truth, _ in pairs}):
        own = [found for truth, found in pairs if truth == label]
        recalls.append(own.count(label) / len(own))
    return sum(recalls) / len(recalls)


def interval(clips: list[dict], pairs: list[tuple]) -> list[float]:
    names = [clip["speaker"] or f"clip {number}" for number, clip in enumerate(clips)]
    groups = [[pair for own, pair in zip(names, pairs) if own == name] for name in sorted(set(names))]
    if len(groups) < 4:
        groups = [[pair] for pair in pairs]
    chance = random.Random(0)
    means = sorted(mean_recall(sum(chance.choices(groups, k=len(groups)), [])) for _ in range(1000))
    return [means[25], means[974]]


def calibration(confidences: list[tuple[float, bool]]) -> tuple[float, float] | tuple[None, None]:
    if not confidences:
        return None, None
    chance = random.Random(0)
    drawn = [(confidence, chance.random(), right) for confidence, right in confidences]
    ordered = [(confidence, right) for confidence, _, right in sorted(drawn)]
    count = len(ordered)
    bins = max(1, min(15, count // 5))

    def error(pairs: list[tuple]) -> float:
        edges = [number * count // bins for number in range(bins + 1)]
        parts = [pairs[start:end] for start, end in zip(edges, edges[1:])]
        return sum(abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in parts) / count

    simulated = [error([(c, chance.random() < c) for c, _ in ordered]) for _ in range(200)]
    found = error(ordered)
    return found, found - sum(simulated) / 200


def score(clips: list[dict], head: str) -> dict:
    labels = sorted({clip["emotion"] for clip in clips})
    verdicts = [verdict(clip, head, labels) for clip in clips]
    pairs = [(clip["emotion"], found) for clip, (found, _) in zip(clips, verdicts)]
    confusion = {a: {b: pairs.count((a, b)) for b in labels} | {"missing": pairs.count((a, None))} for a in labels}
    scored = [(truth, found, kept) for (truth, found), (_, kept) in zip(pairs, verdicts) if found]
    f1 = []
    for label in labels:
        right = pairs.count((label, label))
        claimed = sum(found == label for _, found in pairs)
        precision = right / claimed if claimed else 0
        recall = right / sum(truth == label for truth, _ in pairs)
        f1.append(2 * precision * recall / (precision + recall) if right else 0)
    error, excess = calibration([(kept[found], found == truth) for truth, found, kept in scored])
    squares = [sum((kept[label] - (label == truth)) ** 2 for label in labels) for truth, _, kept in scored]
    surprise = [-math.log(max(kept[truth], 1e-6)) for truth, _, kept in scored]
    return {
        "war": sum(truth == found for truth, found in pairs) / len(pairs),
        "uar": mean_recall(pairs),
        "uar_95": interval(clips, pairs),
        "macro_f1": sum(f1) / len(f1),
        "ece": error,
        "ece_excess": excess,
        "brier": sum(squares) / len(squares) if squares else None,
        "nll": sum(surprise) / len(surprise) if surprise else None,
        "confusion": confusion,
    }


def main() -> None:
    made = clips()
    scores = {
        name or "": {head: score([clip for clip in made if clip["corpus"] == name], head) for head in HEADS}
        for name in ["one", "two", None]
    }
    target = Path(__file__).resolve().parent.parent / "Tests/Vectors/scores.json"
    lines = ",\n".join(json.dumps(clip, separators=(",", ":")) for clip in made)
    target.write_text(f'{{"clips":[\n{lines}\n],\n"scores":{json.dumps(scores, indent=1)}}}\n')


if __name__ == "__main__":
    main()
