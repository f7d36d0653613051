"""Agreement of `features --kind encoder` with CTranslate2 on Whisper's encoders and real clips.

Each directory comes with the folder of the CTranslate2 model that it was made from (`--keep` of `Recipes.encoders.whisper`).
Clips are drawn at random, as many from every corpus, and shortened to 30 s; CTranslate2 computes in float32, from features in
double precision of the same 16 kHz samples. How far both are from `transformers` in double precision tells what float32 makes
of an encoder. The data directory is EMOCLI_DATA. Needs Recipes/requirements.txt and ffmpeg.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import ctranslate2
import numpy as np
import torch
from scipy.io import wavfile
from transformers import WhisperModel

from Evaluation import program
from Evaluation.encoder_parity import high_passed
from Evaluation.labelled_records import drawn_clips
from Evaluation.measurement import Arguments
from Recipes.encoders.whisper_reference import RATE, hidden_states, log_mel

MAX_SECONDS = 30
# Differences are printed in millionths.
UNIT = 1e6


def read_samples(clip: Path, wave: Path) -> np.ndarray:
    """Writes the clip at 16 kHz, half as loud so that nothing is clipped, and returns its samples as the program hears them."""
    quiet = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y"]
    format = ["-af", "volume=0.5", "-t", str(MAX_SECONDS), "-ac", "1", "-ar", str(RATE)]
    subprocess.run([*quiet, "-i", clip, *format, wave], check=True)
    return high_passed(wavfile.read(wave)[1] / 32768).astype(np.float32)


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
    """The largest differences of program, CTranslate2 and double precision over all clips, and the greatest value."""
    model = ctranslate2.models.Whisper(str(source), compute_type="float32")
    exact = WhisperModel.from_pretrained(directory, dtype=torch.float64).encoder.eval()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "clip.wav"
        for clip in clips:
            samples = read_samples(clip, wave)
            found, peer, true = ours(binary, directory, wave), theirs(model, samples), hidden_states(exact, samples)[-1]
            if not found.shape == peer.shape == true.shape:
                raise SystemExit(f"{clip}: {found.shape} states, {peer.shape} of CTranslate2, {true.shape} of transformers")
            of_clip = {
                "from_ctranslate2_e6": UNIT * np.abs(found - peer).max(),
                "rms_from_ctranslate2_e6": UNIT * np.square(found - peer, dtype=np.float64).mean() ** 0.5,
                "from_double_e6": UNIT * np.abs(found - true).max(),
                "ctranslate2_from_double_e6": UNIT * np.abs(peer - true).max(),
                "greatest_value": np.abs(true).max(),
            }
            figures = {name: max(float(value), figures.get(name, 0)) for name, value in of_clip.items()}
    return figures


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("pairs", type=Path, nargs="+", metavar="DIR", help="a directory, its CTranslate2 model, and so on")
    parser.add_argument("--clips", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if len(options.pairs) % 2:
        parser.error("every directory needs its CTranslate2 model")
    clips = drawn_clips(options.clips, options.seed)
    pairs = zip(options.pairs[::2], options.pairs[1::2])
    figures = {directory.name: agreement(options.binary, directory, source, clips) for directory, source in pairs}
    parser.report(
        options,
        "largest differences of Whisper's last hidden states, in millionths",
        protocol="nothing here is learnt",
        material="clips drawn from all corpora, as many of each, without padding",
        counts={"clips": len(clips)},
        figures=figures,
        weights=None,
        lines=[f"{name}: " + ", ".join(f"{key} {value:.4g}" for key, value in of.items()) for name, of in figures.items()],
    )


if __name__ == "__main__":
    main()
