"""CSV tables with a header."""

from __future__ import annotations

import csv
from pathlib import Path


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, by column name."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))
