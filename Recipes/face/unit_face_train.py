"""Trains the network that stands in for the expression encoder where only units are known.

It reproduces the encoder's embedding of a photograph from the teacher's units of the same
photograph, and what the encoder's own head makes of it. What it says of a performer is measured
on networks that learnt from the other folds' performers only.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from crop import standardise
from expression_evaluate import SHARED
from expression_looks import JoinedMaterial, Looks
from export import LICENCE
from fine_look import OFFSET_SCALE
from parity import Weights, convolve, join, linear, stage
from tensor_file import read_tensors, write_tensors
from unit_face_network import UnitFace

BATCH = 256
EPOCHS = 30
LEARNING_RATE = 3e-3
WEIGHT_DECAY = 0.02
# What the head says counts so much, against the squared error in spreads of the embedding.
HEAD_WEIGHT = 1.0
# A face is drawn in proportion to how often the head names its expression, to the power −BALANCE:
# most faces are neutral or smile.
BALANCE = 0.5
# Units are moved at random by so many of their spreads: the teacher and its likes err.
NOISE = 0.1


@dataclass
class Seen:
    """Faces with intensities (N, 17) as OpenFace gives them out, votes, and embeddings (N, 512)."""

    units: Tensor
    votes: Tensor
    embeddings: Tensor

    @classmethod
    def of(cls, faces: Looks, encoder: Weights) -> Seen:
        """Those of the faces whose units are known, through the encoder."""
        faces = faces.where(faces.units.isfinite().all(dim=1))
        return cls(faces.units.clamp(0, 5), faces.votes, embed(faces, encoder))

    def where(self, kept: Tensor) -> Seen:
        """A part of them."""
        return Seen(*(value[kept] for value in vars(self).values()))

    def __add__(self, other: Seen) -> Seen:
        return Seen(*(torch.cat([vars(self)[name], vars(other)[name]]) for name in vars(self)))


@torch.no_grad()
def embed(looks: Looks, encoder: Weights) -> Tensor:
    """The encoder's embeddings of faces."""
    parts = []
    for cells, fine in zip(looks.cells.split(128), looks.fine[:, 0].float().split(128)):
        with torch.autocast("cpu", torch.bfloat16):
            x = standardise(cells.float()).contiguous(memory_format=torch.channels_last)
            x = convolve(x, encoder, "stem").relu()
            for name in ("stage1", "stage2", "stage3"):
                x = stage(x, encoder, name)
        coarse = linear(x.float().mean(dim=(2, 3)), encoder, "coarse").relu()
        appearance, geometry = fine[:, :-136], fine[:, -136:] / OFFSET_SCALE
        parts.append(join(coarse, appearance, geometry, encoder))
    return torch.cat(parts)


def learn(seen: Seen, encoder: Weights, seed: int) -> UnitFace:
    """Trains on these faces."""
    torch.manual_seed(seed)
    network = UnitFace(seen.units)
    steps = EPOCHS * (len(seen.units) // BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, steps)
    meant = linear(seen.embeddings, encoder, "expression").log_softmax(dim=1)
    named = meant.argmax(dim=1)
    odds = torch.bincount(named)[named].float() ** -BALANCE
    scale = seen.embeddings.std()
    for _ in range(steps):
        index = torch.multinomial(odds, BATCH, replacement=True)
        units = seen.units[index]
        moved = units + NOISE * network.spread * torch.randn_like(units)
        found = network(moved.clamp(0, 5))
        said = linear(found, encoder, "expression").log_softmax(dim=1)
        loss = F.mse_loss(found / scale, seen.embeddings[index] / scale)
        divergence = F.kl_div(said, meant[index], reduction="batchmean", log_target=True)
        optimizer.zero_grad()
        (loss + HEAD_WEIGHT * divergence).backward()
        optimizer.step()
        schedule.step()
    return network.requires_grad_(False).eval()


def read_encoder(path: Path) -> tuple[Weights, dict[str, str]]:
    """An exported encoder's tensors, widened to float32, and its metadata."""
    tensors, metadata = read_tensors(path)
    return {name: torch.from_numpy(t.astype(np.float32)) for name, t in tensors.items()}, metadata


def labels(embeddings: Tensor, encoder: Weights) -> Tensor:
    """The head's label of the seven that the data share."""
    return linear(embeddings, encoder, "expression")[:, :SHARED].argmax(dim=1)


def report(name: str, seen: Seen, found: Tensor, encoder: Weights) -> str:
    """Agreement with the picture, how much of the embedding is explained, and right labels."""
    by_units, by_picture = labels(found, encoder), labels(seen.embeddings, encoder)
    rest = (found - seen.embeddings).square().sum()
    whole = (seen.embeddings - seen.embeddings.mean(dim=0)).square().sum()
    named = seen.votes[:, :SHARED].sum(dim=1) > 0
    truth = seen.votes[:, :SHARED].argmax(dim=1)[named]

    def rate(guess: Tensor) -> str:
        right = guess[named] == truth
        recalls = [right[truth == k].float().mean().item() for k in truth.unique()]
        return f"{100 * right.float().mean():.1f} % (macro recall {100 * np.mean(recalls):.1f} %)"

    return (
        f"{name} ({len(by_units)}): label as from the picture "
        f"{100 * (by_units == by_picture).float().mean():.1f} %, explained variance of the "
        f"embedding {1 - rest / whole:.3f}; label right on {len(truth)} by units {rate(by_units)}, "
        f"by picture {rate(by_picture)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, required=True, help="the built emocli, for the landmarks")
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the patches")
    parser.add_argument("--expression", type=Path, required=True, help="the exported encoder")
    parser.add_argument("--folds", type=Path, help="the folder of the fold encoders, FOLD/expression.safetensors")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    encoder, metadata = read_encoder(options.expression)
    material = JoinedMaterial.read(options.program, options.data, options.cache)
    nobody, posed, held = (
        Seen.of(part, encoder) for part in (material.nobody, material.posed, material.held)
    )
    network = learn(nobody + posed, encoder, options.seed)
    print(report("every fifth of web", held, network(held.units), encoder))
    for fold in range(4) if options.folds else ():
        other, _ = read_encoder(options.folds / f"{fold}/expression.safetensors")
        own = material.posed.folds == fold
        learnt = Seen.of(material.nobody, other) + Seen.of(material.posed.where(~own), other)
        unseen = Seen.of(material.posed.where(own), other)
        found = learn(learnt, other, options.seed)(unseen.units)
        print(report(f"NTU fold {fold}", unseen, found, other), flush=True)
    write_tensors(
        options.out,
        {name: t.numpy().astype(np.float16) for name, t in network.tensors().items()},
        {
            "name": "emocli-unit-face",
            "version": "0.2.0",
            "encoder": f"{metadata['name']} {metadata['version']}",
            "training": f"web {len(nobody.units)}, NTU {len(posed.units)}",
            "licence": LICENCE,
            "recipe": "Recipes/face",
        },
    )


if __name__ == "__main__":
    main()
