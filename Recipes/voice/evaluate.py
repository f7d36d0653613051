"""Window-averaged predictions on whole clips, and their recall."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from Recipes.voice.corpus import LABELS, Clip, LogMelCache
from Recipes.voice.network import WIDTH, VoiceNetwork
from Recipes.voice.speaker_normalization import normalized_by_speaker

WINDOW = 401
STEP = 200
"""Frames of a window, 4 s, and of the hop, 2 s."""


@dataclass
class Windows:
    """Clip index (N), logits (N, 8) and, where kept, pooled features (N, 256) of N windows."""

    clips: np.ndarray
    logits: np.ndarray
    pooled: np.ndarray | None = None


def window_starts(frames: int) -> list[int]:
    """First frame of each window of a clip: every 2 s until one reaches the end."""
    return list(range(0, max(frames - WINDOW, 0) + STEP, STEP)) if frames > WINDOW else [0]


@torch.inference_mode()
def predict(network: VoiceNetwork, cache: LogMelCache, clips: list[int], device: str) -> Windows:
    """Predicts every window of the clips; windows of equal length share a batch."""
    network.eval()
    lengths: dict[int, list[tuple[int, int]]] = {}
    for clip in clips:
        frames = cache.length(clip)
        for start in window_starts(frames):
            lengths.setdefault(min(WINDOW, frames - start), []).append((clip, start))
    owners: list[int] = []
    logits, pooled = [np.zeros((0, len(LABELS)))], [np.zeros((0, WIDTH))]
    for length, windows in sorted(lengths.items()):
        for first in range(0, len(windows), 32):
            part = windows[first : first + 32]
            mel = np.stack([cache[clip][start : start + length] for clip, start in part])
            x = network.encoder.standardise(torch.from_numpy(mel).float().to(device))
            features = network.pooled(x)
            owners += [clip for clip, _ in part]
            pooled.append(features.cpu().numpy())
            logits.append(network.logits(features).cpu().numpy())
    order = np.argsort(np.array(owners), kind="stable")
    return Windows(
        np.array(owners)[order], np.concatenate(logits)[order], np.concatenate(pooled)[order]
    )


def clip_means(owner: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Clips (M) and the mean (M, …) of their windows' values (N, …)."""
    clips, owner = np.unique(owner, return_inverse=True)
    total = np.zeros((len(clips), *values.shape[1:]))
    np.add.at(total, owner, values)
    return clips, total / np.bincount(owner)[:, None]


def clip_scores(windows: Windows, temperature: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Clips (M) and their log-probabilities (M, 8), averaged over windows."""
    scaled = windows.logits / temperature
    scores = scaled - np.logaddexp.reduce(scaled, axis=1, keepdims=True)
    return clip_means(windows.clips, scores)


@torch.inference_mode()
def normalized_windows(network: VoiceNetwork, windows: Windows, clips: list[Clip]) -> Windows:
    """One row per clip: logits of the personal head, normalised by all clips of the speaker."""
    indices, pooled = clip_means(windows.clips, windows.pooled)
    people = {(clip.corpus, clip.speaker): 0 for clip in clips}
    people = {person: number for number, person in enumerate(people)}
    speakers = torch.tensor([people[clips[i].corpus, clips[i].speaker] for i in indices])
    normalized = normalized_by_speaker(torch.from_numpy(pooled).float(), speakers)
    return Windows(indices, network.personal_logits(normalized).numpy(), pooled)


def unweighted_recall(truth: np.ndarray, scores: np.ndarray, labels: np.ndarray) -> float:
    """Mean recall over the labels of a corpus (8, boolean); other labels are excluded."""
    guess = np.where(labels, scores, -np.inf).argmax(axis=1)
    return float(np.mean([np.mean(guess[truth == label] == label) for label in np.unique(truth)]))


def recall_by_corpus(
    windows: Windows, clips: list[Clip], labels: dict[str, np.ndarray]
) -> dict[str, float]:
    """Unweighted average recall of each corpus among the predicted clips."""
    indices, scores = clip_scores(windows)
    corpora = np.array([clips[index].corpus for index in indices])
    truth = np.array([clips[index].label for index in indices])
    return {
        corpus: unweighted_recall(
            truth[corpora == corpus], scores[corpora == corpus], labels[corpus]
        )
        for corpus in sorted(set(corpora.tolist()))
    }


def write_windows(path: Path, windows: Windows, clips: list[Clip]) -> None:
    """Writes one row per window: clip, corpus, speaker, label, and eight logits."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["path", "corpus", "speaker", "emotion", *LABELS])
        for index, logits in zip(windows.clips, windows.logits, strict=True):
            clip = clips[index]
            values = [f"{value:.4f}" for value in logits]
            writer.writerow([clip.path, clip.corpus, clip.speaker, LABELS[clip.label], *values])
