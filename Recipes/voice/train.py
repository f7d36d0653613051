"""Trains the voice network on all corpora together, with one fold of speakers left out or none."""

from __future__ import annotations

import argparse
import csv
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from augment import augment, mask_spectrogram
from corpus import Clip, LogMelCache, corpus_labels, read_clips
from evaluate import Windows, predict, recall_by_corpus, write_windows
from network import VoiceNetwork
from sampling import BalancedSampler, batches

BATCH = 32
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 0.02
SMOOTHING = 0.1
AVERAGE_DECAY = 0.997


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the spectrograms")
    parser.add_argument("--out", type=Path, required=True, help="folder for what this run leaves")
    parser.add_argument("--exclude-fold", choices=["0", "1", "2", "3", "none"], required=True)
    parser.add_argument("--epochs", type=int, default=22)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="CPU threads")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    return parser.parse_args()


def masked_loss(logits: Tensor, labels: Tensor, candidates: Tensor) -> Tensor:
    """Smoothed cross-entropy among the labels a clip's corpus has, `candidates` (B, 8)."""
    scores = logits.masked_fill(~candidates, -1e4).log_softmax(dim=1)
    share = SMOOTHING / candidates.sum(dim=1, keepdim=True)
    target = F.one_hot(labels, logits.shape[1]) * (1 - SMOOTHING) + share * candidates
    return -(target * scores).sum(dim=1).mean()


def learning_rate(step: int, warm_up: int, steps: int) -> float:
    """Linear warm-up, then half a cosine down to a hundredth, as a factor."""
    if step < warm_up:
        return (step + 1) / warm_up
    progress = (step - warm_up) / max(1, steps - warm_up)
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1, progress)))


def update_average(average: VoiceNetwork, network: VoiceNetwork, step: int) -> None:
    """Moves the averaged weights and batch statistics towards the current ones."""
    decay = min(AVERAGE_DECAY, (1 + step) / (10 + step))
    current = network.state_dict()
    with torch.no_grad():
        for name, value in average.state_dict().items():
            if value.is_floating_point():
                value.lerp_(current[name], 1 - decay)


@dataclass
class Material:
    """The clips, split into those a run learns from and those it never sees."""

    clips: list[Clip]
    cache: LogMelCache
    seen: list[int]
    held: list[int]

    @classmethod
    def read(cls, data: Path, cache: Path, excluded_fold: str) -> Material:
        """Reads the labels and the spectrograms, made first if they are missing."""
        clips = read_clips(data)
        held = [i for i, clip in enumerate(clips) if str(clip.fold) == excluded_fold]
        seen = [i for i, clip in enumerate(clips) if str(clip.fold) != excluded_fold]
        return cls(clips, LogMelCache(data, cache, clips), seen, held)


class Run:
    """One training run: networks, optimiser, and how far it has come."""

    def __init__(self, material: Material, epochs: int, seed: int, device: str):
        self.material, self.epochs, self.seed, self.device = material, epochs, seed, device
        torch.manual_seed(seed)
        clips = material.clips
        self.present = corpus_labels(clips)
        self.candidates = torch.from_numpy(np.stack([self.present[c.corpus] for c in clips]))
        self.labels = torch.tensor([clip.label for clip in clips])
        self.mean, self.scale = map(torch.from_numpy, material.cache.standardisation(material.seen))
        self.network = VoiceNetwork().to(device, memory_format=torch.channels_last)
        self.network.encoder.mean.copy_(self.mean)
        self.network.encoder.scale.copy_(self.scale)
        self.average = VoiceNetwork().to(device, memory_format=torch.channels_last)
        self.average.load_state_dict(self.network.state_dict())
        decayed = [p for p in self.network.parameters() if p.ndim > 1]
        free = [p for p in self.network.parameters() if p.ndim <= 1]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": decayed, "weight_decay": WEIGHT_DECAY},
                {"params": free, "weight_decay": 0.0},
            ],
            lr=LEARNING_RATE,
        )
        self.scaler = torch.amp.GradScaler(device, enabled=device == "cuda")
        self.epoch = self.step = 0

    @property
    def parts(self) -> dict:
        """What a checkpoint holds, by name."""
        names = ("network", "average", "optimizer", "scaler")
        return {name: getattr(self, name) for name in names}

    def save(self, path: Path) -> None:
        """Writes a checkpoint, whole or not at all."""
        state = {name: part.state_dict() for name, part in self.parts.items()}
        torch.save({**state, "epoch": self.epoch, "step": self.step}, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def load(self, path: Path) -> None:
        """Goes back to a checkpoint."""
        state = torch.load(path, map_location=self.device)
        for name, part in self.parts.items():
            part.load_state_dict(state[name])
        self.epoch, self.step = state["epoch"], state["step"]

    def train_epoch(self) -> float:
        """One epoch, the same whether or not the run was resumed; the mean loss."""
        generator = np.random.default_rng((self.seed, self.epoch))
        torch.manual_seed(self.seed * 1000 + self.epoch)
        seen, cache = self.material.seen, self.material.cache
        drawn = BalancedSampler(self.material.clips, seen, generator).draw(len(seen))
        self.network.train()
        losses = [
            self.train_step(chosen, mel) for chosen, mel in batches(cache, drawn, BATCH, generator)
        ]
        self.epoch += 1
        return float(np.mean(losses))

    def train_step(self, chosen: np.ndarray, mel: Tensor) -> float:
        """One step on a batch of log-mel crops (B, T, 128); the loss."""
        x = mask_spectrogram((augment(mel) - self.mean) * self.scale).to(self.device)
        precision = torch.float16 if self.device == "cuda" else torch.bfloat16
        with torch.autocast(self.device, dtype=precision):
            logits = self.network(x)
        labels, candidates = self.labels[chosen], self.candidates[chosen]
        loss = masked_loss(logits.float(), labels.to(self.device), candidates.to(self.device))
        warm_up = len(self.material.seen) // BATCH
        factor = learning_rate(self.step, warm_up, self.epochs * warm_up)
        for group in self.optimizer.param_groups:
            group["lr"] = LEARNING_RATE * factor
        self.optimizer.zero_grad()
        self.scaler.scale(loss).backward()
        self.scaler.unscale_(self.optimizer)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        update_average(self.average, self.network, self.step)
        self.step += 1
        return loss.item()

    def windows(self, indices: list[int]) -> Windows:
        """What the averaged network says about the windows of the given clips."""
        return predict(self.average, self.material.cache, indices, self.device)


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    material = Material.read(options.data, options.cache, options.exclude_fold)
    clips, held = material.clips, material.held
    watched = [index for index in held if clips[index].corpus == "ravdess"]
    run = Run(
        material, options.epochs, options.seed, "cuda" if torch.cuda.is_available() else "cpu"
    )
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint, log = options.out / "checkpoint.pt", options.out / "log.csv"
    if options.resume and checkpoint.exists():
        run.load(checkpoint)
    else:
        log.write_text("epoch,seconds,loss,ravdess_uar\n")

    while run.epoch < options.epochs:
        began = time.monotonic()
        row = [run.epoch + 1, f"{run.train_epoch():.4f}", ""]
        if watched:
            found = recall_by_corpus(run.windows(watched), clips, run.present)
            row[2] = f"{found['ravdess']:.4f}"
        row.insert(1, round(time.monotonic() - began, 1))
        with open(log, "a", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)
        print(*row, flush=True)
        run.save(checkpoint)

    torch.save(run.average.state_dict(), options.out / "network.pt")
    if held:
        windows = run.windows(held)
        write_windows(options.out / "out-of-fold.csv", windows, clips)
        for corpus, recall in recall_by_corpus(windows, clips, run.present).items():
            print(f"{corpus} {100 * recall:.1f}")


if __name__ == "__main__":
    main()
