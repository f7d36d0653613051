"""Tables of the data directory: CSV files, the folds of people, and the labelled speech."""

from __future__ import annotations

import csv
from pathlib import Path

SPEECH_CORPORA = ("ravdess", "nemo", "javanese", "casia", "emovo", "urdu", "emodb")
"""Corpora to train on; others in `speech/labels.csv` are for evaluation and have no folds."""


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, by column name."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def read_folds(data: Path) -> dict[tuple[str, str], str]:
    """The fold of each person, by corpus and speaker."""
    rows = read_rows(data / "folds.csv")
    return {(row["corpus"], row["speaker"]): row["fold"] for row in rows}


def speech_rows(data: Path) -> list[dict[str, str]]:
    """The recordings of `speech/labels.csv` to train on."""
    rows = read_rows(data / "speech" / "labels.csv")
    return [row for row in rows if row["corpus"] in SPEECH_CORPORA]
