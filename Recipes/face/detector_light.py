"""Degrades scenes of the detector: focus, colour, light, noise; one uint8 picture at a time."""

from __future__ import annotations

import math

import cv2
import numpy as np

# Share of grey scenes.
GREY = 0.33


def degraded(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """An RGB scene (S, S, 3), uint8, as under another camera and light."""

    def uniform(low: float, high: float) -> float:
        return float(generator.uniform(low, high))

    size = picture.shape[0]
    if uniform(0, 1) < 0.25:
        small = int(size * uniform(0.35, 1))
        low = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
        picture = cv2.resize(low, (size, size), interpolation=cv2.INTER_LINEAR)
    luma = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    grey = uniform(0, 1) < GREY
    colour = 0.0 if grey else uniform(0.4, 1.4)
    picture = cv2.addWeighted(picture, colour, luma, 1 - colour, 0)

    tones = 255 * np.linspace(0, 1, 256) ** math.exp(uniform(-0.6, 0.6))
    middle = float(tones[luma[::8, ::8, 0]].mean())
    tones = middle + (tones - middle) * math.exp(uniform(-0.7, 0.3))
    tones = tones * math.exp(uniform(-0.9, 0.25))
    tint = np.ones(3) if grey or uniform(0, 1) < 0.6 else np.exp(generator.uniform(-0.2, 0.2, 3))
    table = (tones[:, None] * tint).clip(0, 255).astype(np.uint8)
    picture = cv2.LUT(picture, table[:, None, :])

    if uniform(0, 1) < 0.2:
        angle, depth = uniform(0, 2 * math.pi), uniform(0.3, 1.2)
        steps = np.linspace(-1, 1, size, dtype=np.float32)
        light = np.exp(depth * (math.cos(angle) * steps[None] + math.sin(angle) * steps[:, None]))
        picture = cv2.multiply(picture, cv2.merge([light] * 3), dtype=cv2.CV_8U)
    if uniform(0, 1) < 0.35:
        strength, channels = uniform(0, 14), 1 if grey else 3
        noise = np.empty((size, size, channels), np.int16)
        cv2.setRNGSeed(int(generator.integers(1 << 31)))
        cv2.randn(noise, (0,) * channels, (strength,) * channels)
        picture = cv2.add(picture, cv2.merge([noise] * 3) if grey else noise, dtype=cv2.CV_8U)
    return picture
