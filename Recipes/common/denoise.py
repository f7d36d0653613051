"""Noise reduction of the voice front end in numpy, equal to `Sources/Voice/Denoising`.

Log-spectral amplitude estimator (Ephraim and Malah 1985) weighted by the probability of speech
(OM-LSA, Cohen and Berdugo 2001); noise by improved minima controlled recursive averaging (IMCRA,
Cohen 2003); decision-directed a priori SNR. It works on the power spectra of the log-mel front end,
before the mel bands, and fades out as the running signal-to-noise ratio rises.
`denoise_parity.py` writes the vectors that compare both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from Recipes.common.log_mel import FFT, FLOOR, HOP, filter_bank, padded_window

BINS = FFT // 2 + 1
WARM_UP = 60
"""Frames read before the first is returned."""


@dataclass(frozen=True)
class Settings:
    """Constants of the method, from Cohen's paper unless stated."""

    gain_floor: float = 10 ** (-20 / 20)
    clean: float = 30.0
    """Running SNR in decibels above which nothing is reduced."""
    noisy: float = 20.0
    """Running SNR in decibels below which the full gain applies."""
    nominal_level: float = -26.0
    """Assumed speech level in dBFS at the start (nominal level of ITU-T P.56)."""
    prior_forgetting: float = 0.92
    """Weight of the previous frame in the a priori SNR."""


SMOOTHING = np.float32(0.9)
NOISE_MEMORY = np.float32(0.85)
BIAS = np.float32(1.66)
"""Mean of the smoothed periodogram over its minimum within the memory."""
COMPENSATION = np.float32(1.47)
PARTS, PART_LENGTH = 8, 15
"""The minimum covers this many blocks of this many frames, 1.2 s."""
POWER_FLOOR = np.float32(1e-9)
NEIGHBOURS = (np.hanning(9)[1:-1] / np.hanning(9).sum()).astype(np.float32)
"""Weights over seven bins; the FFT is 2.56 times as long as the window."""
WINDOW_POWER = 150.0
"""Sum of the squared window: the power spectrum of noise with a mean square of 1."""
LEVEL_BINS = slice(7, 257)
"""About 100 to 4000 Hz, the band of the running SNR."""


def exponential_integral(x: np.ndarray) -> np.ndarray:
    """E1(x) for x > 0, Abramowitz and Stegun 5.1.53 (x ≤ 1) and 5.1.56 (x > 1)."""
    small = np.minimum(x, 1)
    near = np.polyval(
        [0.00107857, -0.00976004, 0.05519968, -0.24991055, 0.99999193, -0.57721566], small
    ) - np.log(small)
    large = np.maximum(x, 1)
    above = np.polyval([1, 8.5733287401, 18.059016973, 8.6347608925, 0.2677737343], large)
    below = np.polyval([1, 9.5733223454, 25.6329561486, 21.0996530827, 3.9584969228], large)
    return np.where(x <= 1, near, np.exp(-np.minimum(large, 80)) / large * above / below)


def neighbourhood(values: np.ndarray) -> np.ndarray:
    """Weighted mean over seven bins (…, 513); edge bins repeat."""
    first, last = values[..., :1], values[..., -1:]
    padded = np.concatenate([first, first, first, values, last, last, last], axis=-1)
    return sum(weight * padded[..., i : i + BINS] for i, weight in enumerate(NEIGHBOURS))


class RunningMinimum:
    """Minimum over about the last 1.2 s, in blocks (Martin 1994)."""

    def __init__(self, start: np.ndarray):
        self.parts = np.repeat(start[None], PARTS, axis=0)
        self.current = start.copy()
        self.minimum = start.copy()
        self.count = 0

    def add(self, values: np.ndarray) -> np.ndarray:
        """Adds one frame; the minimum including it."""
        self.current = np.minimum(self.current, values)
        self.minimum = np.minimum(self.minimum, values)
        self.count += 1
        if self.count % PART_LENGTH == 0:
            self.parts[self.count // PART_LENGTH % PARTS] = self.current
            self.minimum = self.parts.min(axis=0)
            self.current = values.copy()
        return self.minimum


class NoiseReduction:
    """Reduces noise frame by frame in power spectra (…, 513) of one sound or of several at once."""

    def __init__(self, settings: Settings = Settings()):
        self.settings = settings
        self.ramp_decibels: list[np.ndarray] = []

    def start(self, first: np.ndarray) -> None:
        """Initialises the noise with the smoothed minimum of the first frames (n, …, 513)."""
        smooth = neighbourhood(first[0])
        minimum = smooth
        for power in first[1:]:
            smooth = SMOOTHING * smooth + (1 - SMOOTHING) * neighbourhood(power)
            minimum = np.minimum(minimum, smooth)
        minimum = np.maximum(minimum, POWER_FLOOR)
        self.smooth, self.gated = minimum.copy(), minimum.copy()
        self.minimum, self.gated_minimum = RunningMinimum(minimum), RunningMinimum(minimum)
        self.average = BIAS * minimum / COMPENSATION
        self.noise = BIAS * minimum
        self.speech_before = np.zeros_like(minimum)
        level = 10 ** (self.settings.nominal_level / 10)
        level *= WINDOW_POWER * (LEVEL_BINS.stop - LEVEL_BINS.start)
        self.speech_level = np.full((*minimum.shape[:-1], 1), level, dtype=np.float32)

    def presence(self, power: np.ndarray, prior: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Probability of speech in each bin; updates both smoothed spectra of the noise estimate."""
        smooth = neighbourhood(power)
        self.smooth = SMOOTHING * self.smooth + (1 - SMOOTHING) * smooth
        minimum = BIAS * self.minimum.add(np.maximum(self.smooth, POWER_FLOOR))
        quiet = (
            (power < np.float32(4.6) * minimum) & (self.smooth < np.float32(1.67) * minimum)
        ).astype(np.float32)
        weight = neighbourhood(quiet)
        gated = np.where(
            weight > 1e-3,
            neighbourhood(quiet * power) / np.maximum(weight, np.float32(1e-3)),
            self.gated,
        )
        self.gated = SMOOTHING * self.gated + (1 - SMOOTHING) * gated
        minimum = BIAS * self.gated_minimum.add(np.maximum(self.gated, POWER_FLOOR))
        absence = np.clip((3 - power / minimum) / 2, 0, np.float32(0.998))
        absence = np.where(self.smooth < np.float32(1.67) * minimum, absence, 0)
        odds = absence / (1 - absence) * (1 + prior) * np.exp(-v)
        return 1 / (1 + odds)

    def strength(self, power: np.ndarray) -> np.ndarray:
        """Strength of the reduction, 0…1, from the running signal-to-noise ratio, (…, 1)."""
        noise = self.noise[..., LEVEL_BINS].sum(axis=-1, keepdims=True)
        total = power[..., LEVEL_BINS].sum(axis=-1, keepdims=True)
        share = np.float32(0.02) * np.clip((total / noise - 2) / 4, 0, 1)
        # Limit loud transients, so that a knock does not make the sound look clean.
        excess = np.clip(total - noise, 0, 10 * self.speech_level)
        self.speech_level += share * (excess - self.speech_level)
        ratio = 10 * np.log10(np.maximum(self.speech_level, 1e-9) / noise)
        self.ramp_decibels.append(ratio)
        s = self.settings
        return np.clip((s.clean - ratio) / (s.clean - s.noisy), 0, 1).astype(np.float32)

    def next(self, power: np.ndarray) -> np.ndarray:
        """Power spectra (…, 513) of the next frame, noise reduced."""
        s = self.settings
        posterior = np.minimum(power / self.noise, np.float32(1e4))
        keep = np.float32(s.prior_forgetting)
        prior = keep * self.speech_before / self.noise + (1 - keep) * np.maximum(posterior - 1, 0)
        prior = np.clip(prior, np.float32(10 ** (-25 / 10)), np.float32(1e4))
        v = np.maximum(posterior * prior / (1 + prior), np.float32(1e-6))
        gain = np.minimum(prior / (1 + prior) * np.exp(0.5 * exponential_integral(v)), 1)
        self.speech_before = np.square(gain) * power
        presence = self.presence(power, prior, v)
        memory = NOISE_MEMORY + (1 - NOISE_MEMORY) * presence
        self.average = memory * self.average + (1 - memory) * power
        strength = self.strength(power)
        self.noise = np.maximum(COMPENSATION * self.average, POWER_FLOOR)
        logarithm = presence * np.log(np.maximum(gain, 1e-4)) + (1 - presence) * np.log(
            np.float32(s.gain_floor)
        )
        return power * np.exp(2 * strength * logarithm)

    def __call__(self, power: np.ndarray) -> np.ndarray:
        """Power spectra (T, …, 513) of whole sounds, noise reduced; same shape."""
        self.start(power[:WARM_UP])
        return np.stack([self.next(frame) for frame in power])


def power_spectra(samples: np.ndarray) -> np.ndarray:
    """Power spectra (1 + n // 160, 513) of samples (n) at 16 kHz, as in the log-mel front end."""
    signal = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
    frames = torch.nn.functional.pad(signal, (FFT // 2, FFT // 2)).unfold(0, FFT, HOP)
    return torch.fft.rfft(frames * padded_window()).abs().square().numpy()


def mel_of(power: np.ndarray) -> np.ndarray:
    """Power spectra (T, 513) to log-mel (T, 128)."""
    bands = torch.from_numpy(power.astype(np.float32)) @ filter_bank()
    return torch.log(torch.clamp(bands, min=FLOOR)).numpy()


def reduced_log_mel(samples: np.ndarray, settings: Settings = Settings()) -> np.ndarray:
    """Log-mel spectrogram (1 + n // 160, 128) of samples (n) at 16 kHz, noise reduced."""
    return mel_of(NoiseReduction(settings)(power_spectra(samples)))
