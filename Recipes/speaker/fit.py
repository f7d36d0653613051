"""The canonical correlation analysis of voice and mouth, and what its correlations are worth."""

from __future__ import annotations

import numpy as np

from Recipes.speaker.active_speaker import Judge, features, log_odds
from Recipes.speaker.clips import Clip

DIMENSIONS = 12
VOICE_RIDGE = 0.2
MOUTH_RIDGE = 0.1
EVERY = (1, 3)
"""Learnt from all pictures, about 30 a second, and from every third."""


def covariances(clip: Clip) -> np.ndarray:
    """Sums of products of all features of a clip with each other and, last, their number."""
    total = np.zeros((126, 126))
    for every in EVERY:
        for start in range(every):
            pictures = slice(start, None, every)
            heard, seen, usable = features(
                clip.bands, clip.times, clip.seconds[pictures], clip.shapes[pictures]
            )
            both = np.concatenate([heard, seen], axis=1)[usable]
            total[:125, :125] += both.T @ both / every
            total[125, 125] += len(both) / every
    return total


def canonical(total: np.ndarray) -> Judge:
    """The directions in which voice and mouth correlate most, from summed covariances.

    A direction of canonical correlation s tells a matching pair from another by about
    s / (1 − s²) times its correlation, as in a ratio of Gaussian likelihoods.
    """
    sums = total[:125, :125] / total[125, 125]
    whiten_voice = inverse_root(sums[:80, :80] + VOICE_RIDGE * np.eye(80))
    whiten_mouth = inverse_root(sums[80:, 80:] + MOUTH_RIDGE * np.eye(45))
    left, strengths, right = np.linalg.svd(whiten_voice @ sums[:80, 80:] @ whiten_mouth)
    strengths = strengths[:DIMENSIONS]
    return Judge(
        whiten_voice @ left[:, :DIMENSIONS],
        whiten_mouth @ right[:DIMENSIONS].T,
        strengths / (1 - strengths**2),
        0.0,
    )


def inverse_root(matrix: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(matrix)
    return (vectors / np.sqrt(values)) @ vectors.T


def calibrate(
    matching: np.ndarray, other: np.ndarray, seconds: np.ndarray, steps: int = 3000
) -> tuple[float, float]:
    """Gain and offset a second by logistic regression.

    Takes the evidence by lag of matching and other pairs (P, 11) at gain 1 and offset 0, and how
    long each pair was (P).
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
    """How likely each lag is after the evidence; rows add up to 1."""
    floor = np.full_like(evidence, -1e9)
    shares = [
        np.exp(log_odds(np.where(np.arange(11) == lag, evidence, floor)) - odds)
        for lag in range(11)
    ]
    return np.stack(shares, axis=1)
