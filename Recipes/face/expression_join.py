"""Joins a fine look at the aligned face to the trained expression encoder and goes on with both, posed faces included.

With --fold, the performers of that fold are left out and their faces named at the end.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.crop import standardise
from Recipes.common.layers import parameters
from Recipes.face.expression_evaluate import SHARED
from Recipes.face.expression_joined_data import JoinedMaterial, Looks
from Recipes.face.expression_network import LABELS, ExpressionNetwork, JoinedExpression
from Recipes.face.expression_train import augmented
from Recipes.face.training import Training, arguments, prepare

# Faces of nobody by name in a batch, and posed ones; what a posed one counts beside the others.
BATCH, POSED, POSED_WEIGHT = 104, 48, 0.5
LEARNING_RATE = 1.5e-3
# Of the encoder's share of it, which is trained already.
COARSE_RATE = 0.2
WEIGHT_DECAY = 0.1
DROPOUT = 0.3
# Of the votes, what the encoder said before: raters, and web's labels, are at times wrong.
FORMER = 0.5
SMOOTHING = 0.1
# Noise on the fine look, in its own scale.
NOISE = 0.03


@torch.no_grad()
def former_answers(network: ExpressionNetwork, cells: Tensor) -> Tensor:
    """What the encoder so far says of crops and their mirror images (N, 8)."""
    parts = []
    for part in standardise(cells.float()).split(256):
        logits = network(part)[0] + network(part.flip(3))[0]
        parts.append((logits / 2).softmax(dim=1))
    return torch.cat(parts)


@torch.no_grad()
def named(network: JoinedExpression, looks: Looks) -> Tensor:
    """The most probable of the shared labels, as the program looks at stills."""
    parts = []
    for cells, fine in zip(looks.cells.split(256), looks.fine[:, 0].split(256)):
        x = standardise(cells.float())
        coarse = (network.coarse(x) + network.coarse(x.flip(3))) / 2
        parts.append(network.expression(network.join(coarse, fine.float()))[:, :SHARED])
    return torch.cat(parts).argmax(dim=1)


def score(name: str, found: Tensor, truth: Tensor) -> str:
    """How many are right, in all and of each label."""
    recalls = [(found[truth == k] == k).float().mean().item() for k in range(SHARED)]
    each = ", ".join(f"{label} {100 * recall:.0f}" for label, recall in zip(LABELS, recalls))
    right, mean = (found == truth).float().mean().item(), sum(recalls) / SHARED
    return f"{name} ({len(truth)}): {100 * right:.1f} %, macro recall {100 * mean:.1f} % ({each})"


def learn(training: Training, nobody: Looks, posed: Looks) -> JoinedExpression:
    """Runs the training on these faces."""
    network = training.network
    votes = nobody.votes.sum(dim=1, keepdim=True)
    former = former_answers(network.encoder, nobody.cells)
    meant = (1 - FORMER) * nobody.votes + FORMER * votes.clamp(min=0.5) * former

    def step(_: float) -> tuple[Tensor, list[float]]:
        one = torch.randint(len(nobody.votes), (BATCH,))
        two = torch.randint(len(posed.votes), (POSED,))
        copy = torch.randint(posed.fine.shape[1], (POSED,))
        x = augmented(torch.cat([nobody.patches[one], posed.patches[two]]))
        fine = torch.cat([nobody.fine[one, 0], posed.fine[two, copy]]).float()
        fine = fine + NOISE * network.fine_spread * torch.randn_like(fine)
        logits = training.forward(x, fine)
        others = -(meant[one] * logits[:BATCH].log_softmax(dim=1)).sum() / meant[one].sum()
        acted = F.cross_entropy(
            logits[BATCH:], posed.votes[two].argmax(dim=1), label_smoothing=SMOOTHING
        )
        return others + POSED_WEIGHT * acted, [others.item(), acted.item()]

    return training.run(step, BATCH + POSED)


def main() -> None:
    parser = arguments(__doc__, steps=900)
    parser.add_argument("--program", type=Path, required=True, help="the built emocli, for the landmarks")
    parser.add_argument("--encoder", type=Path, required=True, help="network.pt of expression_train.py")
    parser.add_argument("--fold", type=int, help="the fold of performers to leave out")
    options = parser.parse_args()
    prepare(options)
    material = JoinedMaterial.read(options.program, options.data, options.cache)
    posed = material.posed
    learnt = posed if options.fold is None else posed.where(posed.folds != options.fold)
    encoder = ExpressionNetwork()
    encoder.load_state_dict(torch.load(options.encoder, map_location="cpu"))
    network = JoinedExpression(encoder, material.nobody.fine[:, 0], material.reference, DROPOUT)
    print(f"{parameters(network)} parameters, {len(material.nobody.votes)} faces, {len(learnt.votes)} posed")
    rates = [(network.encoder.parameters(), COARSE_RATE), (network.new_parameters(), 1.0)]
    training = Training(network, options, LEARNING_RATE, WEIGHT_DECAY, rates)
    average = learn(training, material.nobody, learnt)
    print(score("FER+ valid", named(average, material.valid), material.valid.votes.argmax(dim=1)))
    if options.fold is not None:
        unseen = posed.where(posed.folds == options.fold)
        print(score("posed, unseen", named(average, unseen), unseen.votes.argmax(dim=1)))


if __name__ == "__main__":
    main()
