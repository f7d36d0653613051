"""Test vectors: stages of the exported fusion model on synthetic hidden states and embeddings.

The float16 weights are widened to float32 and run with plain PyTorch functions, independent of the
implementation that trained them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.tensor_file import read_widened, write_tensors

HEADS = 8
HEAD_WIDTH = 128
VOICE_POOLS = 4
FACE_POOLS = 8
VARIANCE_FLOOR = 1e-4
"""Added to the variances of the pooled voice."""
REACH = 1.0
"""Maximum seconds between a query and a key."""
KNOT = 0.1
PRIOR_CLIPS = 3
FLOORS = {"voice": 0.2, "face.pictured": 0.1}
LAYER_RATE, LAYER_REACH = 10, 0.175
"""Of the weights of the encoder's layers in a sum: how much faster they are learnt, and their initial spread."""
APPEARANCE_SCALE = 0.3
GROUPS = (slice(0, 512), slice(512, 546), slice(546, 564))
"""Columns of appearance, intensities and presences in a face's summary."""
CLIPS = 5
"""Clips of the synthetic speaker."""

MOMENTS = 44
FRAMES = 9
START = 2.0
"""Start of the window in seconds."""

Weights = dict[str, Tensor]


def synthetic_window(channels: int, seed: int = 11) -> Weights:
    """A synthetic window: 1.76 s of voice, a face in the first 0.6 s, some moments without a frame.

    `channels`: of the voice's hidden states, all layers side by side.
    """
    generator = np.random.default_rng(seed)
    time = np.arange(MOMENTS)[:, None] * 0.04
    phase = generator.uniform(0, 2 * np.pi, (2, channels))
    voice = np.sin(6 * time + phase[0]) + np.sin(17 * time + phase[1])
    voice = voice + 0.3 * generator.normal(size=voice.shape)
    instants = START - 0.06 + 0.075 * np.arange(FRAMES) + generator.uniform(0, 0.03, FRAMES)
    mix = 0.5 + 0.5 * np.sin(9 * instants)[:, None]
    poses = np.maximum(generator.normal(size=(2, 512)), 0)
    noise = np.abs(generator.normal(size=(FRAMES, 512)))
    face = poses[0] * mix + poses[1] * (1 - mix) + 0.1 * noise
    first = np.clip(np.arange(MOMENTS) // 2 - 1, 0, FRAMES)
    last = np.clip(first + 1 + np.arange(MOMENTS) % 3, 0, FRAMES)
    units = np.zeros((FRAMES, 35))
    units[:, :17] = np.clip(generator.normal(0.8, 1, (FRAMES, 17)), 0, 5)
    units[:, 17:] = generator.integers(0, 2, (FRAMES, 18))
    trust = generator.uniform(0.2, 1, FRAMES)
    seconds = START + np.cumsum(generator.uniform(0.06, 0.14, FRAMES))
    clips = np.abs(generator.normal(0.5, 0.5, (CLIPS, 564)))
    made = {
        "input.voice": voice,
        "input.face": face,
        "input.units": units,
        "input.trust": trust[None],
        "input.seconds": seconds[None],
        "input.instants": instants[None],
        "input.ranges": np.stack([first, last], axis=1),
        "input.start": np.array([START]),
        "baseline.voice": np.abs(generator.normal(0, 0.5, (CLIPS, 512))),
        "baseline.face": clips,
    }
    return {name: torch.from_numpy(values.astype(np.float32)) for name, values in made.items()}


def linear(x: Tensor, weights: Weights, name: str) -> Tensor:
    """The linear layer of that name."""
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def norm(x: Tensor, weights: Weights, name: str) -> Tensor:
    """The layer norm of that name."""
    return F.layer_norm(x, x.shape[1:], weights[f"{name}.weight"], weights[f"{name}.bias"])


def pool(x: Tensor, weights: Weights, name: str, heads: int) -> Tensor:
    """Attention pooling, (T, width) → (width)."""
    shares = linear(x, weights, name).softmax(dim=0)
    return (shares[:, :, None] * x.unflatten(1, (heads, -1))).sum(dim=0).flatten()


def pool_with_deviations(x: Tensor, weights: Weights, name: str, heads: int) -> Tensor:
    """Attention pooling of means and behind them standard deviations, (T, width) → (2 · width)."""
    mean = pool(x, weights, name, heads)
    shares = linear(x, weights, name).softmax(dim=0).repeat_interleave(x.shape[1] // heads, dim=1)
    variance = (shares * (x - mean) ** 2).sum(dim=0)
    return torch.cat([mean, (variance + VARIANCE_FLOOR).sqrt()])


def time_bias(table: Tensor, difference: float) -> Tensor:
    """Biases (8) of the heads at a time difference in seconds."""
    place = (difference + REACH) / KNOT
    knot = min(int(place), table.shape[1] - 2)
    return table[:, knot] + (place - knot) * (table[:, knot + 1] - table[:, knot])


def attend(
    queries: Tensor, times: Tensor, keys: Tensor, key_times: Tensor, weights: Weights, name: str
) -> Tensor:
    """Cross-attention in one direction, one query and one head at a time; shape of `queries`."""
    q, k, v = (
        linear(x, weights, f"{name}.{part}").unflatten(1, (HEADS, HEAD_WIDTH))
        for part, x in (("query", queries), ("key", keys), ("value", keys))
    )
    rows = []
    for row, time in enumerate(times.tolist()):
        near = [j for j, other in enumerate(key_times.tolist()) if abs(time - other) <= REACH]
        if not near:
            rows.append(queries[row])
            continue
        table = weights[f"{name}.time"]
        bias = torch.stack([time_bias(table, time - key_times[j].item()) for j in near], dim=1)
        heads = []
        for head in range(HEADS):
            scores = k[near, head] @ q[row, head] / HEAD_WIDTH**0.5 + bias[head]
            heads.append(scores.softmax(dim=0) @ v[near, head])
        rows.append(queries[row] + linear(torch.cat(heads), weights, f"{name}.output"))
    return norm(torch.stack(rows), weights, f"{name}.norm")


def grud_states(values: Tensor, trust: Tensor, seconds: Tensor, weights: Weights, name: str) -> Tensor:
    """GRU-D states (N, 64) of values (N, 35), as in Recipes/decay/grud_cell.py."""
    part = {key: weights[f"{name}.{key}"] for key in DECAY}
    size = len(part["state-decay.bias"])
    last, age, state = part["mean"], torch.zeros(35), torch.zeros(size)
    states = []
    for step, (x, m) in enumerate(zip(values, trust, strict=True)):
        if step > 0:
            age = (seconds[step] - seconds[step - 1]) + (1 - trust[step - 1]) * age
        fading = torch.exp(-(part["input-decay.weight"] * age + part["input-decay.bias"]).clamp(min=0))
        believed = m * x + (1 - m) * (fading * last + (1 - fading) * part["mean"])
        last = m * x + (1 - m) * last
        state = state * torch.exp(-(part["state-decay.weight"] @ age + part["state-decay.bias"]).clamp(min=0))
        sums = part["input.weight"] @ believed + part["trust.weight"] @ m + part["bias"]
        update, reset = (sums[: 2 * size] + part["state.weight"][: 2 * size] @ state).sigmoid().chunk(2)
        candidate = (sums[2 * size :] + part["state.weight"][2 * size :] @ (reset * state)).tanh()
        state = (1 - update) * state + update * candidate
        states.append(state)
    return torch.stack(states)


DECAY = (
    "input-decay.weight", "input-decay.bias", "state-decay.weight", "state-decay.bias", "mean", "input.weight",
    "state.weight", "trust.weight", "bias",
)  # fmt: skip


def frames_of(window: Weights, weights: Weights) -> Tensor:
    """Input of the fusion for each frame of the face, (N, 512)."""
    trust = window["input.trust"][0]
    appearance = norm(window["input.face"], weights, "face.norm") * trust[:, None]
    spread = trust[:, None].expand(-1, 35)
    seconds = window["input.seconds"][0].double().float()
    states = grud_states(window["input.units"], spread, seconds, weights, "face.decay")
    return appearance + linear(states, weights, "face.units")


def summary_of(window: Weights) -> Tensor:
    """The face's trust-weighted mean, (564)."""
    units, trust = window["input.units"], window["input.trust"][0]
    rows = torch.cat([window["input.face"], units[:, :17], units[:, :17].sqrt(), units[:, 17:]], dim=1)
    return (trust[:, None] * rows).sum(dim=0) / trust.sum()


def normalized(x: Tensor, clips: Tensor | None, weights: Weights, stream: str) -> Tensor:
    """Features normalised by the population prior or, with clips (K, width), by the speaker's statistics."""
    mean, spread = weights[f"{stream}.usual.mean"].double(), weights[f"{stream}.usual.spread"].double()
    if clips is not None:
        count, clips = len(clips), clips.double()
        mean = (clips.sum(dim=0) + PRIOR_CLIPS * mean) / (count + PRIOR_CLIPS)
        distances = (clips - mean).square().sum(dim=0)
        spread = ((distances + PRIOR_CLIPS * spread.square()) / (count + PRIOR_CLIPS)).sqrt()
    return ((x.double() - mean) / (spread + FLOORS[stream])).float()


def moments_of(window: Weights, weights: Weights) -> Tensor:
    """Voice embeddings (T, 256): two weighted sums of the encoder's standardised layers, projected."""
    learnt = weights["voice.states.layers"]
    layers = learnt.shape[1]
    states = (window["input.voice"] - weights["voice.states.mean"]) * weights["voice.states.scale"]
    states = states.unflatten(1, (layers, -1))
    sums = []
    for number, logarithms in enumerate(learnt):
        centre = (layers - 1) * (number + 1) / 3
        distances = (torch.arange(layers) - centre) / (LAYER_REACH * (layers - 1))
        shares = (LAYER_RATE * logarithms - distances.square() / 2).softmax(dim=0)
        sums.append((shares[:, None] * states).sum(dim=1))
    return linear(torch.cat(sums, dim=1), weights, "voice.states.project").relu()


def stream_logits(
    window: Weights, moments: Tensor, frames: Tensor, clips: bool, weights: Weights
) -> tuple[Tensor, Tensor]:
    """Logits (8) of voice and face alone, with or without a speaker baseline."""
    pooled = pool_with_deviations(moments, weights, "voice.pool", VOICE_POOLS)
    if clips:
        voice = linear(normalized(pooled, window["baseline.voice"], weights, "voice"), weights, "voice.personal")
    else:
        voice = linear(pooled, weights, "voice.head")
    seen = normalized(summary_of(window), window["baseline.face"] if clips else None, weights, "face.pictured")
    seen[GROUPS[0]] *= APPEARANCE_SCALE
    face = linear(linear(seen, weights, "face.pictured.hidden").relu(), weights, "face.pictured.output")
    share = PRIOR_CLIPS / (CLIPS + PRIOR_CLIPS) if clips else 1
    face = face + share * linear(pool(frames, weights, "face.pool", FACE_POOLS), weights, "face.head")
    return voice, face


def stages(window: Weights, weights: Weights) -> Weights:
    """Stages of the fusion on one window."""
    voice, instants = moments_of(window, weights), window["input.instants"][0].double()
    times = window["input.start"].double() + 0.04 * torch.arange(len(voice)).double()
    frames = frames_of(window, weights)
    joined = voice.clone()
    for moment, (first, last) in enumerate(window["input.ranges"].int().tolist()):
        if first < last:
            joined[moment] += weights["fusion.aligned.weight"] @ frames[first:last].mean(dim=0)
    attended_voice = attend(joined, times, frames, instants, weights, "fusion.voice")
    attended_face = attend(frames, instants, joined, times, weights, "fusion.face")
    pooled = [
        pool(attended_voice, weights, "fusion.voice.pool", VOICE_POOLS),
        pool(attended_face, weights, "fusion.face.pool", FACE_POOLS),
    ]
    correction = linear(torch.cat(pooled), weights, "fusion.head")
    result = window | {
        "voice": voice,
        "frames": frames,
        "joined.voice": joined,
        "attended.voice": attended_voice,
        "attended.face": attended_face,
    }
    for kind in ("general", "personal"):
        alone = stream_logits(window, voice, frames, kind == "personal", weights)
        mixing = weights["mixing.general"][0]
        if kind == "personal":
            mixing = mixing + CLIPS / (CLIPS + PRIOR_CLIPS) * (weights["mixing.personal"][0] - mixing)
        fused = mixing[4] * correction
        for gain, temperature, logits in zip(mixing[2:4], mixing[:2], alone, strict=True):
            fused = fused + gain * (logits / temperature).log_softmax(dim=0)
        result |= {f"{kind}.voice": alone[0], f"{kind}.face": alone[1], f"{kind}.fused": fused}
    return result


def load_weights(path: Path) -> Weights:
    """The tensors of the exported file, widened to float32."""
    return {name: torch.from_numpy(value) for name, value in read_widened(path).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="folder of the exported file")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    weights = load_weights(options.models / "emocli-av.safetensors")
    result = stages(synthetic_window(weights["voice.states.mean"].numel()), weights)
    tensors = {name: np.ascontiguousarray(value.numpy()) for name, value in result.items()}
    write_tensors(options.out, tensors, {"generator": "Recipes/fusion/parity.py"})


if __name__ == "__main__":
    main()
