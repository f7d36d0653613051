"""Trains the face detector."""

from __future__ import annotations

import torch
from torch import Tensor

from Recipes.common.layers import parameters
from Recipes.face.detector_loss import BOX_WEIGHT, assign, losses, worst
from Recipes.face.detector_network import DetectorNetwork, flatten
from Recipes.face.detector_scenes import SCENE, Batch, Scenes
from Recipes.face.landmarks_data import Dataset
from Recipes.face.training import Training, arguments, prepare

BATCH = 16
LEARNING_RATE = 1.5e-3
WEIGHT_DECAY = 0.02


def update_pools(batch: Batch, off: Tensor) -> None:
    """Passes each photograph's worst score error to its pool."""
    for views, errors in zip(batch.views, off):
        frames = torch.tensor([view.frame.tolist() for view in views])
        for view, error in zip(views, worst(errors, frames)):
            view.pool.update(view.index, error.item())


def main() -> None:
    options = arguments(__doc__, steps=12000).parse_args()
    prepare(options)
    scenes = Scenes(options.data, Dataset.read(options.data, options.cache).seen, options.seed)
    network = DetectorNetwork()
    print(f"{parameters(network)} parameters;", end=" ")
    for name in ("peopled", "portraits", "empty"):
        photos = getattr(scenes, name).photos
        print(f"{name} {len(photos)}, {sum(len(p.faces) for p in photos)} faces;", end=" ")
    print(f"{len(scenes.pastes.faces)} faces to paste", flush=True)
    training = Training(network, options, LEARNING_RATE, WEIGHT_DECAY)

    def step(_: float) -> tuple[Tensor, list[float]]:
        batch = scenes.batch(BATCH)
        maps = training.forward(torch.from_numpy(batch.pictures).permute(0, 3, 1, 2) / 127.5 - 1)
        focal, place, off = losses(*flatten(maps), *assign(batch.faces, batch.ignored, SCENE))
        update_pools(batch, off)
        return focal + BOX_WEIGHT * place, [focal.item(), place.item()]

    training.run(step, BATCH)


if __name__ == "__main__":
    main()
