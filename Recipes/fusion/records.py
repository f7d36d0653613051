"""Out-of-fold records, one JSON object a clip, in the form of the program's own."""

from __future__ import annotations

import json
from pathlib import Path

from torch import Tensor

from corpus import LABELS


def probabilities(scores: Tensor) -> dict[str, float]:
    """Log-probabilities (8) under their labels' names."""
    return {label: round(p, 5) for label, p in zip(LABELS, scores.exp().tolist(), strict=True)}


def write_records(path: Path, clips: list[str], scores: dict[str, Tensor]) -> None:
    """Calibrated log-probabilities (M, 8) of `voice`, `face` and `fused`."""
    with open(path, "w") as file:
        for index, clip in enumerate(clips):
            streams = {
                stream: {"probabilities": probabilities(scores[stream][index])}
                for stream in ("voice", "face")
            }
            record = {
                "path": clip,
                "status": "ok",
                "probabilities": probabilities(scores["fused"][index]),
                "modalities": streams,
            }
            file.write(json.dumps(record) + "\n")
