"""What a recording's level and a telephone change in what the voice says: RAVDESS takes made worse.

FUSION/K/emocli-av.safetensors was trained without fold K and reads that fold. Every take is scored as it is, and stored with
16 bits: with a gain drawn from −40 to 0 dB, as a telephone has it (300 to 3400 Hz, µ-law), and with its peaks cut off 12 dB
below the highest. Some takes of each fold also at −25 dB, where the largest change of a probability counts: stored as
floating-point numbers, so that the gain alone differs, and with 16 bits, which leave little of a take that was quiet before.

Needs Recipes/requirements.txt. The data directory is EMOCLI_DATA.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from Evaluation import program
from Evaluation.fold_models import assemble
from Evaluation.labelled_records import Row, table, write_rows
from Evaluation.measurement import Arguments, data_directory
from Evaluation.scores import mean_recall

RATE = 16000
GAINS = (-40.0, 0.0)
OVERDRIVE = 12.0
QUIET = -25.0
QUIET_FORMATS = {"floating_point": "FLOAT", "16_bits": "PCM_16"}
TAKES = 25
SEED = 1

Probabilities = dict[str, float]


def sound(clip: Path) -> np.ndarray:
    """Samples at 16 kHz, ±1."""
    samples, rate = soundfile.read(clip, dtype="float64", always_2d=True)
    return resampled(samples.mean(axis=1), round(len(samples) * RATE / rate))


def resampled(samples: np.ndarray, count: int) -> np.ndarray:
    """The same sound in this number of samples."""
    spectrum = np.fft.rfft(samples)
    kept = np.zeros(count // 2 + 1, complex)
    bins = min(len(kept), len(spectrum))
    kept[:bins] = spectrum[:bins]
    return np.fft.irfft(kept, count) * count / len(samples)


def write(samples: np.ndarray, path: Path, rate: int = RATE, subtype: str = "PCM_16") -> None:
    """Writes a WAV file."""
    soundfile.write(path, np.clip(samples, -1, 1), rate, subtype=subtype)


def by_telephone(samples: np.ndarray, path: Path) -> None:
    """Writes the sound from 300 to 3400 Hz at 8 kHz, each sample one of µ-law's 256 values."""
    spectrum = np.fft.rfft(resampled(samples, len(samples) // 2))
    hertz = np.linspace(0, 4000, len(spectrum))
    narrow = np.fft.irfft(spectrum * ((hertz >= 300) & (hertz <= 3400)), len(samples) // 2)
    companded = np.sign(narrow) * np.log1p(255 * np.abs(np.clip(narrow, -1, 1))) / np.log(256)
    coded = np.round(companded * 127) / 127
    write(np.sign(coded) * np.expm1(np.abs(coded) * np.log(256)) / 255, path, 8000)


def overdriven(samples: np.ndarray) -> np.ndarray:
    """The sound with its peaks cut off."""
    limit = np.abs(samples).max() / 10 ** (OVERDRIVE / 20)
    return np.clip(samples, -limit, limit)


def gained(samples: np.ndarray, decibels: float) -> np.ndarray:
    return samples * 10 ** (decibels / 20)


CONDITIONS: dict[str, Callable[[np.ndarray, Path, np.random.Generator], None]] = {
    "as_recorded": lambda samples, path, _: write(samples, path),
    "random_gain": lambda samples, path, generator: write(gained(samples, generator.uniform(*GAINS)), path),
    "telephone": lambda samples, path, _: by_telephone(samples, path),
    "overdriven": lambda samples, path, _: write(overdriven(samples), path),
}


def voices(binary: Path, models: Path, paths: list[Path], folder: Path) -> list[Probabilities | None]:
    """The voice's probabilities of each clip, None where it says nothing."""
    manifest, made = folder / "manifest.csv", folder / "records.jsonl"
    write_rows(manifest, [{"path": str(path), "emotion": "neutral"} for path in paths])
    program.run(binary, "evaluate", "--manifest", manifest, "--records", made, models=models)
    found = {}
    for record in map(json.loads, made.read_text().splitlines()):
        if record["status"] == "ok":
            found[record["path"]] = record["modalities"]["voice"].get("probabilities")
    return [found.get(str(path)) for path in paths]


def largest_change(loud: Probabilities | None, quiet: Probabilities | None) -> float:
    """Of a probability; 1 where one of the two has none."""
    return 1.0 if loud is None or quiet is None else max(abs(loud[label] - quiet[label]) for label in loud)


def recall(rows: list[Row], found: list[Probabilities | None]) -> float:
    """UAR."""
    return mean_recall([(row["emotion"], one and max(one, key=one.get)) for row, one in zip(rows, found, strict=True)])


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("fusion", type=Path, metavar="FUSION")
    options = parser.parse_args()
    data = data_directory()
    folds = {row["speaker"]: row["fold"] for row in table(data / "folds.csv") if row["corpus"] == "ravdess"}
    rows = [row for row in table(data / "speech" / "labels.csv") if row["corpus"] == "ravdess"]
    generator = np.random.default_rng(SEED)
    truth: list[Row] = []
    found: dict[str, list[Probabilities | None]] = {name: [] for name in CONDITIONS}
    changes: dict[str, list[float]] = {name: [] for name in QUIET_FORMATS}
    for fold in sorted(set(folds.values())):
        mine = [row for row in rows if folds[row["speaker"]] == fold]
        chosen = sorted(generator.choice(len(mine), TAKES, replace=False))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            assemble(fold, folder / "models", options.fusion / fold / "emocli-av.safetensors")
            takes = [sound(data / "speech" / row["path"]) for row in mine]
            paths = []
            for condition, change in CONDITIONS.items():
                for index, samples in enumerate(takes):
                    paths.append(folder / f"{condition}-{index}.wav")
                    change(samples, paths[-1], generator)
            for name, subtype in QUIET_FORMATS.items():
                for index in chosen:
                    paths.append(folder / f"{name}-{index}.wav")
                    write(gained(takes[index], QUIET), paths[-1], subtype=subtype)
            said = voices(options.binary, folder / "models", paths, folder)
        for number, condition in enumerate(CONDITIONS):
            found[condition] += said[number * len(mine) : (number + 1) * len(mine)]
        truth += mine
        quiet = said[len(CONDITIONS) * len(mine) :]
        for number, change in enumerate(changes.values()):
            of_format = quiet[number * TAKES : (number + 1) * TAKES]
            change += [largest_change(said[index], one) for index, one in zip(chosen, of_format, strict=True)]
    figures = {name: recall(truth, one) for name, one in found.items()}
    figures["change_at_25_db"] = {
        name: {"largest": max(change), "median": statistics.median(change)} for name, change in changes.items()
    }
    parser.report(
        options,
        "UAR of the voice in worse recordings; largest and median change of a probability at −25 dB",
        protocol="out-of-fold: unseen speakers; what the voice encoder was pre-trained on is unknown; no personal baseline",
        material="RAVDESS speech",
        counts={"takes": len(truth), "takes_at_25_db": TAKES * len(set(folds.values()))},
        figures=figures,
        weights=program.weights(options.binary, "voice-encoder", "emocli-av") + ", by fold",
        lines=[f"{name}: UAR {100 * figures[name]:.1f} %" for name in CONDITIONS]
        + [
            f"{name}: a probability changes by at most {max(change):.3f} at {QUIET:.0f} dB, median {statistics.median(change):.3f}"
            for name, change in changes.items()
        ],
    )


if __name__ == "__main__":
    main()
