"""Goes on from `expression_train.py` with the posed photographs of performers of known names.

Run without each fold of the performers, and once with all of them for the weights that ship.
"""

from __future__ import annotations

import torch

from expression_data import Expressions, Material, joined
from expression_evaluate import report
from expression_network import ExpressionNetwork
from expression_train import DROPOUT, WEIGHT_DECAY, Drawing, learn
from training import Training, arguments, prepare

LEARNING_RATE = 4e-4
# How many times an epoch shows a posed face where it shows another one once.
POSED = 4


def main() -> None:
    parser = arguments(__doc__, steps=1200)
    parser.add_argument("--exclude-fold", default="none", help="of the performers, or none")
    options = parser.parse_args()
    prepare(options)
    material = Material.read(options.data, options.cache)
    fold = -1 if options.exclude_fold == "none" else int(options.exclude_fold)
    posed = material.posed.where(material.posed.folds != fold)
    seen: Expressions = joined(material.nobody, posed)
    training = Training(ExpressionNetwork(DROPOUT), options, LEARNING_RATE, WEIGHT_DECAY)
    often = torch.where(seen.folds >= 0, POSED, 1)
    network = learn(training, seen, Drawing(often, options.seed))
    print(report(network, material.held, options.data), flush=True)


if __name__ == "__main__":
    main()
