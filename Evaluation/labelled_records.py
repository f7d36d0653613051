"""Labelled clips and the records of them."""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from Evaluation.measurement import data_directory

Row = dict[str, str]

# The corpora that the shipped fusion learns from, and so the ones with models that do not know a fold: speech, and vocal
# bursts.
SPOKEN = ("ravdess", "javanese", "nemo", "casia", "emovo", "urdu", "emodb", "emospeech")
LEARNT = (*SPOKEN, "emogator")


def table(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def drawn_clips(count: int, seed: int) -> list[Path]:
    """Clips of the data directory drawn at random, as many of every corpus in `SPOKEN`."""
    data = data_directory()
    rows = table(data / "speech/labels.csv")
    rng = random.Random(seed)
    drawn = []
    for index, corpus in enumerate(sorted(SPOKEN)):
        share = count // len(SPOKEN) + (index < count % len(SPOKEN))
        drawn += rng.sample([data / "speech" / row["path"] for row in rows if row["corpus"] == corpus], share)
    return drawn


def write_rows(path: Path, rows: list[Row]) -> None:
    """A CSV file of rows with the same columns."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def read(labels: Path, records: Path, corpora: Collection[str] = ()) -> list[tuple[Row, dict | None]]:
    """Rows of a table of labels, each with its record, or without one where the clip failed.

    A record belongs to a row when its path is, or ends with, the row's. A label that the program lacks (`boredom`) is left
    out.

    - corpora: these alone, or all.
    """
    with open(records, encoding="utf-8") as file:
        found = {record["path"]: record for record in map(json.loads, file) if record["status"] == "ok"}
    by_name: dict[str, list[str]] = defaultdict(list)
    for path in found:
        by_name[Path(path).name].append(path)

    def record(path: str) -> dict | None:
        longer = (full for full in by_name[Path(path).name] if full == path or full.endswith("/" + path))
        return found.get(next(longer, ""))

    rows = [row for row in table(labels) if row["emotion"] != "boredom" and (not corpora or row["corpus"] in corpora)]
    return [(row, record(row["path"])) for row in rows]
