#!/usr/bin/env python3
"""Prints the risk–coverage curve of records: which share of the clips is wrong among those that are surest.

Each corpus is read over the labels that occur in it. `--min-confidence P` answers what is left above a confidence; this
table says what P costs.

usage: risk_coverage.py LABELS.csv RECORDS.jsonl [--corpus NAME]
"""

import argparse
from collections import defaultdict

from labelled_records import read

COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels")
    parser.add_argument("records")
    parser.add_argument("--corpus")
    options = parser.parse_args()
    corpora = defaultdict(list)
    for row, record in read(options.labels, options.records, options.corpus):
        corpora[row["corpus"]].append((row["emotion"], record["probabilities"]))
    for corpus, clips in sorted(corpora.items()):
        labels = sorted({emotion for emotion, _ in clips})
        said = []
        for emotion, probabilities in clips:
            kept = {label: probabilities[label] for label in labels}
            best = max(labels, key=kept.get)
            said.append((kept[best] / (sum(kept.values()) or 1), best == emotion))
        said.sort(reverse=True)
        area = sum(sum(not right for _, right in said[:n]) / n for n in range(1, len(said) + 1)) / max(1, len(said))
        print(f"{corpus}: {len(said)} clips, area under the curve {area:.3f}")
        for coverage in COVERAGES:
            part = said[: max(1, round(coverage * len(said)))]
            wrong = sum(not right for _, right in part) / len(part)
            print(f"  surest {coverage:4.0%}: confidence {part[-1][0]:.2f} and more, {wrong:5.1%} wrong")


if __name__ == "__main__":
    main()
