"""Analysis windows: the voice's moments, the trusted face frames, and how the two are aligned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alignment import align
from evaluate import WINDOW, window_starts
from signals import MEL_FRAMES, movement_signal, voice_signal

MEL_SECONDS = 0.01
MOMENT_SECONDS = MEL_FRAMES * MEL_SECONDS
WINDOW_SECONDS = 4.0
FACE_WIDTH = 512


@dataclass
class FaceTrack:
    """The trusted frames of a clip's face."""

    times: np.ndarray
    """Seconds from the clip's start (N)."""
    landmarks: np.ndarray
    """(N, 68, 2)"""
    embeddings: np.ndarray
    """(N, 512), float16"""
    pictures: np.ndarray
    """Seconds of all pictures that were looked at, trusted or not."""

    def stretched(self, factor: float) -> FaceTrack:
        """The same face, `factor` times as slow."""
        return FaceTrack(
            self.times * factor, self.landmarks, self.embeddings, self.pictures * factor
        )


@dataclass
class AlignedWindow:
    """A window of a voice with a face aligned to it (T moments, N frames)."""

    start: int
    """Its first log-mel frame."""
    frames: int
    """Its log-mel frames."""
    face: np.ndarray
    """Embeddings (N, 512), float16."""
    instants: np.ndarray
    """The frames' seconds on the voice's clock, from the window's start (N)."""
    coverage: float
    """Share of the window's pictures in which the face is trusted."""
    ranges: np.ndarray
    """First frame and the one after the last for each moment (T, 2)."""

    @property
    def moments(self) -> int:
        """Voice embeddings of the window."""
        return -(-self.frames // MEL_FRAMES)


def aligned_windows(mel: np.ndarray, track: FaceTrack) -> list[AlignedWindow]:
    """All windows of a clip, each aligned with the frames that lie inside it."""
    return [
        aligned_window(mel[start : start + WINDOW], start, track)
        for start in window_starts(len(mel))
    ]


def aligned_window(mel: np.ndarray, start: int, track: FaceTrack) -> AlignedWindow:
    """One window's log-mel frames, the first being number `start` of its clip."""
    times = track.times - start * MEL_SECONDS
    inside = np.flatnonzero(within(times))
    coverage = len(inside) / max(within(track.pictures - start * MEL_SECONDS).sum(), 1)
    moments = -(-len(mel) // MEL_FRAMES)
    if len(inside) == 0:
        nothing = np.zeros((0, FACE_WIDTH), np.float16)
        ranges = np.zeros((moments, 2), np.int64)
        return AlignedWindow(start, len(mel), nothing, np.zeros(0), 0.0, ranges)
    result = align(
        np.arange(moments) * MOMENT_SECONDS,
        voice_signal(mel),
        times[inside],
        movement_signal(times[inside], track.landmarks[inside]),
    )
    ranges = np.stack([result.starts, result.ends], axis=1)
    return AlignedWindow(
        start, len(mel), track.embeddings[inside], result.instants, coverage, ranges
    )


def within(times: np.ndarray) -> np.ndarray:
    """Which times from a window's start lie inside it, boolean."""
    return (times >= 0) & (times < WINDOW_SECONDS)


def pairing(ranges: np.ndarray, frames: int) -> np.ndarray:
    """Ranges (T, 2) → (T, N): 1 / n for each of the n frames of a moment."""
    columns = np.arange(frames)[None, :]
    inside = (columns >= ranges[:, :1]) & (columns < ranges[:, 1:])
    return inside / np.maximum(inside.sum(axis=1, keepdims=True), 1)
