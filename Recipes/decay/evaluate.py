"""Errors of tracks as read, denoised, and filtered by 1€, on held-out people."""

from __future__ import annotations

import numpy as np

from Recipes.decay.denoiser import GRUDDenoiser, denoise
from Recipes.decay.motion import UNITS, Dataset
from Recipes.decay.sequences import Batch, Lights, make

CUTOFFS = (0.3, 1.0, 2.0, 4.0, 8.0)
BETAS = (0.0, 0.3, 1.0, 3.0, 10.0)
WARM_UP = 8


def one_euro(batch: Batch, spread: np.ndarray, cutoff: float, beta: float) -> np.ndarray:
    """The 1€ filter (Casiez, Roussel and Vogel 2012) on each standardised feature, (B, T, 105).

    Dropped frames keep the previous value.
    """

    def share(hertz: np.ndarray | float, elapsed: np.ndarray) -> np.ndarray:
        return 1 / (1 + 1 / (2 * np.pi * hertz * elapsed))

    read = batch.read / spread
    value, speed = read[:, 0], np.zeros_like(read[:, 0])
    result = [value]
    since = np.zeros((len(read), 1))
    for step in range(1, read.shape[1]):
        since = since + batch.elapsed[:, step, None]
        seen = batch.trust[:, step, None] > 0
        change = read[:, step] - value
        faster = speed + share(1.0, since) * (change / since - speed)
        moved = value + share(cutoff + beta * np.abs(faster), since) * change
        value, speed = np.where(seen, moved, value), np.where(seen, faster, speed)
        since = np.where(seen, 0, since)
        result.append(value)
    return np.stack(result, axis=1) * spread


def errors(found: np.ndarray, target: np.ndarray) -> str:
    """RMS error of units and landmarks, and of their differences between frames, as text."""
    found, target = found[:, WARM_UP:], target[:, WARM_UP:]

    def rms(x: np.ndarray) -> tuple[float, float]:
        return (
            float((x[..., :UNITS] ** 2).mean() ** 0.5),
            100 * float((x[..., UNITS:] ** 2).mean() ** 0.5),
        )

    direct, changes = rms(found - target), rms(np.diff(found - target, axis=1))
    return f"units {direct[0]:.3f}, points {direct[1]:.2f} %; " + (
        f"changes {changes[0]:.3f}, {changes[1]:.2f} %"
    )


def gain(found: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """Gain of movements, denoised over true, for units and for points."""
    found = found - found.mean(axis=1, keepdims=True)
    target = target - target.mean(axis=1, keepdims=True)
    product, square = (found * target).sum(axis=(0, 1)), (target**2).sum(axis=(0, 1))
    units, points = slice(0, UNITS), slice(UNITS, None)
    return tuple(float(product[s].sum() / square[s].sum()) for s in (units, points))


def evaluate(
    network: GRUDDenoiser, centre: np.ndarray, spread: np.ndarray, dataset: Dataset
) -> None:
    """Prints the figures on sequences from held-out motion and photographs."""
    flicker = {"rate": (25, 25), "depth": (0.2, 0.2), "hertz": (8, 8), "losing": 0.0, "clean": 0.0}
    kinds = {
        "flicker of 20 % at 8 Hz": Lights(**flicker),
        "flicker and dropped frames": Lights(**(flicker | {"losing": 1.0})),
        "as trained, degraded": Lights(clean=0.0),
        "clean": Lights(clean=1.0),
    }
    for name, lights in kinds.items():
        batch = make(np.random.default_rng(8), dataset, spread, lights, 400)
        denoised = denoise(network, batch, centre, spread)
        print(name)
        print("  as read: ", errors(batch.read, batch.target))
        print("  denoised:", errors(denoised, batch.target))
        tries = [(one_euro(batch, spread, c, b), c, b) for c in CUTOFFS for b in BETAS]
        best = min(tries, key=lambda t: ((t[0] - batch.target) ** 2 / spread**2).mean())
        print("  1€:      ", errors(best[0], batch.target), f"({best[1]} Hz, beta {best[2]})")
        print("  gain of units and points: %.3f %.3f" % gain(denoised, batch.target), flush=True)
