"""Pre-trained speech encoders of the Wav2Vec 2.0 family against `transformers`, with random weights.

Every family in its base and its large style, with weights in F32, F16 and BF16, in one file and in shards, at a small size and
all layers; then networks of realistic widths. For 16-bit weights the reference is the 32-bit network with rounded weights. Both
sides hear the same sound: the reference gets it behind the program's high-pass. Needs Recipes/requirements.txt.
"""

from __future__ import annotations

import math
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import transformers
from scipy.io import wavfile

from Evaluation.measurement import Arguments
from Recipes.encoders.wav2vec2 import FAMILIES, TYPES, Variant, hidden_states, network, sound, write

SECONDS, RATE = 3.0, 16_000
HIGH_PASS_HERTZ = 5.0
SMALL = {
    "hidden_size": 96,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 192,
    "conv_dim": [32] * 7,
    "num_conv_pos_embedding_groups": 8,
}
LARGE = {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096}
REALISTIC = {
    "wav2vec2 768, F32": Variant("wav2vec2"),
    "hubert 768, F16 sharded": Variant("hubert", dtype="F16", shards=3, has_prefix=True),
    "wavlm 768, BF16": Variant("wavlm", dtype="BF16", normalises=False),
    "data2vec-audio 768, F32": Variant("data2vec-audio"),
    "wav2vec2 1024 of 24 layers, F16": Variant("wav2vec2", large=True, dtype="F16", sizes=LARGE),
    "wavlm 1024 of 24 layers, F32": Variant("wavlm", large=True, sizes=LARGE),
}


def high_passed(samples: np.ndarray) -> np.ndarray:
    """The sound as the program's decoder passes it on: without a running mean, which starts at that of the first 0.1 s."""
    share = 1 - math.exp(-2 * math.pi * HIGH_PASS_HERTZ / RATE)
    mean = float(samples[: RATE // 10].astype(np.float64).mean())
    passed = np.empty_like(samples)
    for index, sample in enumerate(samples.astype(np.float64)):
        passed[index] = sample - mean
        mean += share * (sample - mean)
    return passed


def encoded(binary: Path, encoder: Path, layer: int, wave: Path, output: Path) -> np.ndarray:
    """The program's hidden states of a layer, (states, width)."""
    words = ["features", "-q", "--kind", "encoder", "--voice-encoder", encoder, "--layer", str(layer), "--format", "npy"]
    subprocess.run([binary.resolve(), *words, "-o", output, wave], check=True)
    return np.load(output)


def variants() -> dict[str, Variant]:
    """All small variants by name."""
    found = {}
    for family in FAMILIES:
        for large in (False, True):
            if large and family == "data2vec-audio":
                continue
            for dtype in TYPES:
                for shards in (1, 2):
                    name = f"{family} {'large' if large else 'base'} style, {dtype}{' sharded' if shards > 1 else ''}"
                    found[name] = Variant(
                        family,
                        large=large,
                        dtype=dtype,
                        shards=shards,
                        has_prefix=shards > 1,
                        has_old_names=dtype == "F16",
                        normalises=dtype != "BF16",
                        sizes=SMALL,
                    )
    return found


def difference(binary: Path, variant: Variant, seed: int, layers: list[int], wave: Path, heard: np.ndarray) -> float:
    """The largest absolute difference of a hidden state."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = network(variant, seed)
        write(folder / "encoder", model, variant)
        expected = hidden_states(model, heard, variant.normalises).numpy()
        del model
        worst = 0.0
        for layer in layers:
            found = encoded(binary, folder / "encoder", layer, wave, folder / "states.npy")
            if found.shape != expected[layer].shape:
                raise SystemExit(f"{variant}: layer {layer} has shape {found.shape}, expected {expected[layer].shape}")
            worst = max(worst, float(np.abs(found - expected[layer]).max()))
    return worst


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("--small", action="store_true", help="leave out the networks of realistic widths")
    options = parser.parse_args()
    transformers.utils.logging.disable_progress_bar()
    samples = sound(SECONDS)
    heard = high_passed(samples)
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "sound.wav"
        wavfile.write(wave, RATE, samples)
        runs = {name: (variant, range(SMALL["num_hidden_layers"] + 1)) for name, variant in variants().items()}
        for name, variant in {} if options.small else REALISTIC.items():
            count = variant.sizes.get("num_hidden_layers", 12)
            runs[name] = (variant, (0, count // 2, count))
        for number, (name, (variant, layers)) in enumerate(runs.items()):
            found[name] = difference(options.binary, variant, number, list(layers), wave, heard)
    parser.report(
        options,
        "largest absolute difference of a hidden state, in millionths",
        protocol="random weights; the reference is transformers in 32 bits, 16-bit weights rounded",
        material=f"{SECONDS:g} s of synthetic sound",
        counts={"networks": len(found)},
        figures={"largest": 1e6 * max(found.values()), "by_network": {n: 1e6 * value for n, value in found.items()}},
        weights=None,
        lines=[f"{name}: {value:.1e}" for name, value in found.items()],
    )


if __name__ == "__main__":
    main()
