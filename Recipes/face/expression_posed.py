"""The expression encoder on posed photographs, each performer by the run that never saw them.

The faces are found by the program itself; as it does with stills, a face and its mirror image are
both looked at.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from crop import expression_crop, sample, standardise
from expression_data import CELL, labels_of
from expression_evaluate import SHARED
from expression_network import LABELS
from export import load
from own_landmarks import landmarks
from pictures import read_grey


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, required=True, help="the built emocli")
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--runs", type=Path, required=True, help="the folder with runs 0 … 3")
    options = parser.parse_args()
    folder = options.data / "faces/expression/ntu"
    points = landmarks(options.program, folder, "largest")
    known = {name: value for (name, source), value in labels_of(options.data).items() if source == "ntu"}
    right: list[bool] = []
    truth: list[str] = []
    for fold in range(4):
        network = load("expression", options.runs / str(fold) / "network.pt")
        names = [name for name, (_, _, own) in known.items() if own == fold]
        for name in names:
            truth.append(known[name][0])
            if name not in points:
                right.append(False)
                continue
            crop = torch.from_numpy(expression_crop(points[name]))[None]
            picture = torch.from_numpy(read_grey(folder / name))[None, None]
            face = standardise(sample(picture, crop, CELL))
            embedding = (network.embed(face) + network.embed(face.flip(3))) / 2
            found = int(network.expression(embedding)[0, :SHARED].argmax())
            right.append(LABELS[found] == truth[-1])
    answers = torch.tensor(right).float()
    recalls = {
        label: answers[torch.tensor([one == label for one in truth])].mean().item()
        for label in LABELS[:SHARED]
    }
    print(f"{len(points)} of {len(known)} faces found; named {100 * answers.mean():.1f} %; recalls", end=" ")
    print(", ".join(f"{label} {100 * value:.0f}" for label, value in recalls.items()))


if __name__ == "__main__":
    main()
