"""Test vectors for training in Swift: outputs and gradients of layers, losses and the optimiser.

The rows of each stream hold two sequences; the second has a query without any key in reach. The
loss of each layer is the sum of its output times a fixed factor.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from Recipes.common.tensor_file import write_tensors

HEADS, HEAD_WIDTH, QUERY_WIDTH, KEY_WIDTH = 2, 4, 6, 8
KNOTS, KNOT, REACH = 21, 0.1, 1.0
POOL_HEADS, VARIANCE_FLOOR = 2, 1e-4
LABELS, FOCUS, SMOOTHING = 8, 2, 0.1
QUERY_TIMES = [[0.0, 0.04, 0.31, 0.52], [0.0, 0.5, 2.6]]
KEY_TIMES = [[-0.2, 0.11, 0.9], [0.05, 1.3]]


class Layers(nn.Module):
    """One layer of each kind; attribute names are tensor names."""

    def __init__(self) -> None:
        super().__init__()
        width = HEADS * HEAD_WIDTH
        self.linear = nn.Linear(QUERY_WIDTH, 3)
        self.norm = nn.LayerNorm(QUERY_WIDTH)
        self.pool = nn.Linear(QUERY_WIDTH, POOL_HEADS)
        self.statistics = nn.Linear(QUERY_WIDTH, POOL_HEADS)
        self.attention = nn.ModuleDict(
            {
                "query": nn.Linear(QUERY_WIDTH, width),
                "key": nn.Linear(KEY_WIDTH, width),
                "value": nn.Linear(KEY_WIDTH, width),
                "output": nn.Linear(width, QUERY_WIDTH),
                "norm": nn.LayerNorm(QUERY_WIDTH),
            }
        )
        self.register_parameter("time", nn.Parameter(torch.randn(HEADS, KNOTS)))


def attended(layers: Layers, queries: list[Tensor], keys: list[Tensor]) -> Tensor:
    """All sequences' queries (N, 6) after cross-attention."""
    parts = layers.attention
    results = []
    for q, k, times, key_times in zip(queries, keys, QUERY_TIMES, KEY_TIMES, strict=True):
        difference = torch.tensor(times)[:, None] - torch.tensor(key_times)
        place = (difference + REACH) / KNOT
        hats = (1 - (place[..., None] - torch.arange(KNOTS)).abs()).clamp(min=0)
        reached = difference.abs() <= REACH
        bias = torch.einsum("qks,hs->hqk", hats, layers.time).masked_fill(~reached, -1e9)
        heads = [
            layer(x).unflatten(1, (HEADS, HEAD_WIDTH)).transpose(0, 1)
            for layer, x in ((parts["query"], q), (parts["key"], k), (parts["value"], k))
        ]
        context = F.scaled_dot_product_attention(*heads, attn_mask=bias)
        change = parts["output"](context.transpose(0, 1).flatten(1))
        results.append(q + change * reached.any(dim=1, keepdim=True))
    return parts["norm"](torch.cat(results))


def pooled(score: nn.Linear, sequences: list[Tensor]) -> Tensor:
    """Attention pooling of each sequence, (2, 6)."""
    results = []
    for x in sequences:
        shares = score(x).softmax(dim=0)
        results.append((shares[:, :, None] * x.unflatten(1, (POOL_HEADS, -1))).sum(dim=0).flatten())
    return torch.stack(results)


def pooled_statistics(score: nn.Linear, sequences: list[Tensor]) -> Tensor:
    """Means of each sequence and behind them standard deviations, (2, 12)."""
    means = pooled(score, sequences)
    results = []
    for x, mean in zip(sequences, means, strict=True):
        shares = score(x).softmax(dim=0).repeat_interleave(QUERY_WIDTH // POOL_HEADS, dim=1)
        variance = (shares * (x - mean) ** 2).sum(dim=0)
        results.append(torch.cat([mean, (variance + VARIANCE_FLOOR).sqrt()]))
    return torch.stack(results)


def focal(generator: torch.Generator) -> dict[str, Tensor]:
    """Focal loss of five examples with smoothed labels; the last has three candidates only."""
    logits = torch.randn(5, LABELS, generator=generator).mul(2).requires_grad_()
    truth, candidates = torch.tensor([0, 3, 7, 3, 2]), torch.ones(5, LABELS, dtype=torch.bool)
    candidates[4] = torch.tensor([0, 0, 1, 0, 1, 1, 0, 0], dtype=torch.bool)
    counts = torch.tensor([1.0, 2.0, 1.0, 0.0, 0.5])
    spread = SMOOTHING / candidates.sum(dim=1, keepdim=True)
    targets = F.one_hot(truth, LABELS) * (1 - SMOOTHING) + spread * candidates
    scores = logits.masked_fill(~candidates, -1e9).log_softmax(dim=1)
    examples = -(targets * (1 - scores.exp()) ** FOCUS * scores * candidates).sum(dim=1)
    loss = (examples * counts).sum() / counts.sum()
    loss.backward()
    found = {"logits": logits, "counts": counts[None], "loss": loss[None], "gradient": logits.grad}
    return {f"focal.{name}": value for name, value in found.items()}


def contrastive(generator: torch.Generator) -> dict[str, Tensor]:
    """Symmetric InfoNCE of six pairs."""
    voice = torch.randn(6, 5, generator=generator).requires_grad_()
    face = (voice.detach() + 0.5 * torch.randn(6, 5, generator=generator)).requires_grad_()
    cosines = F.normalize(voice, dim=1) @ F.normalize(face, dim=1).T / 0.1
    truth = torch.arange(6)
    loss = (F.cross_entropy(cosines, truth) + F.cross_entropy(cosines.T, truth)) / 2
    loss.backward()
    found = {"voice": voice, "face": face, "loss": loss[None]}
    found |= {"to-voice": voice.grad, "to-face": face.grad}
    return {f"contrastive.{name}": value for name, value in found.items()}


def adam(generator: torch.Generator) -> dict[str, Tensor]:
    """AdamW: a matrix with weight decay and a vector without, three steps with growing gradients."""
    matrix = nn.Parameter(torch.randn(3, 4, generator=generator))
    vector = nn.Parameter(torch.randn(5, generator=generator))
    found = {"matrix.0": matrix.detach().clone(), "vector.0": vector.detach().clone()}
    groups = [{"params": [matrix], "weight_decay": 0.05}, {"params": [vector]}]
    optimizer = torch.optim.AdamW(groups, lr=0.01, betas=(0.9, 0.99), weight_decay=0.0)
    for step in range(1, 4):
        for name, weights in (("matrix", matrix), ("vector", vector)):
            weights.grad = step * 0.3 * torch.randn(weights.shape, generator=generator)
            found[f"{name}.gradient.{step}"] = weights.grad.clone()
        nn.utils.clip_grad_norm_([matrix, vector], 2.0)
        optimizer.step()
        found[f"matrix.{step}"] = matrix.detach().clone()
        found[f"vector.{step}"] = vector.detach().clone()
    return {f"adam.{name}": value for name, value in found.items()}


def tensor_name(name: str) -> str:
    """A parameter's name in the vectors."""
    return "attention.time" if name == "time" else name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    torch.manual_seed(3)
    layers = Layers()
    for parameter in layers.parameters():
        nn.init.normal_(parameter, std=0.5)
    queries = [torch.randn(len(t), QUERY_WIDTH, requires_grad=True) for t in QUERY_TIMES]
    keys = [torch.randn(len(t), KEY_WIDTH, requires_grad=True) for t in KEY_TIMES]
    stacked = torch.cat(queries)
    outputs = {
        "linear": layers.linear(stacked),
        "norm": layers.norm(stacked),
        "pool": pooled(layers.pool, queries),
        "statistics": pooled_statistics(layers.statistics, queries),
        "attention": attended(layers, queries, keys),
    }
    tensors = {"input.queries": stacked, "input.keys": torch.cat(keys)}
    tensors |= {tensor_name(name): value for name, value in layers.named_parameters()}
    for name, output in outputs.items():
        factor = torch.randn_like(output)
        leaves = {"queries": queries, "keys": keys}
        wanted = {n: p for n, p in layers.named_parameters() if tensor_name(n).startswith(name)}
        inputs = [*wanted.values(), *queries, *keys]
        found = torch.autograd.grad((output * factor).sum(), inputs, allow_unused=True)
        gradients = dict(zip(inputs, found, strict=True))
        tensors[f"output.{name}"], tensors[f"loss.{name}"] = output, factor
        for parameter, value in wanted.items():
            tensors[f"gradient.{tensor_name(parameter)}"] = gradients[value]
        for stream, parts in leaves.items():
            if all(gradients[part] is not None for part in parts):
                rows = torch.cat([gradients[part] for part in parts])
                tensors[f"gradient.{name}.{stream}"] = rows
    generator = torch.Generator().manual_seed(4)
    tensors |= focal(generator) | contrastive(generator) | adam(generator)
    arrays = {n: np.ascontiguousarray(t.detach().numpy()) for n, t in tensors.items()}
    write_tensors(options.out, arrays, {"generator": "Recipes/common/layers_parity.py"})


if __name__ == "__main__":
    main()
