"""Augmentation of batches of log-mel spectrograms (B, T, 128), before standardisation.

Everything works in the log-power domain, so no sound is analysed again.
"""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.log_mel import BANDS, FLOOR, SAMPLE_RATE, slaney_hertz, slaney_mel

DECIBEL = math.log(10) / 10
"""One decibel in natural-log power."""

TOP_MEL = float(slaney_mel(np.array(SAMPLE_RATE / 2)))
BAND_MEL = torch.linspace(0, TOP_MEL, BANDS + 2)[1:-1]
BAND_HERTZ = torch.from_numpy(slaney_hertz(BAND_MEL.numpy()).astype(np.float32))


def uniform(batch: int, low: float, high: float) -> Tensor:
    """One uniform number per clip, (B, 1, 1)."""
    return torch.rand(batch, 1, 1) * (high - low) + low


def chosen(batch: int, probability: float) -> Tensor:
    """Mask of the clips to augment, (B, 1, 1), boolean."""
    return torch.rand(batch, 1, 1) < probability


def scaled_bands(factor: Tensor) -> Tensor:
    """Band positions (B, 128), in bands, after multiplying frequencies by `factor` (B, 1)."""
    hertz = (BAND_HERTZ[None, :] * factor).numpy()
    return torch.from_numpy(slaney_mel(hertz)).float() / (TOP_MEL / (BANDS + 1)) - 1


def resample(source: Tensor, spans: Tensor, frames: int, warp: float) -> Tensor:
    """Changes tempo and vocal tract length in one interpolation, (B, frames, 128).

    Stretches the first `spans` (B) frames of each source (B, S, 128) to `frames` and scales the
    frequency axis by a random factor between e^−warp and e^warp.
    """
    batch, length, _ = source.shape
    time = torch.linspace(0, 1, frames)[None, :] * (spans[:, None] - 1) / max(length - 1, 1)
    factor = torch.exp(uniform(batch, -warp, warp)[:, 0])
    across, along = (
        (scaled_bands(factor) / (BANDS - 1) * 2 - 1)[:, None, :],
        (time * 2 - 1)[:, :, None],
    )
    grid = torch.stack(torch.broadcast_tensors(across, along), dim=3)
    options = {"mode": "bilinear", "padding_mode": "border", "align_corners": True}
    return F.grid_sample(source.unsqueeze(1), grid, **options).squeeze(1)


HARMONIC_SMOOTHING = torch.exp(-0.5 * (torch.arange(-12, 13) / 4.5) ** 2)


def read_at(mel: Tensor, place: Tensor) -> Tensor:
    """Log-mel (B, T, 128) interpolated at fractional bands (B, 128)."""
    lower = place.clamp(0, BANDS - 1).floor().long().clamp(max=BANDS - 2)
    share = (place.clamp(0, BANDS - 1) - lower)[:, None, :]
    index = lower[:, None, :].expand_as(mel)
    return torch.lerp(mel.gather(2, index), mel.gather(2, index + 1), share)


def move_pitch(mel: Tensor, most: float) -> Tensor:
    """Shifts pitch but not formants in log-mel (B, T, 128).

    Splits the spectrum into a smooth envelope and harmonics, and scales the harmonics in frequency
    by a random factor between e^−most and e^most.
    """
    kernel = (HARMONIC_SMOOTHING / HARMONIC_SMOOTHING.sum())[None, None]
    padded = F.pad(mel.flatten(0, 1)[:, None], (12, 12), mode="replicate")
    envelope = F.conv1d(padded, kernel).view_as(mel)
    factor = torch.exp(uniform(len(mel), -most, most)[:, 0])
    return envelope + read_at(mel - envelope, scaled_bands(factor))


def mix_up(
    mel: Tensor, targets: Tensor, candidates: Tensor, corpora: Tensor, probability: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Mixup within a corpus (Zhang et al. 2018, α 0.4) of spectrograms (B, T, 128) and targets (B, 8).

    Candidates (B, 8) become the union of both clips'. Applies with `probability` per clip.
    """
    other = torch.arange(len(mel))
    for corpus in corpora.unique():
        own = (corpora == corpus).nonzero()[:, 0]
        other[own] = own[torch.randperm(len(own))]
    share = torch.distributions.Beta(0.4, 0.4).sample((len(mel), 1))
    share = torch.maximum(share, 1 - share)
    share = torch.where(torch.rand(len(mel), 1) < probability, share, torch.ones(1))
    mixed = torch.lerp(mel[other], mel, share[:, :, None])
    return mixed, torch.lerp(targets[other], targets, share), candidates | candidates[other]


def random_curve(batch: int, points: int, spread: float) -> Tensor:
    """A smooth random curve over the bands, (B, 1, 128)."""
    knots = torch.randn(batch, 1, points) * spread
    return F.interpolate(knots, BANDS, mode="linear", align_corners=True)


def loudness(mel: Tensor) -> Tensor:
    """Natural log of the mean power of each clip, (B, 1, 1)."""
    return mel.flatten(1).logsumexp(1)[:, None, None] - math.log(mel.shape[1] * BANDS)


def colour(mel: Tensor) -> Tensor:
    """Gain within ±6 dB, and a random equaliser on two clips in five."""
    batch = len(mel)
    equaliser = random_curve(batch, 5, 2 * DECIBEL) * chosen(batch, 0.4)
    return mel + uniform(batch, -6, 6) * DECIBEL + equaliser


def add_noise(mel: Tensor) -> Tensor:
    """Adds coloured, fluctuating noise at 10 to 50 dB SNR to two clips in five."""
    batch, frames, _ = mel.shape
    slow = torch.randn(batch, 1, max(2, frames // 40)) * 0.4
    slow = F.interpolate(slow, frames, mode="linear", align_corners=True).transpose(1, 2)
    noise = random_curve(batch, 6, 1.5) + slow + torch.randn_like(mel) * 0.6
    noise += loudness(mel) - loudness(noise) - uniform(batch, 10, 50) * DECIBEL
    return torch.where(chosen(batch, 0.4), torch.logaddexp(mel, noise), mel)


def add_babble(mel: Tensor) -> Tensor:
    """Adds another clip of the batch at 15 to 30 dB SNR to one clip in ten."""
    batch = len(mel)
    other = mel.roll(1, 0)
    other = other + loudness(mel) - loudness(other) - uniform(batch, 15, 30) * DECIBEL
    return torch.where(chosen(batch, 1 / 10), torch.logaddexp(mel, other), mel)


def limit_band(mel: Tensor) -> Tensor:
    """Low-passes one clip in ten at 3 to 7 kHz, half of them with a telephone's high-pass as well."""
    batch = len(mel)
    octaves = torch.log2(BAND_HERTZ[None, None, :] / uniform(batch, 3000, 7000))
    loss = octaves.clamp(min=0) * uniform(batch, 30, 90)
    high_pass = torch.log2(300 / BAND_HERTZ).clamp(min=0)[None, None, :] * 18
    loss = loss + high_pass * chosen(batch, 0.5)
    return torch.where(chosen(batch, 1 / 10), mel - loss * DECIBEL, mel)


def augment(mel: Tensor, is_clean: bool = False) -> Tensor:
    """Augments log-mel (B, T, 128): gain, equaliser and, unless `is_clean`, noise, babble, band limits.

    Values stay above the floor of the analysis.
    """
    coloured = colour(mel)
    augmented = coloured if is_clean else limit_band(add_babble(add_noise(coloured)))
    return augmented.clamp(min=math.log(FLOOR))


def mask_spectrogram(x: Tensor, times: int = 2, frames: int = 20, bands: int = 6) -> Tensor:
    """SpecAugment on standardised log-mel (B, T, 128): zeroes `times` stripes along each axis."""
    batch, length, _ = x.shape
    keep = torch.ones(batch, length, BANDS, dtype=torch.bool)
    for axis, (size, widest) in enumerate(((length, min(frames, length // 5)), (BANDS, bands))):
        position = torch.arange(size)[None, :]
        for _ in range(times):
            width = torch.rand(batch, 1) * (widest + 1)
            start = torch.rand(batch, 1) * (size - width)
            outside = (position < start) | (position >= start + width)
            keep &= outside[:, :, None] if axis == 0 else outside[:, None, :]
    return x * keep
