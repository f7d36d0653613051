"""Writes an untrained fusion model around the voice head of `Recipes/voice`.

`emocli train` starts from the fusion model beside the encoders, of which only the voice head matters.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from Recipes.common.tensor_file import read_tensors, write_tensors

LABELS = "neutral,calm,happy,sad,angry,fearful,disgust,surprised"
VOICE, FACE, INTENSITIES, PRESENCES, SUMMARY = 256, 512, 17, 18, 564
UNITS = INTENSITIES + PRESENCES
STATE = HIDDEN = 64


class RandomTensors:
    """Random tensors of layers, by name."""

    def __init__(self, seed: int):
        self.generator = np.random.default_rng(seed)
        self.tensors: dict[str, np.ndarray] = {}

    def uniform(self, name: str, shape: tuple[int, ...], inputs: int) -> None:
        """Uniform within ±1 / √inputs."""
        values = self.generator.uniform(-1, 1, shape) / np.sqrt(inputs)
        self.tensors[name] = values.astype(np.float16)

    def fill(self, name: str, shape: tuple[int, ...], value: float) -> None:
        self.tensors[name] = np.full(shape, value, dtype=np.float16)

    def linear(self, name: str, inputs: int, outputs: int) -> None:
        self.uniform(f"{name}.weight", (outputs, inputs), inputs)
        self.uniform(f"{name}.bias", (outputs,), inputs)

    def norm(self, name: str, width: int) -> None:
        self.fill(f"{name}.weight", (width,), 1)
        self.fill(f"{name}.bias", (width,), 0)

    def speaker_prior(self, name: str, width: int) -> None:
        self.fill(f"{name}.mean", (width,), 0)
        self.fill(f"{name}.spread", (width,), 1)

    def grud_cell(self, name: str) -> None:
        self.fill(f"{name}.input-decay.weight", (UNITS,), 1)
        for part in ("input-decay.bias", "mean"):
            self.fill(f"{name}.{part}", (UNITS,), 0)
        self.uniform(f"{name}.state-decay.weight", (STATE, UNITS), STATE)
        self.uniform(f"{name}.state-decay.bias", (STATE,), STATE)
        for part, width in (("input", UNITS), ("state", STATE), ("trust", UNITS)):
            self.uniform(f"{name}.{part}.weight", (3 * STATE, width), STATE)
        self.uniform(f"{name}.bias", (3 * STATE,), STATE)

    def attention(self, name: str, queries: int, keys: int) -> None:
        self.linear(f"{name}.query", queries, 1024)
        self.linear(f"{name}.key", keys, 1024)
        self.linear(f"{name}.value", keys, 1024)
        self.linear(f"{name}.output", 1024, queries)
        self.norm(f"{name}.norm", queries)
        self.fill(f"{name}.time", (8, 21), 0)


def draw(seed: int) -> dict[str, np.ndarray]:
    """All tensors but the voice head's."""
    made = RandomTensors(seed)
    made.speaker_prior("voice.usual", VOICE)
    made.norm("face.norm", FACE)
    made.grud_cell("face.decay")
    made.linear("face.units", STATE, FACE)
    made.linear("face.pool", FACE, 8)
    made.linear("face.head", FACE, 8)
    for face in ("face.pictured", "face.measured"):
        made.speaker_prior(f"{face}.usual", SUMMARY)
        made.linear(f"{face}.hidden", SUMMARY, HIDDEN)
        made.linear(f"{face}.output", HIDDEN, 8)
    made.fill("face.measured.presences.weight", (PRESENCES, 2 * INTENSITIES), 0)
    made.fill("face.measured.presences.bias", (PRESENCES,), 0)
    made.uniform("fusion.aligned.weight", (VOICE, FACE), FACE)
    made.attention("fusion.voice", VOICE, FACE)
    made.attention("fusion.face", FACE, VOICE)
    made.linear("fusion.voice.pool", VOICE, 4)
    made.linear("fusion.face.pool", FACE, 8)
    made.linear("fusion.head", VOICE + FACE, 8)
    for name in ("mixing.general", "mixing.personal"):
        made.fill(name, (2, 6), 1)
    return made.tensors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voice-head", type=Path, required=True, help="a safetensors file with the voice's head")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tensors = draw(options.seed)
    head, _ = read_tensors(options.voice_head)
    for part in ("pool", "head", "personal"):
        for kind in ("weight", "bias"):
            name = f"voice.{part}.{kind}"
            tensors[name] = head[name]
    write_tensors(options.out, tensors, {"name": "emocli-av", "version": "0-untrained", "labels": LABELS})


if __name__ == "__main__":
    main()
