"""Trains the voice network on all corpora together, with one fold of speakers left out or none."""

from __future__ import annotations

import argparse
import csv
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from augment import augment, mask_spectrogram
from corpus import LogMelCache, corpus_labels, read_clips
from evaluate import predict, recall_by_corpus, write_windows
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
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
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


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    precision = torch.float16 if device == "cuda" else torch.bfloat16
    options.out.mkdir(parents=True, exist_ok=True)

    clips = read_clips(options.data)
    cache = LogMelCache(options.data, options.cache, clips)
    present = corpus_labels(clips)
    candidates = torch.from_numpy(np.stack([present[clip.corpus] for clip in clips]))
    labels = torch.tensor([clip.label for clip in clips])
    held = [i for i, clip in enumerate(clips) if str(clip.fold) == options.exclude_fold]
    seen = [i for i, clip in enumerate(clips) if str(clip.fold) != options.exclude_fold]
    watched = [i for i in held if clips[i].corpus == "ravdess"]

    network = VoiceNetwork().to(device, memory_format=torch.channels_last)
    mean, scale = cache.standardisation(seen)
    network.encoder.mean.copy_(torch.from_numpy(mean))
    network.encoder.scale.copy_(torch.from_numpy(scale))
    average = VoiceNetwork().to(device, memory_format=torch.channels_last)
    average.load_state_dict(network.state_dict())
    decayed = [p for p in network.parameters() if p.ndim > 1]
    free = [p for p in network.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": free, "weight_decay": 0.0}],
        lr=LEARNING_RATE,
    )
    scaler = torch.amp.GradScaler(device, enabled=device == "cuda")

    steps_per_epoch = len(seen) // BATCH
    steps, warm_up = options.epochs * steps_per_epoch, steps_per_epoch
    checkpoint, log = options.out / "checkpoint.pt", options.out / "log.csv"
    first, step = 0, 0
    if options.resume and checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        for name, part in (
            ("network", network),
            ("average", average),
            ("optimizer", optimizer),
            ("scaler", scaler),
        ):
            part.load_state_dict(state[name])
        first, step = state["epoch"], state["step"]
    else:
        log.write_text("epoch,seconds,loss,ravdess_uar\n")

    for epoch in range(first, options.epochs):
        began, losses = time.monotonic(), []
        generator = np.random.default_rng((options.seed, epoch))
        torch.manual_seed(options.seed * 1000 + epoch)
        drawn = BalancedSampler(clips, seen, generator).draw(len(seen))
        network.train()
        for chosen, mel in batches(cache, drawn, BATCH, generator):
            x = network.encoder.standardise(augment(mel).to(device))
            x = mask_spectrogram(x.cpu()).to(device)
            with torch.autocast(device, dtype=precision):
                logits = network(x)
            loss = masked_loss(
                logits.float(), labels[chosen].to(device), candidates[chosen].to(device)
            )
            for group in optimizer.param_groups:
                group["lr"] = LEARNING_RATE * learning_rate(step, warm_up, steps)
            optimizer.zero_grad()
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            scaler.step(optimizer)
            scaler.update()
            update_average(average, network, step)
            step += 1
            losses.append(loss.item())
        recall = ""
        if watched:
            found = recall_by_corpus(predict(average, cache, watched, device), clips, present)
            recall = f"{found['ravdess']:.4f}"
        row = [epoch + 1, round(time.monotonic() - began, 1), f"{np.mean(losses):.4f}", recall]
        with open(log, "a", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)
        print(*row, flush=True)
        state = {"network": network, "average": average, "optimizer": optimizer, "scaler": scaler}
        state = {name: part.state_dict() for name, part in state.items()}
        torch.save({**state, "epoch": epoch + 1, "step": step}, checkpoint.with_suffix(".new"))
        checkpoint.with_suffix(".new").replace(checkpoint)

    torch.save(average.state_dict(), options.out / "network.pt")
    if held:
        windows = predict(average, cache, held, device)
        write_windows(options.out / "out-of-fold.csv", windows, clips)
        for corpus, recall in recall_by_corpus(windows, clips, present).items():
            print(f"{corpus} {100 * recall:.1f}")


if __name__ == "__main__":
    main()
