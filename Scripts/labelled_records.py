"""Labelled clips and what was said of them."""

import csv
import json
from pathlib import Path


def read(labels: str, records: str, corpus: str | None = None) -> list[tuple[dict[str, str], dict]]:
    """Rows of a table of labels, each with its record; clips that failed are left out."""
    with open(records) as file:
        said = {record["path"]: record for record in map(json.loads, file) if record["status"] == "ok"}
    with open(labels, newline="") as file:
        rows = [row for row in csv.DictReader(file) if corpus in (None, row["corpus"])]
    return [(row, said[row["path"]]) for row in rows if row["path"] in said]


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """A table of these rows, of one kind."""
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
