"""Test vectors: GRU-D outputs and gradients, trust, backlight, dropped frames, a denoised track.

Inputs are synthetic and seeded. The loss is Σ states · a + Σ imputed · b with random a and b.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from Recipes.common.degradation import BacklightSimulation, FrameDrops, degrade
from Recipes.common.tensor_file import read_widened, write_tensors
from Recipes.decay.denoiser import GRUDDenoiser
from Recipes.decay.grud_cell import GRUDCell, tensor_name
from Recipes.decay.low_pass import AdaptiveLowPass
from Recipes.decay.trust import LightTrust, confidence_trust

INPUTS, SIZE, STEPS = 7, 5, 12


def cell_vectors() -> dict[str, torch.Tensor]:
    """A sequence with trusted, half-trusted and lost steps, and all gradients."""
    torch.manual_seed(5)
    cell = GRUDCell(INPUTS, SIZE)
    with torch.no_grad():
        for name, parameter in cell.named_parameters():
            spread = 2.0 if "decay" in name else 0.5
            parameter.copy_(spread * torch.randn_like(parameter))
    values = torch.randn(1, STEPS, INPUTS, requires_grad=True)
    trust = torch.rand(1, STEPS, INPUTS)
    trust[:, 3:6] = 0
    trust[:, 8] = 1
    trust.requires_grad_(True)
    elapsed = 0.02 + 0.2 * torch.rand(1, STEPS)
    elapsed[:, 0] = 0
    states, imputed = cell(values, trust, elapsed)
    weights = [torch.randn_like(states), torch.randn_like(imputed)]
    ((states * weights[0]).sum() + (imputed * weights[1]).sum()).backward()
    result = {
        "input.values": values[0], "input.trust": trust[0], "input.elapsed": elapsed[0],
        "output.states": states[0], "output.believed": imputed[0],
        "loss.states": weights[0][0], "loss.believed": weights[1][0],
        "gradient.values": values.grad[0], "gradient.trust": trust.grad[0],
    }  # fmt: skip
    for name, parameter in cell.named_parameters():
        result[f"cell.{tensor_name(name)}"] = parameter
        result[f"gradient.cell.{tensor_name(name)}"] = parameter.grad
    return {name: value.detach() for name, value in result.items()}


def synthetic_landmarks(centre: tuple[float, float], size: float, roll: float) -> np.ndarray:
    """Points (68, 2) roughly like a face's: jaw on half an ellipse, the rest inside."""
    angle = np.linspace(0, np.pi, 17)
    jaw = np.stack([-np.cos(angle), np.sin(angle)], axis=1)
    inner = np.random.default_rng(3).uniform(-0.6, 0.6, (51, 2))
    points = np.concatenate([jaw, inner])
    points[36:42] = points[36:42] * 0.1 + (-0.4, -0.2)
    points[42:48] = points[42:48] * 0.1 + (0.4, -0.2)
    cos, sin = np.cos(roll), np.sin(roll)
    return np.asarray(centre) + size * points @ np.array([[cos, sin], [-sin, cos]])


def light_vectors() -> dict[str, np.ndarray]:
    """A random picture in flickering backlight at three times."""
    generator = np.random.default_rng(9)
    picture = generator.integers(0, 256, (40, 56, 3)).astype(np.uint8)
    points = synthetic_landmarks((26.0, 22.0), 11.0, 0.3).astype(np.float32)
    seconds = np.array([0.0, 0.05, 0.31])
    light = BacklightSimulation(phase=0.7)
    degraded = [degrade(picture, points.astype(np.float64), light, s) for s in seconds]
    return {
        "light.picture": picture, "light.landmarks": points, "light.seconds": seconds,
        "light.spoiled": np.stack(degraded).reshape(len(seconds), -1),
        "light.dark": degrade(picture, None, light, seconds[1]).reshape(1, -1),
    }  # fmt: skip


def trust_vectors() -> dict[str, np.ndarray]:
    """Trust in a face with jumps of the light and falling confidence; dropped frames."""
    seconds = np.cumsum([0.0, *(0.04 + 0.03 * np.random.default_rng(2).random(39))])
    level = 0.2 * (1 + 0.3 * np.sin(2 * np.pi * 7 * seconds.astype(np.float32)))
    level[20:] *= 3
    confidence = np.clip(np.linspace(1.2, -0.2, 40), 0, 1)
    light = LightTrust()
    trust = [light(float(np.float32(luma)), float(np.float32(s))) for luma, s in zip(level, seconds)]
    drops = FrameDrops(seed=12, share=0.1, longest=6)
    return {
        "trust.seconds": seconds, "trust.level": level, "trust.confidence": confidence,
        "trust.light": np.array(trust),
        "trust.face": np.array([confidence_trust(float(np.float32(c))) for c in confidence]),
        "drops": np.array([drops.next() for _ in range(200)]),
    }  # fmt: skip


def low_pass_vectors() -> dict[str, np.ndarray]:
    """Low-pass of four features: at rest, noisy, drifting, jumping, with varying trust."""
    generator = np.random.default_rng(4)
    seconds = np.cumsum([0.0, *(0.03 + 0.02 * generator.random(39))]).astype(np.float32)
    values = generator.normal(0, (0.02, 0.3, 0.02, 0.02), (40, 4))
    values[:, 2] += 0.6 * seconds
    values[15:, 3] += 2
    trust = np.where(np.arange(40) % 7 == 3, 0.2, 1.0)
    low_pass = AdaptiveLowPass()
    columns = zip(values.astype(np.float32).astype(float), trust, seconds.astype(float))
    return {
        "steady.seconds": seconds, "steady.values": values, "steady.trust": trust,
        "steady.believed": np.array([low_pass(*column) for column in columns]),
    }  # fmt: skip


def denoised_vectors(weights: Path) -> dict[str, torch.Tensor]:
    """A synthetic track through the exported denoiser, widened to float32."""
    tensors = {k: torch.from_numpy(v) for k, v in read_widened(weights).items()}
    centre, spread = tensors["center"], tensors["spread"]
    network = GRUDDenoiser()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            part, _, own = name.partition(".")
            parameter.copy_(tensors[f"cell.{tensor_name(own)}" if part == "cell" else name])
    torch.manual_seed(6)
    time = torch.cumsum(0.03 + 0.05 * torch.rand(20), dim=0)
    phase = 6.3 * torch.rand(len(centre))
    features = centre + spread * torch.sin(9 * time[:, None] + phase)
    trust = (1.3 * torch.rand(20)).clamp(max=1)
    trust[9:13] = 0
    values = ((features - centre) / spread)[None]
    elapsed = time.diff(prepend=time[:1])[None]
    each = trust[None, :, None].expand_as(values)
    denoised = network(values, each, elapsed)[0].detach() * spread + centre
    return {
        "track.seconds": time, "track.trust": trust, "track.features": features,
        "track.restored": denoised,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="dynamic-decay.safetensors")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    torch.set_num_threads(1)
    tensors = {name: value.numpy() for name, value in cell_vectors().items()}
    tensors |= {k: v.numpy() for k, v in denoised_vectors(options.weights).items()}
    tensors |= light_vectors() | trust_vectors() | low_pass_vectors()
    floats = {name: np.ascontiguousarray(value, np.float32) for name, value in tensors.items()}
    write_tensors(options.out, floats, {"generator": "Recipes/decay/parity.py"})


if __name__ == "__main__":
    main()
