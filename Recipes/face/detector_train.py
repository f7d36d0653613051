"""Trains the face detector."""

from __future__ import annotations

import torch
from torch import Tensor

from detector_data import SCENE, Scenes
from detector_loss import BOX_WEIGHT, assign, losses
from detector_network import DetectorNetwork, flatten
from layers import parameters
from training import Training, arguments, prepare

BATCH = 16
LEARNING_RATE = 1.5e-3
WEIGHT_DECAY = 0.02


def main() -> None:
    options = arguments(__doc__, steps=8000).parse_args()
    prepare(options)
    scenes = Scenes(options.data, options.seed)
    network = DetectorNetwork()
    print(f"{parameters(network)} parameters, {len(scenes.peopled)} photographs with", end=" ")
    print(
        f"{sum(len(p.faces) for p in scenes.peopled)} faces, {len(scenes.empty)} without",
        flush=True,
    )
    training = Training(network, options, LEARNING_RATE, WEIGHT_DECAY)

    def step(_: float) -> tuple[Tensor, list[float]]:
        pictures, faces, ignored = scenes.batch(BATCH)
        maps = training.forward(torch.from_numpy(pictures).permute(0, 3, 1, 2) / 127.5 - 1)
        focal, place = losses(*flatten(maps), *assign(faces, ignored, SCENE))
        return focal + BOX_WEIGHT * place, [focal.item(), place.item()]

    training.run(step, BATCH)


if __name__ == "__main__":
    main()
