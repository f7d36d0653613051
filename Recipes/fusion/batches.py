"""Windows of different lengths in one padded batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from corpus import LABELS
from cross_modal import FACE_WIDTH, VOICE_WIDTH, Batch
from windows import MOMENT_SECONDS, AlignedWindow, pairing


@dataclass
class Example:
    """One window, not yet padded."""

    voice: np.ndarray
    face: np.ndarray
    instants: np.ndarray
    pairing: np.ndarray
    label: int
    candidates: np.ndarray


@dataclass
class Targets:
    """Labels (B) and the labels that were possible (B, 8)."""

    labels: Tensor
    candidates: Tensor


def collate(examples: list[Example]) -> tuple[Batch, Targets]:
    """Pads to the longest; there is always room for one moment and one frame."""
    moments = max(1, *(len(e.voice) for e in examples))
    frames = max(1, *(len(e.face) for e in examples))
    count = len(examples)
    voice = np.zeros((count, moments, VOICE_WIDTH), np.float32)
    face = np.zeros((count, frames, FACE_WIDTH), np.float32)
    voice_mask, face_mask = np.zeros((count, moments), bool), np.zeros((count, frames), bool)
    instants = np.zeros((count, frames), np.float32)
    pairs = np.zeros((count, moments, frames), np.float32)
    for row, example in enumerate(examples):
        t, n = len(example.voice), len(example.face)
        voice[row, :t], voice_mask[row, :t] = example.voice, True
        face[row, :n], face_mask[row, :n] = example.face, True
        instants[row, :n] = example.instants
        pairs[row, :t, :n] = example.pairing
    times = np.tile(np.arange(moments, dtype=np.float32) * MOMENT_SECONDS, (count, 1))
    arrays = (voice, voice_mask, times, face, face_mask, instants, pairs)
    labels = torch.tensor([example.label for example in examples])
    candidates = torch.from_numpy(np.stack([example.candidates for example in examples]))
    return Batch(*map(torch.from_numpy, arrays)), Targets(labels, candidates)


def whole(voice: np.ndarray, window: AlignedWindow) -> Example:
    """A window as it is, for measuring: without a label."""
    return Example(
        voice=voice,
        face=window.face,
        instants=window.instants,
        pairing=pairing(window.ranges, len(window.face)),
        label=0,
        candidates=np.ones(len(LABELS), dtype=bool),
    )
