"""Speech activity and the signal-to-noise ratio, measured through the program.

Clips of one fold, drawn from all corpora, are laid into 1 s of silence before and 1 to 2 s after them, alone or in noise of
each kind at each ratio (`Recipes.common.noises`; babble of six speakers of the other folds). Frame-wise flags come from
`emocli-experiments speech`, the truth from the clean clip's energy (`Recipes.activity.truth`); `speech_ratio` and `snr_db` from
the records of `analyze`. Synthetic music is measured too, in the timbres that the network learnt from and in others.

With --models the detector is that of the folder, such as one trained without the fold; the shipped one knows everybody. The
data directory is EMOCLI_DATA. Needs `Recipes/requirements.txt`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile

from Evaluation import program
from Evaluation.labelled_records import SPOKEN, table
from Evaluation.measurement import ROOT, Arguments, data_directory
from Recipes.activity.music import TIMBRES, music
from Recipes.activity.truth import speech_frames
from Recipes.common.log_mel import SAMPLE_RATE, read_sound
from Recipes.common.noises import HOP, KINDS, noise, scaled_noise

RATIOS = (0, 10, 20, 30)
UNKNOWN_TIMBRES = ("bell", "pluck", "saw")
PIECES, PIECE_SECONDS = 60, 8
MIN_FRAMES = 30
"""Of speech in a piece of music, 0.3 s, for it to count."""


class Scene(NamedTuple):
    """A sound, which of its frames are speech, and its true ratio of signal to noise."""

    sound: np.ndarray
    truth: np.ndarray
    ratio: float | None


class Answer(NamedTuple):
    """The frames that the detector flags, and the record."""

    flags: np.ndarray
    record: dict


def draw(fold: str, count: int, generator: np.random.Generator) -> tuple[list[Path], list[Path]]:
    """Clips of the fold, as many of each corpus as of any other, and the clips of all other folds."""
    data = data_directory()
    folds = {(row["corpus"], row["speaker"]): row["fold"] for row in table(data / "folds.csv")}
    by_corpus: dict[str, list[Path]] = {}
    others = []
    for row in table(data / "speech" / "labels.csv"):
        path = data / "speech" / row["path"]
        if row["corpus"] not in SPOKEN:
            continue
        if folds[row["corpus"], row["speaker"]] == fold:
            by_corpus.setdefault(row["corpus"], []).append(path)
        else:
            others.append(path)
    share = count // len(by_corpus)
    chosen = [paths[i] for paths in by_corpus.values() for i in generator.choice(len(paths), share, replace=False)]
    return chosen, others


def scene(path: Path, kind: str, ratio: int | None, others: list[Path], generator: np.random.Generator) -> Scene:
    """A clip in silence, or in noise of a kind at a ratio in dB."""
    clip = read_sound(path)
    clip = clip[: len(clip) // HOP * HOP]
    before, after = SAMPLE_RATE, int(generator.uniform(1, 2) * 100) * HOP
    sound = np.pad(clip, (before, after))
    truth = np.pad(speech_frames(clip)[:-1], (before // HOP, after // HOP + 1))
    if ratio is None:
        return Scene(sound, truth, None)
    drawn = generator.choice(len(others), 6, replace=False) if kind == "babble" else []
    mixed = sound + scaled_noise(sound, truth, noise(kind, len(sound), generator, [read_sound(others[i]) for i in drawn]), ratio)
    # Loud clips in loud noise are turned down, not cut off.
    return Scene(mixed / max(1, np.abs(mixed).max()), truth, float(ratio))


def run_program(build: Path, models: Path, sounds: list[np.ndarray], folder: Path) -> list[Answer]:
    """What the program makes of sounds."""
    paths = [folder / f"{index}.wav" for index in range(len(sounds))]
    for path, sound in zip(paths, sounds):
        soundfile.write(path, sound, SAMPLE_RATE, subtype="FLOAT")
    environment = os.environ | {"EMOCLI_MODELS": str(models)}
    bench = [build / "emocli-experiments", "speech", *paths]
    output = subprocess.run(bench, env=environment, capture_output=True, text=True, check=True).stdout
    flags = [np.array(list(line.split("\t")[2])) == "1" for line in output.splitlines()]
    text = program.run(build / "emocli", "analyze", "-j", "1", "-f", "jsonl", *paths, models=models)
    return [Answer(*pair) for pair in zip(flags, map(json.loads, text.splitlines()), strict=True)]


def figures_of(scenes: list[Scene], answers: list[Answer]) -> dict:
    """Frames of speech, and the errors of `speech_ratio` and `snr_db`."""
    truth, found = (np.concatenate(part) for part in ([one.truth for one in scenes], [one.flags for one in answers]))
    voices = [one.record["modalities"]["voice"] if one.record["status"] == "ok" else {} for one in answers]
    shares = [abs(v["speech_ratio"] - s.truth.mean()) for v, s in zip(voices, scenes) if v.get("speech_ratio")]
    figures = {
        "f1": 2 * (truth & found).sum() / (truth.sum() + found.sum()),
        "precision": (truth & found).sum() / found.sum(),
        "recall": (truth & found).sum() / truth.sum(),
        "speech_ratio_median_error": np.median(shares),
    }
    errors = [v["snr_db"] - s.ratio for v, s in zip(voices, scenes) if s.ratio is not None and v.get("snr_db") is not None]
    if errors:
        figures |= {"snr_median_error_db": np.median(np.abs(errors)), "snr_bias_db": np.median(errors), "snr_clips": len(errors)}
    return figures


def line(name: str, figures: dict) -> str:
    """One condition to read."""
    text = f"{name:12} F1 {figures['f1']:.3f}, precision {figures['precision']:.3f}, recall {figures['recall']:.3f}"
    text += f", speech_ratio off by {figures['speech_ratio_median_error']:.3f}"
    if "snr_clips" in figures:
        text += f", snr_db off by {figures['snr_median_error_db']:.2f} dB (bias {figures['snr_bias_db']:+.2f})"
    return text


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("build", type=Path, metavar="BUILD", help="the folder of emocli and emocli-experiments")
    parser.add_argument("--models", type=Path, metavar="MODELS", help="a folder with speech-activity.safetensors")
    parser.add_argument("--fold", default="0")
    parser.add_argument("--clips", type=int, default=140)
    options = parser.parse_args()
    generator = np.random.default_rng(7)
    chosen, others = draw(options.fold, options.clips, generator)
    figures: dict = {}
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        models = folder / "models"
        shutil.copytree(ROOT / "Models", models, ignore=shutil.ignore_patterns("folds"))
        if options.models:
            shutil.copy(options.models / "speech-activity.safetensors", models)
        for kind, ratio in [("silence", None), *((kind, ratio) for kind in KINDS for ratio in RATIOS)]:
            scenes = [scene(path, kind, ratio, others, generator) for path in chosen]
            condition = kind if ratio is None else f"{kind}_{ratio}_db"
            figures[condition] = figures_of(scenes, run_program(options.build, models, [one.sound for one in scenes], folder))
            lines.append(line(condition, figures[condition]))
            print(lines[-1], file=sys.stderr, flush=True)
        for condition, timbres in (("music_known_timbres", TIMBRES[:3]), ("music_other_timbres", UNKNOWN_TIMBRES)):
            pieces = [0.1 * music(PIECE_SECONDS * SAMPLE_RATE, generator, timbres) for _ in range(PIECES)]
            answers = run_program(options.build, models, pieces, folder)
            false = sum(int(one.flags.sum() >= MIN_FRAMES) for one in answers)
            share = np.mean(np.concatenate([one.flags for one in answers]))
            figures[condition] = {"pieces_with_speech": false, "share_of_frames": share}
            lines.append(f"{condition}: speech in {false} of {PIECES} pieces of {PIECE_SECONDS} s, {share:.2%} of the frames")
    parser.report(
        options,
        "F1 of 10 ms frames of speech; median errors of speech_ratio and of snr_db",
        protocol="out-of-fold: unseen speakers" if options.models else "the shipped network, which knows these speakers",
        material=f"clips of fold {options.fold}, as many of each corpus, in silence and noise; synthetic music",
        counts={"clips": len(chosen), "pieces_of_music": PIECES},
        figures=figures,
        weights=program.weights(options.build / "emocli", "speech-activity"),
        lines=lines,
    )


if __name__ == "__main__":
    main()
