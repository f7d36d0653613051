"""Agreement of `features --kind encoder` with CTranslate2 on Whisper's encoders and real clips.

Each directory comes with the folder of the CTranslate2 model that it was made from (`--keep` of `Recipes.encoders.whisper`).
Clips are drawn at random, as many from every corpus, and shortened to 30 s; CTranslate2 computes in float32, from features in
double precision of the same 16 kHz samples. The data directory is EMOCLI_DATA. Needs Recipes/requirements.txt and ffmpeg.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import ctranslate2
import numpy as np
from scipy.io import wavfile
from scipy.signal import lfilter

from Evaluation import program
from Evaluation.labelled_records import drawn_clips
from Evaluation.measurement import Arguments
from Recipes.encoders.whisper_features import RATE, log_mel

MAX_SECONDS = 30
# Differences are printed in millionths.
UNIT = 1e6


def read_samples(clip: Path, wave: Path) -> np.ndarray:
    """Writes the clip at 16 kHz, half as loud so that nothing is clipped, and returns its samples as the program hears them."""
    quiet = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y"]
    format = ["-af", "volume=0.5", "-t", str(MAX_SECONDS), "-ac", "1", "-ar", str(RATE)]
    subprocess.run([*quiet, "-i", clip, *format, wave], check=True)
    return without_offset(wavfile.read(wave)[1] / 32768)


def without_offset(samples: np.ndarray) -> np.ndarray:
    """The program's first-order high-pass at 5 Hz, which begins with the mean of the first 0.1 s."""
    share = 1 - np.exp(-2 * np.pi * 5 / RATE)
    mean, _ = lfilter([0, share], [1, share - 1], samples, zi=[samples[: RATE // 10].mean()])
    return (samples - mean).astype(np.float32)


def ours(binary: Path, directory: Path, wave: Path) -> np.ndarray:
    """The program's last hidden states, (states, width)."""
    out = wave.with_suffix(".npy")
    program.run(binary, "features", "--kind", "encoder", "--voice-encoder", directory, "-f", "npy", "-o", out, wave)
    return np.load(out)


def theirs(model: ctranslate2.models.Whisper, samples: np.ndarray) -> np.ndarray:
    """CTranslate2's last hidden states."""
    features = log_mel(samples, model.n_mels).astype(np.float32)[None]
    return np.array(model.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(features))))[0]


def agreement(binary: Path, directory: Path, source: Path, clips: list[Path]) -> dict[str, float]:
    """Differences over all clips in millionths, and the greatest value."""
    model = ctranslate2.models.Whisper(str(source), compute_type="float32")
    worst, squares, count, greatest = 0.0, 0.0, 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "clip.wav"
        for clip in clips:
            samples = read_samples(clip, wave)
            expected, found = theirs(model, samples), ours(binary, directory, wave)
            if found.shape != expected.shape:
                raise SystemExit(f"{clip}: {found.shape} states, but {expected.shape} of CTranslate2")
            difference = np.abs(found.astype(np.float64) - expected)
            worst, greatest = max(worst, difference.max()), max(greatest, float(np.abs(expected).max()))
            squares, count = squares + (difference**2).sum(), count + difference.size
    return {"max_difference_e6": UNIT * worst, "rms_difference_e6": UNIT * (squares / count) ** 0.5, "greatest_value": greatest}


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("pairs", type=Path, nargs="+", metavar="DIR SOURCE", help="a directory and its CTranslate2 model")
    parser.add_argument("--clips", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if len(options.pairs) % 2:
        parser.error("every DIR needs its SOURCE")
    clips = drawn_clips(options.clips, options.seed)
    pairs = zip(options.pairs[::2], options.pairs[1::2])
    figures = {directory.name: agreement(options.binary, directory, source, clips) for directory, source in pairs}
    parser.report(
        options,
        "difference of Whisper's last hidden states from CTranslate2's, in millionths",
        protocol="nothing here is learnt",
        material="clips drawn from all corpora, as many of each, without padding",
        counts={"clips": len(clips)},
        figures=figures,
        weights=None,
        lines=[f"{name}: " + ", ".join(f"{key} {value:.4g}" for key, value in of.items()) for name, of in figures.items()],
    )


if __name__ == "__main__":
    main()
