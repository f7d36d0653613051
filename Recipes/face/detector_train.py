"""Trains the face detector."""

from __future__ import annotations

import argparse
import copy
from pathlib import Path

import torch

from detector_data import SCENE, Scenes
from detector_loss import BOX_WEIGHT, assign, losses
from detector_network import DetectorNetwork, flatten
from layers import parameters, update_average
from schedule import Schedule, add_arguments

BATCH = 16
LEARNING_RATE = 1.5e-3
WEIGHT_DECAY = 0.02
AVERAGE_DECAY = 0.998


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, help="not needed: photographs are held in memory")
    parser.add_argument("--out", type=Path, required=True, help="folder for what this run leaves")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    add_arguments(parser, steps=8000)
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    scenes = Scenes(options.data, options.seed)
    network = DetectorNetwork().to(memory_format=torch.channels_last)
    average = copy.deepcopy(network).eval()
    optimizer = torch.optim.AdamW(
        network.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY, fused=True
    )
    print(f"{parameters(network)} parameters, {len(scenes.peopled)} photographs with", end=" ")
    print(
        f"{sum(len(p.faces) for p in scenes.peopled)} faces, {len(scenes.empty)} without",
        flush=True,
    )

    schedule, sums, more = Schedule(options), torch.zeros(2), True
    while more:
        pictures, faces, ignored = scenes.batch(BATCH)
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * schedule.rate()
        # Permuted, they lie in memory as channels_last wants them.
        x = torch.from_numpy(pictures).permute(0, 3, 1, 2) / 127.5 - 1
        with torch.autocast("cpu", torch.bfloat16):
            maps = network(x)
        focal, place = losses(*flatten(maps), *assign(faces, ignored, SCENE))
        optimizer.zero_grad()
        (focal + BOX_WEIGHT * place).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        update_average(average, network, schedule.step, AVERAGE_DECAY)
        sums += torch.stack([focal, place]).detach()
        more = schedule.advance()
        if schedule.step % 200 == 0:
            terms = " ".join(f"{term:.4f}" for term in sums / 200)
            print(f"{schedule.step} {terms} {schedule.pace(BATCH):.0f} scenes/s", flush=True)
            sums.zero_()
        if schedule.step % 300 == 0 or not more:
            torch.save(average.state_dict(), options.out / "network.pt")
    print(f"{schedule.step} steps", flush=True)


if __name__ == "__main__":
    main()
