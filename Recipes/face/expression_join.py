"""Adds the aligned face's features to the trained expression encoder and fine-tunes both.

Posed faces join the training set. With --fold, that fold's performers are held out and evaluated. The
teacher has learnt from no performer.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.crop import standardise
from Recipes.common.layers import parameters
from Recipes.face.expression_evaluate import SHARED
from Recipes.face.expression_joined_data import JoinedDataset, JoinedFaces
from Recipes.face.expression_network import LABELS, ExpressionNetwork, JoinedExpression
from Recipes.face.expression_train import augmented, load_teacher, taught
from Recipes.face.training import Training, arguments, prepare

# Anonymous and posed faces in a batch; weight of a posed one.
BATCH, POSED, POSED_WEIGHT = 104, 48, 0.5
LEARNING_RATE = 1.5e-3
# Factor on the learning rate of the trained encoder.
COARSE_RATE = 0.2
WEIGHT_DECAY = 0.1
DROPOUT = 0.3
SMOOTHING = 0.1
# Noise on the aligned features, in units of their scale.
NOISE = 0.03


@torch.no_grad()
def predicted(network: JoinedExpression, faces: JoinedFaces) -> Tensor:
    """Predicted shared label (N), with the mirror image, as the program reads stills."""
    parts = []
    for cells, fine in zip(faces.cells.split(256), faces.fine[:, 0].split(256)):
        x = standardise(cells.float())
        coarse = (network.coarse(x) + network.coarse(x.flip(3))) / 2
        parts.append(network.expression(network.join(coarse, fine.float()))[:, :SHARED])
    return torch.cat(parts).argmax(dim=1)


def score(name: str, found: Tensor, truth: Tensor) -> str:
    """Accuracy, macro recall and recall by label as text."""
    recalls = [(found[truth == k] == k).float().mean().item() for k in range(SHARED)]
    each = ", ".join(f"{label} {100 * recall:.0f}" for label, recall in zip(LABELS, recalls))
    right, mean = (found == truth).float().mean().item(), sum(recalls) / SHARED
    return f"{name} ({len(truth)}): {100 * right:.1f} %, macro recall {100 * mean:.1f} % ({each})"


def learn(
    training: Training, anonymous: JoinedFaces, targets: Tensor, posed: JoinedFaces
) -> JoinedExpression:
    """Trains on these faces; targets (N, 8) are the anonymous ones'."""
    network = training.network

    def step(_: float) -> tuple[Tensor, list[float]]:
        one = torch.randint(len(anonymous.votes), (BATCH,))
        two = torch.randint(len(posed.votes), (POSED,))
        copy = torch.randint(posed.fine.shape[1], (POSED,))
        x = augmented(torch.cat([anonymous.patches[one], posed.patches[two]]))
        fine = torch.cat([anonymous.fine[one, 0], posed.fine[two, copy]]).float()
        fine = fine + NOISE * network.fine_spread * torch.randn_like(fine)
        logits = training.forward(x, fine)
        others = -(targets[one] * logits[:BATCH].log_softmax(dim=1)).sum() / targets[one].sum()
        acted = F.cross_entropy(
            logits[BATCH:], posed.votes[two].argmax(dim=1), label_smoothing=SMOOTHING
        )
        return others + POSED_WEIGHT * acted, [others.item(), acted.item()]

    return training.run(step, BATCH + POSED)


def main() -> None:
    parser = arguments(__doc__, steps=900)
    parser.add_argument("--program", type=Path, required=True, help="the built emocli, for the landmarks")
    parser.add_argument("--encoder", type=Path, required=True, help="network.pt of expression_train.py")
    parser.add_argument("--teacher", type=Path, required=True, help="network.pt of its teacher")
    parser.add_argument("--fold", type=int, help="the fold of performers to leave out")
    options = parser.parse_args()
    prepare(options)
    dataset = JoinedDataset.read(options.program, options.data, options.cache)
    posed = dataset.posed
    training_posed = posed if options.fold is None else posed.where(posed.folds != options.fold)
    encoder = ExpressionNetwork()
    encoder.load_state_dict(torch.load(options.encoder, map_location="cpu"))
    network = JoinedExpression(encoder, dataset.anonymous.fine[:, 0], dataset.reference, DROPOUT)
    print(f"{parameters(network)} parameters, {len(dataset.anonymous.votes)} faces, {len(training_posed.votes)} posed")
    rates = [(network.encoder.parameters(), COARSE_RATE), (network.new_parameters(), 1.0)]
    training = Training(network, options, LEARNING_RATE, WEIGHT_DECAY, rates)
    targets = taught(load_teacher(options.teacher), dataset.anonymous.cells, dataset.anonymous.votes)
    average = learn(training, dataset.anonymous, targets, training_posed)
    print(score("FER+ valid", predicted(average, dataset.valid), dataset.valid.votes.argmax(dim=1)))
    if options.fold is not None:
        unseen = posed.where(posed.folds == options.fold)
        print(score("posed, unseen", predicted(average, unseen), unseen.votes.argmax(dim=1)))


if __name__ == "__main__":
    main()
