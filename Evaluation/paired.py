"""Compares two sets of records of the same clips: how much the UAR of each corpus differs, and how sure that is.

The 95 % interval comes from 1,000 resamplings of speakers, of each of whom both sets keep all clips; a corpus with fewer than
four named speakers has none. Corpora are scored as by `Evaluation.scores`.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean

from Evaluation.labelled_records import Row, read
from Evaluation.measurement import Arguments
from Evaluation.scores import HEADS, MIN_GROUPS, RESAMPLINGS, Clip, mean_recall, probabilities_of, verdict

Verdict = tuple[str, str | None]
"""The true label and the one found."""


def verdicts(pairs: list[tuple[Row, dict | None]], head: str) -> list[Verdict]:
    """Of each clip of a corpus."""
    labels = sorted({row["emotion"] for row, _ in pairs})
    clips = [Clip(row.get("speaker"), row["emotion"], probabilities_of(record, head)) for row, record in pairs]
    return [(clip.truth, verdict(clip, labels)[0]) for clip in clips]


def interval(speakers: list[str], earlier: list[Verdict], later: list[Verdict]) -> list[float] | None:
    """Of the difference in UAR; None where fewer than four speakers are named."""
    counts: dict[str, Counter] = defaultdict(Counter)
    gains: dict[str, Counter] = defaultdict(Counter)
    for speaker, (truth, before), (_, after) in zip(speakers, earlier, later, strict=True):
        counts[speaker][truth] += 1
        gains[speaker][truth] += (after == truth) - (before == truth)
    names = sorted(name for name in counts if name)
    if len(names) < MIN_GROUPS:
        return None
    chance, differences = random.Random(0), []
    for _ in range(RESAMPLINGS):
        drawn = chance.choices(names, k=len(names))
        total, gain = Counter(), Counter()
        for name in drawn:
            total.update(counts[name])
            gain.update(gains[name])
        differences.append(mean(gain[label] / total[label] for label in total))
    differences.sort()
    return [differences[RESAMPLINGS * 25 // 1000], differences[RESAMPLINGS * 975 // 1000 - 1]]


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("labels", type=Path, metavar="LABELS.csv")
    parser.add_argument("earlier", type=Path, metavar="EARLIER.jsonl")
    parser.add_argument("later", type=Path, metavar="LATER.jsonl")
    parser.add_argument("--corpus", action="append", help="this corpus alone; may be repeated")
    parser.add_argument("--head", action="append", choices=HEADS, help="what to score (default: all three)")
    options = parser.parse_args()
    sets = [read(options.labels, records, options.corpus or ()) for records in (options.earlier, options.later)]
    corpora = sorted({row["corpus"] for row, _ in sets[0]})
    figures, counts, lines = {}, {}, []
    for corpus in corpora:
        before, after = ([pair for pair in one if pair[0]["corpus"] == corpus] for one in sets)
        figures[corpus], counts[corpus] = {}, len(before)
        speakers = [row.get("speaker") or "" for row, _ in before]
        for head in options.head or HEADS:
            earlier, later = verdicts(before, head), verdicts(after, head)
            uar = [mean_recall(earlier), mean_recall(later)]
            span = interval(speakers, earlier, later)
            figures[corpus][head] = {"earlier": uar[0], "later": uar[1], "difference": uar[1] - uar[0], "difference_95": span}
            sure = f" ({100 * span[0]:+.1f} to {100 * span[1]:+.1f})" if span else ""
            lines.append(f"{corpus}, {head}: UAR {uar[0]:.1%} → {uar[1]:.1%}, {100 * (uar[1] - uar[0]):+.1f} points{sure}")
    models = [", ".join(sorted({record["model"] for _, record in one if record})) for one in sets]
    parser.report(
        options,
        "UAR of two sets of records of the same clips, their difference, and its 95 % interval over speakers",
        protocol="as the records were made",
        material="records of labelled clips",
        counts=counts,
        figures=figures,
        weights=" → ".join(models),
        lines=lines,
    )


if __name__ == "__main__":
    main()
