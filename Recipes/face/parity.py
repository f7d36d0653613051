"""Test vectors: stages of an exported face network on a synthetic picture.

The float16 weights are widened to float32 and run with plain PyTorch functions, independent of the
classes used for training. Maps are written as (row, column, channel).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.crop import sample, standardise
from Recipes.common.landmarks_network import soft_argmax
from Recipes.common.synthetic_picture import synthetic_picture
from Recipes.common.tensor_file import read_widened, write_tensors

Weights = dict[str, Tensor]
CROPS = {
    # Centre x, y, side, roll in a picture of 160 × 120: one without, one with averaged samples.
    "landmarks": [(83.25, 61.5, 71.0, 0.31), (80.0, 60.0, 240.0, -0.2)],
    "expression": [(83.25, 61.5, 41.0, 0.31), (30.0, 100.0, 130.0, -0.2)],
}


def convolve(x: Tensor, w: Weights, name: str, stride: int = 1) -> Tensor:
    """A folded 3×3 convolution, without ReLU."""
    kernel = w[f"{name}.weight"].permute(0, 3, 1, 2)
    return F.conv2d(x, kernel, w[f"{name}.bias"], stride, padding=1)


def linear(x: Tensor, w: Weights, name: str) -> Tensor:
    """A linear layer over the last axis."""
    return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])


def pointwise(x: Tensor, w: Weights, name: str) -> Tensor:
    """A 1×1 convolution."""
    return linear(x.permute(0, 2, 3, 1), w, name).permute(0, 3, 1, 2)


def stage(x: Tensor, w: Weights, name: str) -> Tensor:
    """A convolution of stride 2 and all its residual blocks."""
    x = convolve(x, w, f"{name}.down", 2).relu()
    number = 1
    while f"{name}.residual{number}.first.weight" in w:
        inner = convolve(x, w, f"{name}.residual{number}.first").relu()
        x = (x + convolve(inner, w, f"{name}.residual{number}.second")).relu()
        number += 1
    return x


def rows(x: Tensor) -> Tensor:
    """One map (1, C, H, W) as (H, W, C)."""
    return x[0].permute(1, 2, 0)


def grey_crops(name: str, size: int) -> tuple[Tensor, dict[str, Tensor]]:
    """Standardised crops (N, 1, size, size) of a synthetic picture, and their inputs."""
    picture = torch.from_numpy(synthetic_picture(120, 160, 11)).float()
    luma = (picture @ torch.tensor([0.299, 0.587, 0.114])).round()
    places = torch.tensor(CROPS[name])
    crops = torch.cat([sample(luma[None, None], place[None], size) for place in places])
    x = standardise(crops)
    return x, {"picture": luma, "crops": places, "sampled": crops[:, 0], "input": x[:, 0]}


def landmarks(w: Weights) -> dict[str, Tensor]:
    """The landmark network on two crops."""
    x, result = grey_crops("landmarks", 96)
    outputs = []
    for number, one in enumerate(x.split(1)):
        map_ = convolve(one, w, "stem", 2).relu()
        maps, stages = [], {"stem.rows": rows(map_)[:2]}
        for name in ("stage1", "stage2", "stage3"):
            map_ = stage(map_, w, name)
            maps.append(map_)
            stages[f"{name}.rows"] = rows(map_)[:2]
        fine, middle, coarse = maps
        middle = middle + F.interpolate(pointwise(coarse, w, "top12"), scale_factor=2)
        fine = fine + F.interpolate(pointwise(middle, w, "top24"), scale_factor=2)
        heat = pointwise(convolve(fine, w, "merged").relu(), w, "heat")
        rest = linear(linear(coarse.mean(dim=(2, 3)), w, "hidden").relu(), w, "output")
        outputs.append(torch.cat([soft_argmax(heat).flatten(), rest.flatten()]))
        if number == 0:
            result |= stages | {"heat.rows": rows(heat)[:2]}
    return result | {"output": torch.stack(outputs)}


def join(coarse: Tensor, appearance: Tensor, geometry: Tensor, w: Weights) -> Tensor:
    """Embeddings (N, 512) from coarse (N, 512), gradients (N, 4464) and offsets (N, 136)."""
    fine = appearance @ w["fine.appearance.weight"].T + geometry @ w["fine.geometry.weight"].T
    both = torch.cat([coarse, (fine + w["fine.bias"]).relu()], dim=1)
    return linear(both, w, "joint").relu()


def expression(w: Weights) -> dict[str, Tensor]:
    """The expression encoder on two crops with random aligned features."""
    x, result = grey_crops("expression", 48)
    coarse = []
    for number, one in enumerate(x.split(1)):
        map_ = convolve(one, w, "stem").relu()
        stages = {"stem.rows": rows(map_)[:2]}
        for name in ("stage1", "stage2", "stage3"):
            map_ = stage(map_, w, name)
            stages[f"{name}.rows"] = rows(map_)[:2]
        coarse.append(linear(map_.mean(dim=(2, 3))[0], w, "coarse").relu())
        if number == 0:
            result |= stages
    generator = np.random.default_rng(19)
    appearance = torch.from_numpy(generator.uniform(0, 0.4, (len(coarse), 4464))).float()
    geometry = torch.from_numpy(generator.normal(0, 0.1, (len(coarse), 136))).float()
    embedding = join(torch.stack(coarse), appearance, geometry, w)
    result |= {"coarse": torch.stack(coarse), "appearance": appearance, "geometry": geometry}
    return result | {"embedding": embedding, "expression": linear(embedding, w, "expression")}


def detector(w: Weights) -> dict[str, Tensor]:
    """The detector on a padded picture of 90 × 60."""
    picture = torch.from_numpy(synthetic_picture(60, 90, 13)).float()
    x = torch.zeros(1, 3, 64, 96)
    x[:, :, :60, :90] = (picture / 127.5 - 1).permute(2, 0, 1)
    stem = convolve(x, w, "stem", 2).relu()
    fine = stage(stage(stem, w, "stage1"), w, "stage2")
    middle = stage(fine, w, "stage3")
    coarse = stage(middle, w, "stage4")
    result = {"picture": picture, "stem.rows": rows(stem)[:2], "stage2": rows(fine)}
    result |= {"stage3": rows(middle), "stage4": rows(coarse)}
    middle = middle + F.interpolate(pointwise(coarse, w, "top16"), scale_factor=2)
    fine = fine + F.interpolate(pointwise(middle, w, "top8"), scale_factor=2)
    for stride, map_ in ((8, fine), (16, middle), (32, coarse)):
        hidden = convolve(map_, w, f"head{stride}.hidden").relu()
        result[f"head{stride}"] = rows(pointwise(hidden, w, f"head{stride}.output"))
    return result


NETWORKS = {
    "landmarks": landmarks,
    "expression": expression,
    "detector": detector,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=sorted(NETWORKS))
    parser.add_argument("--weights", type=Path, required=True, help="the exported file")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    torch.set_num_threads(1)
    stored = read_widened(options.weights)
    weights = {name: torch.from_numpy(value) for name, value in stored.items()}
    result = NETWORKS[options.network](weights)
    tensors = {name: np.ascontiguousarray(value.numpy()) for name, value in result.items()}
    write_tensors(options.out, tensors, {"generator": "Recipes/face/parity.py"})


if __name__ == "__main__":
    main()
