"""Puts together the weights that know nobody of one fold.

The voice encoder has learnt no emotions, and the shipped face networks know nobody in the clips. The fusion is the one given,
trained without the fold. Without one it is the shipped one, which knows everybody, with the fold's head for the voice, so that
only what the voice or the face says alone counts.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from Evaluation.measurement import ROOT

MODELS = ROOT / "Models"
FUSION = "emocli-av.safetensors"


def assemble(fold: str, folder: Path, fusion: Path | None = None) -> None:
    """Leaves a folder that `EMOCLI_MODELS` may name."""
    folder.mkdir(parents=True, exist_ok=True)
    for network in MODELS.glob("*.safetensors"):
        if network.name != FUSION:
            shutil.copy(network, folder)
    if fusion:
        shutil.copy(fusion, folder / FUSION)
    else:
        replace(MODELS / FUSION, MODELS / "folds" / fold / "voice-head.safetensors", folder / FUSION)


def replace(base: Path, part: Path, target: Path) -> None:
    """Writes the safetensors file `base` with the tensors of `part` in the place of its own of the same name."""
    (header, data), (changed, changes) = read(base), read(part)
    for name, entry in changed.items():
        # Temperatures are the fusion's, fitted anew.
        if name == "__metadata__" or name not in header:
            continue
        start, end = header[name]["data_offsets"]
        source = entry["data_offsets"]
        if (entry["dtype"], entry["shape"]) != (header[name]["dtype"], header[name]["shape"]):
            raise SystemExit(f"{part}: {name} has another shape than in {base}")
        data[start:end] = changes[source[0] : source[1]]
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    target.write_bytes(len(text).to_bytes(8, "little") + text + data)


def read(path: Path) -> tuple[dict, bytearray]:
    """Header and data of a safetensors file."""
    content = bytearray(path.read_bytes())
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), content[8 + length :]
