"""What a trained network says of people it never saw, and of FER+'s validation part."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import torch

from batches import collate, whole
from corpus import LABELS
from cross_modal import FaceHead, FusionNetwork
from material import Pair
from pictures import CALM, Pictures

HEADS = ("voice", "face", "correction")


@torch.inference_mode()
def picture_accuracy(head: FaceHead, pictures: Pictures) -> float:
    """Share of the faces with one winning label that the head names; `calm` is no candidate."""
    shares = torch.from_numpy(pictures.shares)
    clear = (shares == shares.max(dim=1, keepdim=True).values).sum(dim=1) == 1
    embeddings = pictures.embeddings[clear.numpy()].astype(np.float32)
    faces = torch.from_numpy(embeddings)[:, None]
    guess = head(head.norm(faces), torch.ones(faces.shape[:2], dtype=torch.bool))
    guess[:, CALM] = -torch.inf
    return float((guess.argmax(dim=1) == shares[clear].argmax(dim=1)).float().mean())


@torch.inference_mode()
def write_windows(
    path: Path, network: FusionNetwork, pairs: list[Pair], voices: list[list[np.ndarray]]
) -> None:
    """A row a window of these clips: how much was heard and seen of it, in log-mel frames, and the
    logits of voice and face and the correction."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        columns = [f"{head}_{label}" for head in HEADS for label in LABELS]
        writer.writerow(["path", "corpus", "speaker", "emotion", "heard", "seen", *columns])
        for pair, embeddings in zip(pairs, voices, strict=True):
            clip = pair.clip
            for window, voice in zip(pair.windows, embeddings, strict=True):
                output = network(collate([whole(voice, window)])[0])
                values = torch.cat([getattr(output, head)[0] for head in HEADS]).tolist()
                known = [clip.path, clip.corpus, clip.speaker, LABELS[clip.label], window.frames]
                numbers = [window.coverage * window.frames, *values]
                writer.writerow([*known, *(f"{number:.5f}" for number in numbers)])
