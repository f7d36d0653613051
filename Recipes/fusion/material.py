"""What the fusion learns from: clips with voice and face, further takes, voices, pictures."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus import LABELS, Clip, LogMelCache, corpus_labels, read_clips
from evaluate import WINDOW, window_starts
from pictures import Pictures, read_ferplus, read_folds, read_ntu, read_table
from voice import embed, load_encoder
from windows import AlignedWindow, FaceTrack, aligned_windows

PAIRED = "javanese"
"""The corpus whose clips have voice and face; its further takes record the same lines again."""


@dataclass
class Pair:
    """A voice and a face that say the same line (A clip's own, or another take's), in windows."""

    clip: Clip
    mel: np.ndarray
    windows: list[AlignedWindow]
    own: bool
    """Whether sound and picture are of one take."""


def read_track(path: Path) -> tuple[np.ndarray, FaceTrack]:
    """A clip's log-mel frames and its trusted face frames."""
    stored = np.load(path)
    kept = stored["trusted"]
    track = FaceTrack(
        stored["times"][kept],
        stored["landmarks"][kept],
        stored["embeddings"][kept],
        stored["times"],
    )
    return stored["mel"], track


@dataclass
class Material:
    """Everything, of all folds; `seen` says what a run may learn from."""

    pairs: list[Pair]
    voices: list[Clip]
    mels: LogMelCache
    candidates: dict[str, np.ndarray]
    ferplus: Pictures
    ntu: Pictures
    valid: Pictures

    @classmethod
    def read(cls, data: Path, cache: Path, mel_cache: Path) -> Material:
        """Reads the caches of `cache.py` and of the voice recipe."""
        voices = read_clips(data)
        mels = LogMelCache(mel_cache, "plain", voices)
        kept = cache / "pairs.pickle"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(read_pairs(data, cache, voices, mels)))
        return cls(
            pairs=pickle.loads(kept.read_bytes()),
            voices=voices,
            mels=mels,
            candidates=corpus_labels(voices),
            ferplus=read_ferplus(data, cache, "train"),
            ntu=read_ntu(data, cache),
            valid=read_ferplus(data, cache, "valid"),
        )

    def mel_windows(self, index: int) -> list[np.ndarray]:
        """The log-mel windows of a voice."""
        mel = self.mels[index]
        return [mel[start : start + WINDOW] for start in window_starts(len(mel))]


def read_pairs(data: Path, cache: Path, voices: list[Clip], mels: LogMelCache) -> list[Pair]:
    """The clips with their own sound, then the further takes with the clip's face stretched to
    their length."""
    folds = read_folds(data, PAIRED)
    rows = [row for row in read_table(data / "clips" / "labels.csv") if row["corpus"] == PAIRED]
    pairs, tracks = [], {}
    for row in rows:
        mel, track = read_track((cache / "clips" / row["path"]).with_suffix(".npz"))
        label, fold = LABELS.index(row["emotion"]), folds[row["speaker"]]
        clip = Clip(row["path"], PAIRED, row["speaker"], label, fold)
        tracks[line(row["path"])] = len(mel), track
        pairs.append(Pair(clip, mel, aligned_windows(mel, track), own=True))
    for index, clip in enumerate(voices):
        if clip.corpus != PAIRED or clip.path.endswith("_01.opus") or line(clip.path) not in tracks:
            continue
        length, track = tracks[line(clip.path)]
        mel = mels[index]
        windows = aligned_windows(mel, track.stretched(len(mel) / length))
        pairs.append(Pair(clip, mel, windows, own=False))
    return pairs


def line(path: str) -> str:
    """The line that a take says: actor, sentence and emotion, as in `01-01-02_03.opus`."""
    return Path(path).stem.rsplit("_", 1)[0]


def embed_voices(
    material: Material, encoder_file: Path, kept: Path
) -> tuple[dict[int, list[np.ndarray]], dict[int, list[np.ndarray]]]:
    """The embeddings of every window of every pair and of every voice, made once an encoder."""
    if not kept.exists():
        encoder = load_encoder(encoder_file)
        found = []
        for windows in (
            [[p.mel[w.start : w.start + WINDOW] for w in p.windows] for p in material.pairs],
            [material.mel_windows(index) for index in range(len(material.voices))],
        ):
            flat = iter(embed(encoder, [mel for one in windows for mel in one]))
            found.append({index: [next(flat) for _ in one] for index, one in enumerate(windows)})
        kept.write_bytes(pickle.dumps(tuple(found)))
    return pickle.loads(kept.read_bytes())
