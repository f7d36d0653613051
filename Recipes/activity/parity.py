"""Test vectors of the exported speech detector on a synthetic log-mel spectrogram."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from Recipes.activity.decide import decided, signal_to_noise
from Recipes.activity.detector import FRAMES_PER_STEP, SpeechDetector
from Recipes.activity.sounds import syllables
from Recipes.activity.truth import frame_power, is_tone
from Recipes.common.log_mel import log_mel
from Recipes.common.tensor_file import read_widened, write_tensors


def synthetic_log_mel() -> np.ndarray:
    """Synthetic syllables between 0.8 s of faint noise on either side, then a tone, (400, 128)."""
    generator = np.random.default_rng(3)
    sound = np.pad(0.05 * syllables(38_400, generator), 12_800)
    sound[-4800:] += 0.1 * np.sin(np.arange(4800) * 0.17)
    return log_mel(sound + 0.005 * generator.standard_normal(len(sound)).astype(np.float32))[:400]


def load(path: Path) -> SpeechDetector:
    """The exported network, widened to float32."""
    stored = {name: torch.from_numpy(value) for name, value in read_widened(path).items()}
    names = {"mel.mean": "mean", "mel.scale": "scale"}
    names |= {
        f"gru.{part}": f"gru.{part}_l0" for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    }
    network = SpeechDetector().requires_grad_(False).eval()
    network.load_state_dict({names.get(name, name): value for name, value in stored.items()})
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    mel = synthetic_log_mel()
    prediction = load(options.weights).predict(torch.from_numpy(mel)[None])
    odds, noise = (value[0].numpy() for value in prediction)
    each = np.repeat(np.arange(len(odds)), FRAMES_PER_STEP)
    probability = 1 / (1 + np.exp(-odds[each]))
    flags = decided(probability, is_tone(mel))
    ratio = signal_to_noise(flags, frame_power(mel), noise[each], probability)
    print(f"{100 * flags.mean():.0f} % speech, ratio {ratio}")
    tensors = {
        "mel": mel, "odds": odds, "noise": noise, "power": frame_power(mel), "tone": is_tone(mel), "speech": flags,
        "ratio": np.array([-999 if ratio is None else ratio]),
    }  # fmt: skip
    tensors = {
        name: np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()
    }
    write_tensors(options.out, tensors, {"generator": "Recipes/activity/parity.py"})


if __name__ == "__main__":
    main()
