"""Canonical correlation analysis of voice and mouth, and calibration of its correlations."""

from __future__ import annotations

import numpy as np

from Recipes.speaker.active_speaker import ActiveSpeakerModel, features, log_odds
from Recipes.speaker.clips import Clip

DIMENSIONS = 12
VOICE_RIDGE = 0.2
MOUTH_RIDGE = 0.1
EVERY = (1, 3)
"""Trains on all frames, about 30 a second, and on every third."""


def covariances(clip: Clip) -> np.ndarray:
    """Sums of products (126, 126) of a clip's features; the last element counts moments."""
    total = np.zeros((126, 126))
    for every in EVERY:
        for start in range(every):
            pictures = slice(start, None, every)
            voice_rows, mouth_rows, usable = features(
                clip.bands, clip.times, clip.seconds[pictures], clip.shapes[pictures]
            )
            both = np.concatenate([voice_rows, mouth_rows], axis=1)[usable]
            total[:125, :125] += both.T @ both / every
            total[125, 125] += len(both) / every
    return total


def canonical(total: np.ndarray) -> ActiveSpeakerModel:
    """The most correlated directions of voice and mouth, from summed covariances.

    For a direction of canonical correlation s, the Gaussian likelihood ratio between matching and
    other pairs is about s / (1 − s²) times the correlation.
    """
    sums = total[:125, :125] / total[125, 125]
    whiten_voice = inverse_root(sums[:80, :80] + VOICE_RIDGE * np.eye(80))
    whiten_mouth = inverse_root(sums[80:, 80:] + MOUTH_RIDGE * np.eye(45))
    left, strengths, right = np.linalg.svd(whiten_voice @ sums[:80, 80:] @ whiten_mouth)
    strengths = strengths[:DIMENSIONS]
    return ActiveSpeakerModel(
        whiten_voice @ left[:, :DIMENSIONS],
        whiten_mouth @ right[:DIMENSIONS].T,
        strengths / (1 - strengths**2),
        0.0,
    )


def inverse_root(matrix: np.ndarray) -> np.ndarray:
    """Inverse square root of a symmetric positive matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors / np.sqrt(values)) @ vectors.T


def calibrate(
    matching: np.ndarray, other: np.ndarray, seconds: np.ndarray, steps: int = 3000
) -> tuple[float, float]:
    """Gain and offset per second by logistic regression.

    Takes the evidence by lag of matching and other pairs (P, 11) at gain 1 and offset 0, and the
    length of each pair in seconds (P).
    """
    gain, offset, rate = 1.0, 0.0, 0.05
    for _ in range(steps):
        slope_gain = slope_offset = 0.0
        for evidence, label in ((matching, 1.0), (other, 0.0)):
            scaled = gain * evidence - offset * seconds[:, None]
            odds = log_odds(scaled)
            error = 1 / (1 + np.exp(-odds)) - label
            share = lag_shares(scaled, odds)
            slope_gain += (error * (share * evidence).sum(axis=1)).mean()
            slope_offset -= (error * seconds).mean()
        gain, offset = gain - rate * slope_gain, offset - rate * slope_offset
    return gain, offset


def lag_shares(evidence: np.ndarray, odds: np.ndarray) -> np.ndarray:
    """Posterior of the lag (P, 11)."""
    floor = np.full_like(evidence, -1e9)
    shares = [
        np.exp(log_odds(np.where(np.arange(11) == lag, evidence, floor)) - odds)
        for lag in range(11)
    ]
    return np.stack(shares, axis=1)
