"""Landmarks as the built program finds them in photographs."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np


def find_landmarks(program: Path, folder: Path, choice: str) -> dict[str, np.ndarray]:
    """Points (68, 2) of the first face in each photograph below `folder`, by file name.

    `choice` is the program's `--face`: `largest` detects faces, `full-frame` takes the whole picture
    for one.
    """
    with tempfile.NamedTemporaryFile("r") as found:
        options = ["--kind", "landmarks", "--face", choice, "-f", "jsonl", "--no-progress"]
        subprocess.run([program, "features", *options, "-o", found.name, folder], check=False)
        rows = (json.loads(line) for line in found)
        return {
            row["path"].split("/")[-1]: np.array(row["landmarks"]) for row in rows if row["success"]
        }
