"""The tensors of a CTranslate2 `model.bin`.

Little-endian: version of the format (uint32), name of the model's specification, its revision
(uint32) and the number of tensors (uint32); then of each tensor the name, rank (uint8), shape
(uint32 each), type (uint8), number of bytes (uint32) and the bytes. A string is its length with
the final NUL (uint16) and its bytes. Source: `ModelSpec` of CTranslate2.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

VERSION = 6
TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)


def number(file: BinaryIO, code: str) -> int:
    """The next number, of a type of `struct`."""
    return struct.unpack("<" + code, file.read(struct.calcsize(code)))[0]


def string(file: BinaryIO) -> str:
    """The next string."""
    return file.read(number(file, "H")).rstrip(b"\0").decode()


def read_model(path: Path) -> dict[str, np.ndarray]:
    """The tensors by name, as stored."""
    tensors = {}
    with open(path, "rb") as file:
        if (version := number(file, "I")) != VERSION:
            raise SystemExit(f"{path}: version {version} of the format, not {VERSION}")
        string(file)
        number(file, "I")
        for _ in range(number(file, "I")):
            name = string(file)
            shape = [number(file, "I") for _ in range(number(file, "B"))]
            kind = TYPES[number(file, "B")]
            tensors[name] = np.frombuffer(file.read(number(file, "I")), kind).reshape(shape)
    return tensors
