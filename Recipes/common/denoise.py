"""Noise reduction of the voice front end, the numpy twin of `Sources/Voice/Denoising`.

The gain of the minimum mean-square error estimate of the log-spectral amplitude (Ephraim and Malah
1985) weighed by the probability that speech is there (OM-LSA, Cohen and Berdugo 2001); the noise by
improved minima controlled recursive averaging (IMCRA, Cohen 2003); the a-priori ratio
decision-directed. It acts on the power spectra of the log-mel front end, before the mel bands, and
fades out as the running signal-to-noise ratio says that the sound is clean.
`denoise_parity.py` writes the vectors that hold both together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from Recipes.common.log_mel import FFT, FLOOR, HOP, filter_bank, padded_window

BINS = FFT // 2 + 1
WARM_UP = 60
"""Frames that are looked at before the first is given out."""


@dataclass(frozen=True)
class Settings:
    """The constants of the method; those of Cohen's paper where nothing is said."""

    gain_floor: float = 10 ** (-20 / 20)
    clean: float = 30.0
    """Running ratio in decibels above which nothing is done."""
    noisy: float = 20.0
    """Running ratio in decibels below which all is done."""
    usual_level: float = -26.0
    """Level of speech, in decibels below full scale, before any is heard (ITU-T P.56's nominal)."""
    prior_forgetting: float = 0.92
    """Share of the frame before in the a-priori ratio."""


SMOOTHING = np.float32(0.9)
NOISE_MEMORY = np.float32(0.85)
BIAS = np.float32(1.66)
"""What the smoothed periodogram's minimum over the memory is below its mean."""
COMPENSATION = np.float32(1.47)
PARTS, PART_LENGTH = 8, 15
"""The minimum is over this many stretches of this many frames, 1.2 s."""
POWER_FLOOR = np.float32(1e-9)
NEIGHBOURS = (np.hanning(9)[1:-1] / np.hanning(9).sum()).astype(np.float32)
"""Weights over seven bins: the window is 2.56 times shorter than the transform."""
WINDOW_POWER = 150.0
"""Sum of the squared window: the power spectrum of noise with a mean square of 1."""
LEVEL_BINS = slice(7, 257)
"""About 100 to 4000 Hz, where the running ratio is measured."""


def exponential_integral(x: np.ndarray) -> np.ndarray:
    """E1(x) for x > 0 after Abramowitz and Stegun 5.1.53 (x ≤ 1) and 5.1.56 (x > 1)."""
    small = np.minimum(x, 1)
    near = np.polyval(
        [0.00107857, -0.00976004, 0.05519968, -0.24991055, 0.99999193, -0.57721566], small
    ) - np.log(small)
    large = np.maximum(x, 1)
    above = np.polyval([1, 8.5733287401, 18.059016973, 8.6347608925, 0.2677737343], large)
    below = np.polyval([1, 9.5733223454, 25.6329561486, 21.0996530827, 3.9584969228], large)
    return np.where(x <= 1, near, np.exp(-np.minimum(large, 80)) / large * above / below)


def neighbourhood(values: np.ndarray) -> np.ndarray:
    """The weighted mean over seven bins; the spectrum goes on as at its ends."""
    first, last = values[..., :1], values[..., -1:]
    padded = np.concatenate([first, first, first, values, last, last, last], axis=-1)
    return sum(weight * padded[..., i : i + BINS] for i, weight in enumerate(NEIGHBOURS))


class RunningMinimum:
    """The minimum over the last 1.2 s or so, in stretches (Martin 1994)."""

    def __init__(self, start: np.ndarray):
        self.parts = np.repeat(start[None], PARTS, axis=0)
        self.current = start.copy()
        self.least = start.copy()
        self.count = 0

    def add(self, values: np.ndarray) -> np.ndarray:
        self.current = np.minimum(self.current, values)
        self.least = np.minimum(self.least, values)
        self.count += 1
        if self.count % PART_LENGTH == 0:
            self.parts[self.count // PART_LENGTH % PARTS] = self.current
            self.least = self.parts.min(axis=0)
            self.current = values.copy()
        return self.least


class NoiseReduction:
    """Takes power spectra (…, 513) one by one, of one sound or of several at once."""

    def __init__(self, settings: Settings = Settings()):
        self.settings = settings
        self.ramp_decibels: list[np.ndarray] = []

    def start(self, first: np.ndarray) -> None:
        """The state from the first frames' power (n, …, 513): their smoothed minimum is noise."""
        smooth = neighbourhood(first[0])
        least = smooth
        for power in first[1:]:
            smooth = SMOOTHING * smooth + (1 - SMOOTHING) * neighbourhood(power)
            least = np.minimum(least, smooth)
        least = np.maximum(least, POWER_FLOOR)
        self.smooth, self.gated = least.copy(), least.copy()
        self.minimum, self.gated_minimum = RunningMinimum(least), RunningMinimum(least)
        self.average = BIAS * least / COMPENSATION
        self.noise = BIAS * least
        self.speech_before = np.zeros_like(least)
        level = 10 ** (self.settings.usual_level / 10)
        level *= WINDOW_POWER * (LEVEL_BINS.stop - LEVEL_BINS.start)
        self.speech_level = np.full((*least.shape[:-1], 1), level, dtype=np.float32)

    def presence(self, power: np.ndarray, prior: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Probability of speech in each bin, and the noise estimate's two smoothings on the way."""
        smooth = neighbourhood(power)
        self.smooth = SMOOTHING * self.smooth + (1 - SMOOTHING) * smooth
        least = BIAS * self.minimum.add(np.maximum(self.smooth, POWER_FLOOR))
        quiet = (
            (power < np.float32(4.6) * least) & (self.smooth < np.float32(1.67) * least)
        ).astype(np.float32)
        weight = neighbourhood(quiet)
        gated = np.where(
            weight > 1e-3,
            neighbourhood(quiet * power) / np.maximum(weight, np.float32(1e-3)),
            self.gated,
        )
        self.gated = SMOOTHING * self.gated + (1 - SMOOTHING) * gated
        least = BIAS * self.gated_minimum.add(np.maximum(self.gated, POWER_FLOOR))
        absence = np.clip((3 - power / least) / 2, 0, np.float32(0.998))
        absence = np.where(self.smooth < np.float32(1.67) * least, absence, 0)
        odds = absence / (1 - absence) * (1 + prior) * np.exp(-v)
        return 1 / (1 + odds)

    def strength(self, power: np.ndarray) -> np.ndarray:
        """How much reduction is wanted, 0 to 1, by the running signal-to-noise ratio, (…, 1)."""
        noise = self.noise[..., LEVEL_BINS].sum(axis=-1, keepdims=True)
        total = power[..., LEVEL_BINS].sum(axis=-1, keepdims=True)
        share = np.float32(0.02) * np.clip((total / noise - 2) / 4, 0, 1)
        # A knock must not make the sound look clean.
        excess = np.clip(total - noise, 0, 10 * self.speech_level)
        self.speech_level += share * (excess - self.speech_level)
        ratio = 10 * np.log10(np.maximum(self.speech_level, 1e-9) / noise)
        self.ramp_decibels.append(ratio)
        s = self.settings
        return np.clip((s.clean - ratio) / (s.clean - s.noisy), 0, 1).astype(np.float32)

    def next(self, power: np.ndarray) -> np.ndarray:
        """The power spectra of one frame with their noise reduced, (…, 513)."""
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
        """Power spectra (T, …, 513) of whole sounds to reduced ones of the same shape."""
        self.start(power[:WARM_UP])
        return np.stack([self.next(frame) for frame in power])


def power_spectra(samples: np.ndarray) -> np.ndarray:
    """Power spectra (1 + n // 160, 513) of samples at 16 kHz, as the log-mel front end has them."""
    signal = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
    frames = torch.nn.functional.pad(signal, (FFT // 2, FFT // 2)).unfold(0, FFT, HOP)
    return torch.fft.rfft(frames * padded_window()).abs().square().numpy()


def mel_of(power: np.ndarray) -> np.ndarray:
    """Power spectra (T, 513) to log-mel (T, 128)."""
    bands = torch.from_numpy(power.astype(np.float32)) @ filter_bank()
    return torch.log(torch.clamp(bands, min=FLOOR)).numpy()


def reduced_log_mel(samples: np.ndarray, settings: Settings = Settings()) -> np.ndarray:
    """The log-mel spectrogram (1 + n // 160, 128) of a sound with its noise reduced."""
    return mel_of(NoiseReduction(settings)(power_spectra(samples)))
