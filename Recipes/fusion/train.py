"""Trains the fusion on frozen embeddings of both streams, one fold of people or none left out."""

from __future__ import annotations

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch

from cross_modal import FusionNetwork
from export import load_voice, write_model
from losses import counted, doubts, focal_loss, learning_rate, soft_loss
from material import Material, embed_voices
from measure import picture_accuracy, write_windows
from pictures import PictureSampler
from samples import Sampler
from tensor_file import read_tensors

BATCH = 32
PICTURES = 256
LEARNING_RATE = 1e-3
WEIGHT_DECAY = 0.05
AVERAGE_DECAY = 0.99
FACE_WEIGHT, PICTURE_WEIGHT = 0.3, 1.0


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="the folder cache.py filled")
    parser.add_argument("--mels", type=Path, required=True, help="the voice recipe's cache")
    parser.add_argument("--models", type=Path, required=True, help="the voice's exported weights")
    parser.add_argument("--out", type=Path, required=True, help="folder for what this run leaves")
    parser.add_argument("--exclude-fold", choices=["0", "1", "2", "3", "none"], required=True)
    parser.add_argument("--steps", type=int, default=450)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="CPU threads")
    return parser.parse_args()


class Run:
    """One training run."""

    def __init__(self, sampler: Sampler, pictures: PictureSampler, voice_file: Path, steps: int):
        self.sampler, self.pictures, self.steps = sampler, pictures, steps
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.network = FusionNetwork(dropout=0.1, head_dropout=0.3)
        torch.nn.init.zeros_(self.network.head.weight)
        torch.nn.init.zeros_(self.network.head.bias)
        load_voice(self.network, read_tensors(voice_file)[0])
        self.network.to(self.device)
        self.average = copy.deepcopy(self.network).eval().requires_grad_(False)
        learnt = [p for p in self.network.parameters() if p.requires_grad]
        groups = [
            {"params": [p for p in learnt if p.ndim > 1], "weight_decay": WEIGHT_DECAY},
            {"params": [p for p in learnt if p.ndim <= 1], "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE)
        self.scaler = torch.amp.GradScaler(self.device, enabled=self.device == "cuda")

    def train_step(self, step: int) -> tuple[float, float, float]:
        """One step; the losses of the fusion, of its faces, of the pictures."""
        self.network.train()
        batch, targets = self.sampler.batch(BATCH)
        labels, candidates = targets.labels.to(self.device), targets.candidates.to(self.device)
        batch = batch.to(self.device)
        faces, shares = (x.to(self.device) for x in self.pictures.draw(PICTURES))
        precision = torch.float16 if self.device == "cuda" else torch.bfloat16
        with torch.autocast(self.device, dtype=precision):
            output = self.network(
                batch, doubts(BATCH).to(self.device), counted(BATCH).to(self.device)
            )
        head = self.network.face_head
        guess = head(head.norm(faces), faces.new_ones(faces.shape[:2], dtype=torch.bool))
        everyone = torch.ones(BATCH, device=self.device)
        losses = (
            focal_loss(output.fused.float(), labels, candidates, everyone),
            focal_loss(output.face.float(), labels, candidates, batch.face_mask.any(dim=1)),
            soft_loss(guess, shares),
        )
        for group in self.optimizer.param_groups:
            group["lr"] = LEARNING_RATE * learning_rate(step / self.steps)
        self.optimizer.zero_grad()
        total = losses[0] + FACE_WEIGHT * losses[1] + PICTURE_WEIGHT * losses[2]
        self.scaler.scale(total).backward()
        self.scaler.unscale_(self.optimizer)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.update_average(step)
        return tuple(loss.item() for loss in losses)

    @torch.no_grad()
    def update_average(self, step: int) -> None:
        """Moves the averaged weights towards the current ones."""
        decay = min(AVERAGE_DECAY, (1 + step) / (10 + step))
        current = self.network.state_dict()
        for name, value in self.average.state_dict().items():
            value.lerp_(current[name], 1 - decay)


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    began, fold = time.monotonic(), options.exclude_fold
    material = Material.read(options.data, options.cache, options.mels)
    models = options.models if fold == "none" else options.models / "folds" / fold
    pair_voices, voices = embed_voices(
        material, models / "voice-encoder.safetensors", options.cache / f"voices-{fold}.pickle"
    )
    pairs = material.pairs
    seen_pairs = {i: v for i, v in pair_voices.items() if str(pairs[i].clip.fold) != fold}
    seen_voices = {i: v for i, v in voices.items() if str(material.voices[i].fold) != fold}
    pictures = [one.without(fold) for one in (material.ferplus, material.ntu)]
    generator = np.random.default_rng(options.seed)
    sampler = Sampler(material, seen_pairs, seen_voices, pictures, generator)
    voice_file = models / ("emocli-av" if fold == "none" else "voice-head")
    voice_file = voice_file.with_suffix(".safetensors")
    run = Run(sampler, PictureSampler(pictures), voice_file, options.steps)
    options.out.mkdir(parents=True, exist_ok=True)
    print(f"ready after {time.monotonic() - began:.0f} s", flush=True)
    recent = []
    for step in range(options.steps):
        recent.append(run.train_step(step))
        if (step + 1) % 50 == 0:
            losses = [f"{value:.4f}" for value in np.mean(recent, axis=0)]
            print(step + 1, f"{time.monotonic() - began:.0f} s", *losses, flush=True)
            recent.clear()
    network = run.average.cpu()
    print(f"FER+ valid: {100 * picture_accuracy(network.face_head, material.valid):.1f}")
    held = [i for i, pair in enumerate(pairs) if pair.own and str(pair.clip.fold) == fold]
    if held:
        write_windows(
            options.out / "out-of-fold.csv",
            network,
            [pairs[index] for index in held],
            [pair_voices[index] for index in held],
        )
    own = sum(pairs[index].own for index in seen_pairs)
    training = (
        f"{own} clips and {len(seen_pairs) - own} further takes of javanese,"
        f" {len(seen_voices)} voices, {sum(len(one.folds) for one in pictures)} pictures"
    )
    write_model(options.out / "emocli-av.safetensors", network, voice_file, {"training": training})


if __name__ == "__main__":
    main()
