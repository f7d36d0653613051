"""Safetensors files whose bytes depend on their contents alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors import safe_open

TYPES = {"float32": "F32", "float16": "F16"}


def write_tensors(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    """Writes float32 and float16 tensors: float32 first, then by name.

    The library's own writer does not fix the order of the metadata.
    """
    names = sorted(tensors, key=lambda name: (-tensors[name].itemsize, name))
    header: dict[str, object] = {"__metadata__": dict(sorted(metadata.items()))}
    position = 0
    for name in names:
        array = tensors[name]
        header[name] = {
            "dtype": TYPES[str(array.dtype)],
            "shape": list(array.shape),
            "data_offsets": [position, position + array.nbytes],
        }
        position += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name in names:
            file.write(np.ascontiguousarray(tensors[name]).tobytes())


def read_tensors(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Tensors and metadata of a safetensors file."""
    with safe_open(path, framework="numpy") as file:
        return {name: file.get_tensor(name) for name in file.offset_keys()}, file.metadata()


def read_widened(path: Path) -> dict[str, np.ndarray]:
    """Tensors of a safetensors file, widened to float32."""
    return {name: value.astype(np.float32) for name, value in read_tensors(path)[0].items()}
