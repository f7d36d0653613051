"""The landmarks that the program itself finds in photographs."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np


def landmarks(program: Path, folder: Path, choice: str) -> dict[str, np.ndarray]:
    """The points (68, 2) of the first face of each photograph below `folder`, by file name.

    `choice` is the program's `--face`: `largest` lets it search, `full-frame` tells it that the
    picture is a face.
    """
    with tempfile.NamedTemporaryFile("r") as found:
        options = ["--kind", "landmarks", "--face", choice, "-f", "jsonl", "--no-progress"]
        subprocess.run([program, "features", *options, "-o", found.name, folder], check=False)
        rows = (json.loads(line) for line in found)
        return {
            row["path"].split("/")[-1]: np.array(row["landmarks"]) for row in rows if row["success"]
        }
