#!/usr/bin/env python3
"""Measures the detector of speech and the estimate of the signal-to-noise ratio, through the program.

Clips of one fold, drawn from all corpora, are laid into 1 s of nothing before and 1 to 2 s after them, alone or in noise of
each kind at each ratio (`Recipes/voice/noises.py`; babble from six speakers of the other folds). Frame-wise flags come from
`emocli-bench speech`, the truth from the clean clip's energy (`Recipes/activity/truth.py`); `speech_ratio` and `snr_db` from
the records of `emocli analyze`. Music that no network was trained on for these figures is counted too.

With --models the program uses the weights of that folder for the detector, such as one trained without the fold. The data
directory is EMOCLI_DATA, by default ../shared/data. Needs Recipes/voice/requirements.txt.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parent.parent
sys.path += [str(ROOT / "Recipes/voice"), str(ROOT / "Recipes/activity")]

from log_mel import SAMPLE_RATE, read_sound  # noqa: E402
from music import TIMBRES, music  # noqa: E402
from noises import HOP, KINDS, noise, scaled_noise  # noqa: E402
from truth import speech_frames  # noqa: E402

RATIOS = (0, 10, 20, 30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="the folder of emocli and emocli-bench")
    parser.add_argument("--models", type=Path, help="a folder with speech-activity.safetensors")
    parser.add_argument("--fold", default="0")
    parser.add_argument("--clips", type=int, default=120)
    options = parser.parse_args()
    data = Path(os.environ.get("EMOCLI_DATA", ROOT / "../shared/data")).resolve()
    generator = np.random.default_rng(7)
    chosen, others = draw(data, options.fold, options.clips, generator)
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder, "models")
        shutil.copytree(ROOT / "Models", models, ignore=shutil.ignore_patterns("folds"))
        if options.models:
            shutil.copy(options.models / "speech-activity.safetensors", models)
        conditions = [("silence", None)] + [(kind, ratio) for kind in KINDS for ratio in RATIOS]
        for kind, ratio in conditions:
            make = [scene(path, kind, ratio, others, generator) for path in chosen]
            report(options.build, models, kind, ratio, make, Path(folder))
        timbres = [("trained timbres", TIMBRES[:3]), ("bell, pluck, saw", ("bell", "pluck", "saw"))]
        for name, allowed in timbres:
            pieces = [(0.1 * music(8 * SAMPLE_RATE, generator, allowed), None, None) for _ in range(60)]
            flags, _ = listen(options.build, models, pieces, Path(folder))
            heard = sum(flag.sum() >= 30 for flag in flags)
            print(
                f"music ({name}): speech in {heard} of 60 pieces of 8 s, {100 * np.mean(np.concatenate(flags)):.2f} % of frames"
            )


def draw(data: Path, fold: str, count: int, generator: np.random.Generator) -> tuple[list[Path], list[Path]]:
    """Clips of the fold, as many of each corpus as of any other, and the clips of all other folds."""
    with open(data / "folds.csv", newline="") as file:
        folds = {(row["corpus"], row["speaker"]): row["fold"] for row in csv.DictReader(file)}
    by_corpus: dict[str, list[Path]] = {}
    others = []
    with open(data / "speech" / "labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            path = data / "speech" / row["path"]
            if folds[row["corpus"], row["speaker"]] == fold:
                by_corpus.setdefault(row["corpus"], []).append(path)
            else:
                others.append(path)
    share = count // len(by_corpus)
    chosen = [paths[i] for paths in by_corpus.values() for i in generator.choice(len(paths), share, replace=False)]
    return chosen, others


def scene(
    path: Path, kind: str, ratio: int | None, others: list[Path], generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, float | None]:
    """The sound, which frames are speech, and the true ratio."""
    clip = read_sound(path)
    clip = clip[: len(clip) // HOP * HOP]
    before, after = SAMPLE_RATE, int(generator.uniform(1, 2) * 100) * HOP
    sound = np.pad(clip, (before, after))
    truth = np.pad(speech_frames(clip)[:-1], (before // HOP, after // HOP + 1))
    if ratio is None:
        return sound, truth, None
    voices = (
        [read_sound(others[i]) for i in generator.choice(len(others), 6, replace=False)] if kind == "babble" else []
    )
    mixed = sound + scaled_noise(sound, truth, noise(kind, len(sound), generator, voices), ratio)
    # Loud clips in loud noise are turned down, not cut off.
    return mixed / max(1, np.abs(mixed).max()), truth, float(ratio)


def listen(build: Path, models: Path, scenes: list, folder: Path) -> tuple[list[np.ndarray], list[dict]]:
    """What the bench program flags, and the records of the program."""
    paths = [folder / f"{index}.wav" for index in range(len(scenes))]
    for path, (sound, _, _) in zip(paths, scenes):
        soundfile.write(path, sound, SAMPLE_RATE, subtype="FLOAT")
    environment = os.environ | {"EMOCLI_MODELS": str(models)}
    output = subprocess.run(
        [build / "emocli-bench", "speech", *paths], env=environment, capture_output=True, text=True, check=True
    )
    flags = [np.array(list(line.split("\t")[2])) == "1" for line in output.stdout.splitlines()]
    command = [build / "emocli", "analyze", "-q", "--no-progress", "-j", "1", "-f", "jsonl", *paths]
    records = subprocess.run(command, env=environment, capture_output=True, text=True).stdout.splitlines()
    return flags, [json.loads(line) for line in records]


def report(build: Path, models: Path, kind: str, ratio: int | None, scenes: list, folder: Path) -> None:
    """Prints one condition's figures."""
    flags, records = listen(build, models, scenes, folder)
    truth = np.concatenate([scene[1] for scene in scenes])
    found = np.concatenate(flags)
    f1 = 2 * (truth & found).sum() / (truth.sum() + found.sum())
    said = [record["modalities"]["voice"] if record["status"] == "ok" else {} for record in records]
    shares = [
        abs(voice["speech_ratio"] - scene[1].mean()) for voice, scene in zip(said, scenes) if voice.get("speech_ratio")
    ]
    line = f"{kind:8}{'' if ratio is None else ratio:>3} dB: F1 {f1:.3f}, precision {(truth & found).sum() / found.sum():.3f}, "
    line += f"recall {(truth & found).sum() / truth.sum():.3f}, speech_ratio off by {np.median(shares):.3f}"
    if ratio is not None:
        errors = [voice["snr_db"] - ratio for voice in said if voice.get("snr_db") is not None]
        line += f", snr_db off by {np.median(np.abs(errors)):.2f} dB in the median (bias {np.median(errors):+.2f}, {len(errors)} clips)"
    print(line, flush=True)


if __name__ == "__main__":
    main()
