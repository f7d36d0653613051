"""Trains the voice network on all corpora, on everyone or without one fold of speakers."""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from Recipes.voice.augment import augment, mask_spectrogram, mix_up, move_pitch
from Recipes.voice.corpus import corpus_labels
from Recipes.voice.evaluate import (
    Windows,
    normalized_windows,
    predict,
    recall_by_corpus,
    write_windows,
)
from Recipes.voice.moving_average import MovingAverage
from Recipes.voice.muon import Muon
from Recipes.voice.network import WIDTH, VoiceNetwork
from Recipes.voice.objective import learning_rate, masked_loss, smoothed_targets
from Recipes.voice.sampling import BalancedSampler, batches
from Recipes.voice.speaker_normalization import RunningSpeakerStatistics
from Recipes.voice.training_set import Dataset

BATCH = 32
RATE, WEIGHT_DECAY = 2e-3, 0.02
"""AdamW, for the first convolution, the heads, biases and norms."""
MATRIX_RATE, MATRIX_DECAY = 2e-2, 0.1
"""Muon, for all other weights."""
MIXED = 0.5
"""Probability of mixup."""
PITCH = 0.2
PERSONAL_WEIGHT = 0.5
"""Weight of the personal head's loss."""
STEPS = 5000


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder of the spectrograms")
    parser.add_argument("--out", type=Path, required=True, help="folder for the results")
    parser.add_argument("--exclude-fold", choices=["0", "1", "2", "3", "none"], required=True)
    parser.add_argument("--clean", action="store_true", help="no noise, room, telephone, reduction")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="CPU threads")
    parser.add_argument("--resume", action="store_true", help="continue from the last checkpoint")
    return parser.parse_args()


class Run:
    """State of a training run: networks, optimisers, speaker statistics, progress."""

    def __init__(self, dataset: Dataset, options: argparse.Namespace, device: str):
        self.dataset, self.device = dataset, device
        self.steps, self.seed, self.is_clean = options.steps, options.seed, options.clean
        torch.manual_seed(self.seed)
        clips = dataset.clips
        self.present = corpus_labels(clips)
        self.candidates = torch.from_numpy(np.stack([self.present[c.corpus] for c in clips]))
        self.labels = torch.tensor([clip.label for clip in clips])
        self.speakers, self.corpora = dataset.speakers, dataset.corpora
        self.statistics = RunningSpeakerStatistics(int(self.speakers.max()) + 1, WIDTH)
        plain = dataset.spectrograms.caches[0]
        self.mean, self.scale = map(torch.from_numpy, plain.standardisation(dataset.training))
        self.network = VoiceNetwork().to(device, memory_format=torch.channels_last)
        self.network.encoder.mean.copy_(self.mean)
        self.network.encoder.scale.copy_(self.scale)
        self.average = VoiceNetwork().to(device, memory_format=torch.channels_last)
        self.moving_average = MovingAverage(self.network, self.average)
        self.muon, self.adam = self._optimizers()
        self.scaler = torch.amp.GradScaler(device, enabled=device == "cuda")
        self.epoch = self.step = 0

    def _optimizers(self) -> tuple[Muon, torch.optim.AdamW]:
        first = self.network.encoder.convolutions[0][0].weight
        heads = [*self.network.head.parameters(), *self.network.personal.parameters()]
        outer = {id(parameter) for parameter in (first, *heads)}
        parameters = list(self.network.parameters())
        matrices = [p for p in parameters if p.ndim > 1 and id(p) not in outer]
        decayed = [p for p in parameters if p.ndim > 1 and id(p) in outer]
        free = [p for p in parameters if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": free}]
        adam = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.99), weight_decay=0.0)
        return Muon(matrices, lr=MATRIX_RATE, weight_decay=MATRIX_DECAY), adam

    @property
    def parts(self) -> dict:
        """Parts of a checkpoint by name."""
        names = ("network", "average", "muon", "adam", "scaler", "statistics")
        return {name: getattr(self, name) for name in names}

    def save(self, path: Path) -> None:
        """Writes a checkpoint atomically."""
        state = {name: part.state_dict() for name, part in self.parts.items()}
        torch.save({**state, "epoch": self.epoch, "step": self.step}, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def load(self, path: Path) -> None:
        """Restores a checkpoint."""
        state = torch.load(path, map_location=self.device)
        for name, part in self.parts.items():
            part.load_state_dict(state[name])
        self.epoch, self.step = state["epoch"], state["step"]

    @property
    def is_done(self) -> bool:
        return self.step >= self.steps

    def train_epoch(self) -> float:
        """Trains one epoch, or the remaining steps; the mean loss. Resuming changes nothing."""
        generator = np.random.default_rng((self.seed, self.epoch))
        torch.manual_seed(self.seed * 1000 + self.epoch)
        dataset = self.dataset
        dataset.spectrograms.draw(generator)
        drawn = BalancedSampler(dataset.clips, dataset.training, generator).draw(len(dataset.training))
        self.network.train()
        losses = []
        for chosen, mel in batches(dataset.spectrograms, drawn, BATCH, generator):
            if self.is_done:
                break
            losses.append(self.train_step(chosen, mel))
        self.epoch += 1
        return float(np.mean(losses))

    def train_step(self, chosen: np.ndarray, mel: Tensor) -> float:
        """Trains one step on log-mel crops (B, T, 128); the loss."""
        candidates = self.candidates[chosen]
        targets = smoothed_targets(self.labels[chosen], candidates)
        mel = augment(move_pitch(mel, PITCH), self.is_clean)
        mel, targets, candidates = mix_up(mel, targets, candidates, self.corpora[chosen], MIXED)
        x = mask_spectrogram((mel - self.mean) * self.scale).to(self.device)
        precision = torch.float16 if self.device == "cuda" else torch.bfloat16
        with torch.autocast(self.device, dtype=precision):
            pooled = self.network.pooled(x)
        speakers = self.speakers[chosen]
        self.statistics.add(pooled.detach().cpu(), speakers)
        targets, candidates = targets.to(self.device), candidates.to(self.device)
        normalized = self.statistics.normalized(pooled.cpu(), speakers).to(self.device)
        loss = masked_loss(self.network.logits(pooled), targets, candidates)
        loss = loss + PERSONAL_WEIGHT * masked_loss(
            self.network.personal_logits(normalized), targets, candidates
        )
        self.descend(loss)
        return loss.item()

    def descend(self, loss: Tensor) -> None:
        """One step of both optimisers."""
        factor = learning_rate(self.step, self.steps)
        for optimizer, rate in ((self.muon, MATRIX_RATE), (self.adam, RATE)):
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = rate * factor
        self.scaler.scale(loss).backward()
        for optimizer in (self.muon, self.adam):
            self.scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        for optimizer in (self.muon, self.adam):
            self.scaler.step(optimizer)
        self.scaler.update()
        self.moving_average.update(self.step)
        self.step += 1

    def windows(self, indices: list[int]) -> Windows:
        """Predictions of the averaged network on the windows of the given clips."""
        return predict(self.average, self.dataset.spectrograms.caches[0], indices, self.device)


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    dataset = Dataset.read(options.data, options.cache, options.exclude_fold, options.clean)
    run = Run(dataset, options, "cuda" if torch.cuda.is_available() else "cpu")
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint, log = options.out / "checkpoint.pt", options.out / "log.csv"
    if options.resume and checkpoint.exists():
        run.load(checkpoint)
    else:
        log.write_text("epoch,steps,seconds,loss\n")

    while not run.is_done:
        began = time.monotonic()
        loss = run.train_epoch()
        row = [run.epoch, run.step, round(time.monotonic() - began, 1), f"{loss:.4f}"]
        with open(log, "a", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)
        print(*row, flush=True)
        run.save(checkpoint)

    torch.save(run.average.state_dict(), options.out / "network.pt")
    if dataset.held_out:
        clips, windows = dataset.clips, run.windows(dataset.held_out)
        personal = normalized_windows(run.average, windows, clips)
        write_windows(options.out / "out-of-fold.csv", windows, clips)
        write_windows(options.out / "personal.csv", personal, clips)
        for name, found in (("", windows), (" personal", personal)):
            for corpus, recall in recall_by_corpus(found, clips, run.present).items():
                print(f"{corpus}{name} {100 * recall:.1f}", flush=True)


if __name__ == "__main__":
    main()
