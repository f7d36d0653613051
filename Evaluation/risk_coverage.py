"""The risk–coverage curve of records: which share of the clips is wrong among the most confident ones.

Each corpus is scored over the labels that occur in it. `--min-confidence P` keeps the clips above a confidence; this curve
says what a P is worth. The area under the curve (AURC) is the mean risk over all coverages.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from Evaluation.labelled_records import read
from Evaluation.measurement import Arguments
from Evaluation.scores import Clip, verdict

COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)


def curve(clips: list[Clip]) -> dict:
    """Risk and least confidence at each coverage, in percent of the clips."""
    labels = sorted({clip.truth for clip in clips})
    verdicts = [(verdict(clip, labels), clip.truth) for clip in clips]
    ranked = sorted(((kept[found], found == truth) for (found, kept), truth in verdicts if found), reverse=True)
    risks = [sum(not right for _, right in ranked[:count]) / count for count in range(1, len(ranked) + 1)]
    parts = {coverage: max(1, round(coverage * len(ranked))) for coverage in COVERAGES}
    return {
        "aurc": sum(risks) / len(risks),
        "risk": {f"{coverage:.0%}": risks[count - 1] for coverage, count in parts.items()},
        "min_confidence": {f"{coverage:.0%}": ranked[count - 1][0] for coverage, count in parts.items()},
    }


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("labels", type=Path, metavar="LABELS.csv")
    parser.add_argument("records", type=Path, metavar="RECORDS.jsonl")
    parser.add_argument("--corpus", action="append", help="this corpus alone; may be repeated")
    options = parser.parse_args()
    corpora = defaultdict(list)
    models = set()
    for row, record in read(options.labels, options.records, options.corpus or ()):
        if record:
            corpora[row["corpus"]].append(Clip(row["speaker"], row["emotion"], record["probabilities"]))
            models.add(record["model"])
    figures = {corpus: curve(clips) for corpus, clips in sorted(corpora.items())}
    lines = []
    for corpus, found in figures.items():
        lines.append(f"{corpus}: {len(corpora[corpus])} clips, area under the curve {found['aurc']:.3f}")
        for coverage, risk in found["risk"].items():
            least = found["min_confidence"][coverage]
            lines.append(f"  most confident {coverage:>4}: confidence {least:.2f} and more, {risk:5.1%} wrong")
    parser.report(
        options,
        "share of wrong labels among the most confident clips, by coverage",
        protocol="as the records were made",
        material="records of labelled clips",
        counts={corpus: len(clips) for corpus, clips in corpora.items()},
        figures=figures,
        weights=", ".join(sorted(models)),
        lines=lines,
    )


if __name__ == "__main__":
    main()
