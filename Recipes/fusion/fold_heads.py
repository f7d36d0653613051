"""Writes the voice head of each fold's fusion model, for figures on the voices of unseen speakers.

FUSION/K/emocli-av.safetensors was trained without fold K; OUT/K/voice-head.safetensors gets its tensors of the voice.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from Recipes.common.tensor_file import read_tensors, write_tensors

PREFIX = "voice."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fusion", type=Path, metavar="FUSION")
    parser.add_argument("out", type=Path, metavar="OUT")
    options = parser.parse_args()
    for model in sorted(options.fusion.glob("*/emocli-av.safetensors")):
        tensors, metadata = read_tensors(model)
        head = {name: value for name, value in tensors.items() if name.startswith(PREFIX)}
        kept = {key: metadata[key] for key in ("name", "version", "training", "speakers", "licence", "voice_encoder")}
        folder = options.out / model.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        write_tensors(folder / "voice-head.safetensors", head, kept | {"recipe": "Recipes/fusion"})


if __name__ == "__main__":
    main()
