"""Scores records against labels: accuracy, recalls and calibration, for every corpus, and for both streams together and alone.

A corpus is scored over the labels that occur in it; the other probabilities are dropped and the rest renormalised. A clip
that failed, or of which a stream says nothing, counts as wrong. UAR is the mean of the labels' recalls, WAR the accuracy;
the 95 % interval comes from 1,000 resamplings of speakers (of clips where fewer than four are named). ECE is the expected
calibration error over 15 bins of equal mass; its excess is what goes beyond the error that a perfectly calibrated model
with the same confidences shows by chance.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from Evaluation.labelled_records import Row, read
from Evaluation.measurement import Arguments

HEADS = ("fused", "voice", "face")
RESAMPLINGS = 1000
BINS, SIMULATIONS = 15, 200
MIN_PROBABILITY = 1e-6
MIN_GROUPS = 4


class Clip(NamedTuple):
    """A clip's speaker, its true label, and its probabilities."""

    speaker: str | None
    truth: str
    probabilities: dict[str, float] | None
    """Of every label; None where the stream says nothing."""


def probabilities_of(record: dict | None, head: str) -> dict[str, float] | None:
    """The probabilities of both streams together (`fused`) or of one of them."""
    if record is None:
        return None
    return record["probabilities"] if head == "fused" else record["modalities"][head].get("probabilities")


def verdict(clip: Clip, labels: list[str]) -> tuple[str | None, dict[str, float]]:
    """The most probable of the labels, and their renormalised probabilities."""
    if clip.probabilities is None:
        return None, {}
    kept = {label: clip.probabilities[label] for label in labels}
    total = sum(kept.values())
    if total <= 0:
        return None, {}
    kept = {label: value / total for label, value in kept.items()}
    return max(labels, key=kept.get), kept


def mean_recall(pairs: list[tuple[str, str | None]]) -> float:
    """UAR of (true, found)."""
    counts, hits = Counter(truth for truth, _ in pairs), Counter(truth for truth, found in pairs if truth == found)
    return sum(hits[label] / counts[label] for label in sorted(counts)) / len(counts)


def interval(clips: list[Clip], pairs: list[tuple[str, str | None]]) -> list[float]:
    """The 95 % interval of UAR by resampling speakers with replacement."""
    names = [clip.speaker or f"clip {number}" for number, clip in enumerate(clips)]
    if len(set(names)) < MIN_GROUPS:
        names = [f"{number:09}" for number in range(len(clips))]
    counts: dict[str, Counter] = defaultdict(Counter)
    hits: dict[str, Counter] = defaultdict(Counter)
    for name, (truth, found) in zip(names, pairs, strict=True):
        counts[name][truth] += 1
        hits[name][truth] += truth == found
    groups, chance, means = sorted(counts), random.Random(0), []
    for _ in range(RESAMPLINGS):
        drawn = chance.choices(groups, k=len(groups))
        total = {label: sum(counts[name][label] for name in drawn) for label in sorted({truth for truth, _ in pairs})}
        recalls = [sum(hits[name][label] for name in drawn) / count for label, count in total.items() if count]
        means.append(sum(recalls) / len(recalls))
    means.sort()
    return [means[RESAMPLINGS * 25 // 1000], means[RESAMPLINGS * 975 // 1000 - 1]]


def calibration(confidences: list[tuple[float, bool]]) -> tuple[float, float] | tuple[None, None]:
    """ECE of (confidence, right or wrong), and its excess over chance."""
    if not confidences:
        return None, None
    chance = random.Random(0)
    drawn = [(confidence, chance.random(), right) for confidence, right in confidences]
    ordered = [(confidence, right) for confidence, _, right in sorted(drawn)]
    count = len(ordered)
    bins = max(1, min(BINS, count // 5))
    edges = [number * count // bins for number in range(bins + 1)]

    def error(pairs: list[tuple[float, bool]]) -> float:
        parts = [pairs[start:end] for start, end in zip(edges, edges[1:])]
        return sum(abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in parts) / count

    simulated = [error([(c, chance.random() < c) for c, _ in ordered]) for _ in range(SIMULATIONS)]
    found = error(ordered)
    return found, found - sum(simulated) / SIMULATIONS


def score(clips: list[Clip]) -> dict:
    """All figures of one corpus and head."""
    labels = sorted({clip.truth for clip in clips})
    verdicts = [verdict(clip, labels) for clip in clips]
    pairs = [(clip.truth, found) for clip, (found, _) in zip(clips, verdicts)]
    scored = [(truth, found, kept) for (truth, found), (_, kept) in zip(pairs, verdicts) if found]
    recalls, f1 = {}, []
    for label in labels:
        right = pairs.count((label, label))
        claimed = sum(found == label for _, found in pairs)
        precision = right / claimed if claimed else 0
        recalls[label] = right / sum(truth == label for truth, _ in pairs)
        f1.append(2 * precision * recalls[label] / (precision + recalls[label]) if right else 0)
    error, excess = calibration([(kept[found], found == truth) for truth, found, kept in scored])
    squares = [sum((kept[label] - (label == truth)) ** 2 for label in labels) for truth, _, kept in scored]
    surprise = [-math.log(max(kept[truth], MIN_PROBABILITY)) for truth, _, kept in scored]
    return {
        "war": sum(truth == found for truth, found in pairs) / len(pairs),
        "uar": mean_recall(pairs),
        "uar_95": interval(clips, pairs),
        "macro_f1": sum(f1) / len(f1),
        "ece": error,
        "ece_excess": excess,
        "brier": sum(squares) / len(squares) if squares else None,
        "nll": sum(surprise) / len(surprise) if surprise else None,
        "recalls": recalls,
        "confusion": {a: {b: pairs.count((a, b)) for b in labels} | {"missing": pairs.count((a, None))} for a in labels},
    }


def groups(rows: list[tuple[Row, Clip]], column: str) -> dict[str, dict]:
    """UAR of each value of a column."""
    parts: dict[str, list[Clip]] = defaultdict(list)
    for row, clip in rows:
        parts[row.get(column) or "none"].append(clip)
    found = {}
    for value, clips in sorted(parts.items()):
        labels = sorted({clip.truth for _, clip in rows})
        pairs = [(clip.truth, verdict(clip, labels)[0]) for clip in clips]
        found[value] = {"clips": len(clips), "uar": mean_recall(pairs), "uar_95": interval(clips, pairs)}
    return found


def scores(pairs: list[tuple[Row, dict | None]], heads: list[str], columns: list[str]) -> tuple[dict, dict[str, int]]:
    """Figures by corpus and head, and the clips of each corpus."""
    corpora: dict[str, list[tuple[Row, dict | None]]] = defaultdict(list)
    for row, record in pairs:
        corpora[row["corpus"]].append((row, record))
    figures = {}
    for corpus, items in sorted(corpora.items()):
        figures[corpus] = {}
        for head in heads:
            rows = [(row, Clip(row.get("speaker"), row["emotion"], probabilities_of(record, head))) for row, record in items]
            found = score([clip for _, clip in rows])
            del found["confusion"]
            found |= {f"by_{column}": groups(rows, column) for column in columns}
            figures[corpus][head] = {"missing": sum(clip.probabilities is None for _, clip in rows)} | found
    return figures, {corpus: len(items) for corpus, items in corpora.items()}


def lines(figures: dict, counts: dict[str, int]) -> list[str]:
    """A line for every corpus and head."""
    made = []
    for corpus, heads in figures.items():
        for head, one in heads.items():
            low, high = one["uar_95"]
            error = "" if one.get("ece") is None else f", ECE {one['ece']:.3f}, excess {one['ece_excess']:.3f}"
            made.append(f"{corpus}, {head}, {counts[corpus]} clips: UAR {one['uar']:.1%} ({low:.0%}–{high:.0%}){error}")
            made.append("  " + ", ".join(f"{label} {recall:.0%}" for label, recall in one["recalls"].items()))
            for name in (key for key in one if key.startswith("by_")):
                parts = (f"{value} {part['uar']:.1%}" for value, part in one[name].items())
                made.append(f"  {name.replace('_', ' ')}: {', '.join(parts)}")
    return made


def add_scoring_arguments(parser: Arguments) -> None:
    """Which corpus, heads and groups to score."""
    parser.add_argument("--corpus", action="append", help="this corpus alone; may be repeated")
    parser.add_argument("--head", action="append", choices=HEADS, help="what to score (default: all three)")
    parser.add_argument("--by", action="append", metavar="COLUMN", help="UAR of each value of a column, too")


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("labels", type=Path, metavar="LABELS.csv")
    parser.add_argument("records", type=Path, metavar="RECORDS.jsonl")
    add_scoring_arguments(parser)
    options = parser.parse_args()
    pairs = read(options.labels, options.records, options.corpus or ())
    figures, counts = scores(pairs, options.head or list(HEADS), options.by or [])
    models = sorted({record["model"] for _, record in pairs if record})
    parser.report(
        options,
        "UAR, WAR, macro-F1, ECE, Brier score and negative log-likelihood, recalls",
        protocol="as the records were made",
        material="records of labelled clips",
        counts=counts,
        figures=figures,
        weights=", ".join(models),
        lines=lines(figures, counts),
    )


if __name__ == "__main__":
    main()
