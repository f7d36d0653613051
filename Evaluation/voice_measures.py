"""Agreement of `features --kind voice` with Praat and ffmpeg on real clips, and with the truth on synthetic vowels.

Where emocli-experiments stands beside EMOCLI, jitter, shimmer and HNR of whole clips are compared as well as the means of their
rows. Clips are drawn at random, as many from every corpus; both sides get the same 16 kHz samples. The data directory is
EMOCLI_DATA. Needs numpy, scipy, praat-parselmouth and ffmpeg.
"""

from __future__ import annotations

import csv
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import parselmouth
from parselmouth.praat import call
from scipy.io import wavfile

from Evaluation import program
from Evaluation.labelled_records import drawn_clips
from Evaluation.measurement import Arguments
from Evaluation.synthetic_vowels import tremor_figures

RATE, HOP = 16_000, 160
PERIODS = (0.0001, 0.02, 1.3)
PERTURBATION = {
    "jitter_local": ("jitter_local", "Get jitter (local)"),
    "jitter_rap": ("jitter_rap", "Get jitter (rap)"),
    "jitter_ppq5": ("jitter_ppq5", "Get jitter (ppq5)"),
    "shimmer_local": ("shimmer_local", "Get shimmer (local)"),
    "shimmer_local_db": ("shimmer_local_dB", "Get shimmer (local_dB)"),
    "shimmer_apq3": ("shimmer_apq3", "Get shimmer (apq3)"),
    "shimmer_apq5": ("shimmer_apq5", "Get shimmer (apq5)"),
}


def measured(binary: Path, wave: Path) -> dict[str, np.ndarray]:
    """The program's columns; nothing measured is NaN."""
    rows = program.features(binary, "voice", wave)
    return {key: np.array([float(row[key] or "nan") for row in rows]) for key in rows[0] if key != "path"}


def summary(binary: Path, wave: Path) -> dict[str, float]:
    """The measures of the whole clip, where emocli-experiments is there."""
    bench = binary.with_name("emocli-experiments")
    if not bench.exists():
        return {}
    run = subprocess.run([bench, "voice-summaries", wave], stdout=subprocess.PIPE, text=True, check=True)
    row = next(csv.DictReader(run.stdout.splitlines()))
    return {key: float(value or "nan") for key, value in row.items() if key != "path"}


def mean(values: np.ndarray) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def pitch_frames(sound: parselmouth.Sound, count: int) -> np.ndarray:
    """Praat's F0 on our frames: its grid begins with frame 2 when the sound is a whole number of hops long, to a sample."""
    pitch = call(sound, "To Pitch (ac)", 0.01, 75, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 600)
    frames = np.full(count, np.nan)
    first = round(pitch.t1 / 0.01)
    values = pitch.selected_array["frequency"]
    frames[first : first + len(values)] = np.where(values > 0, values, np.nan)[: count - first]
    return frames


def formant_frames(sound: parselmouth.Sound, count: int, which: int) -> np.ndarray:
    formants = call(sound, "To Formant (burg)", 0.01, 5, 5500, 0.025, 50)
    return np.array([formants.get_value_at_time(which, 0.01 * frame) for frame in range(count)])


def syllables(sound: parselmouth.Sound) -> int:
    """The nuclei of de Jong and Wempe's script, the last one included."""
    intensity = sound.to_intensity(50)
    values, times = intensity.values[0], intensity.xs()
    loudest = call(intensity, "Get quantile", 0, 0, 0.99)
    threshold = max(loudest - 25, values.min())
    pitch = call(sound, "To Pitch (ac)", 0.02, 30, 4, "no", 0.03, 0.25, 0.01, 0.35, 0.25, 450)
    peaks = [i for i in range(1, len(values) - 1) if values[i - 1] < values[i] >= values[i + 1] > 0]
    peaks = [i for i in peaks if values[i] > threshold]
    ends = peaks[1:] + [len(values) - 1]
    kept = [i for i, end in zip(peaks, ends) if values[i] - values[i : end + 1].min() > 2]
    return sum(np.isfinite(pitch.get_value_at_time(times[i])) for i in kept)


def ffmpeg_loudness(wave: Path) -> dict[int, float]:
    """Momentary loudness by frame; ffmpeg's line of t seconds is about the 400 ms before it."""
    filters = "ebur128=metadata=1,ametadata=print:file=-"
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", wave, "-af", filters, "-f", "null", "-"]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    found, time = {}, 0.0
    for line in out.splitlines():
        if "pts_time:" in line:
            time = float(line.split("pts_time:")[1])
        elif line.startswith("lavfi.r128.M="):
            found[round((time + 0.1) * 100)] = float(line.split("=")[1])
    return found


class Agreement:
    """What both sides measured of the clips so far."""

    def __init__(self) -> None:
        self.pitch: list[tuple[np.ndarray, np.ndarray]] = []
        self.formants: dict[int, list[np.ndarray]] = {1: [], 2: []}
        self.loudness: list[np.ndarray] = []
        self.pairs: dict[str, list[tuple[float, float]]] = {}

    def add(self, binary: Path, wave: Path, sound: parselmouth.Sound) -> None:
        ours = measured(binary, wave)
        count = len(ours["F0_Hz"])
        theirs = pitch_frames(sound, count)
        self.pitch.append((ours["F0_Hz"], theirs))
        self.add_perturbation(ours, summary(binary, wave), sound)
        loud = ours["intensity_dB"] > np.nanmax(ours["intensity_dB"]) - 10
        vowels = loud & np.isfinite(ours["F0_Hz"]) & np.isfinite(theirs) & (ours["HNR_dB"] > 5)
        for which, found in self.formants.items():
            praat = formant_frames(sound, count, which)
            both = vowels & np.isfinite(praat) & np.isfinite(ours[f"F{which}_Hz"])
            found.append((ours[f"F{which}_Hz"][both] / praat[both]) - 1)
        self.note("syllable_rate", ours["syllable_rate"][-1], syllables(sound) / sound.duration)
        loudness = [(ours["loudness_LUFS"][i], m) for i, m in ffmpeg_loudness(wave).items() if i < count and m > -70]
        self.loudness.append(np.array([a - b for a, b in loudness]))

    def add_perturbation(self, ours: dict[str, np.ndarray], whole: dict[str, float], sound: parselmouth.Sound) -> None:
        pitch = sound.to_pitch(0.01, 75, 600)
        points = call([sound, pitch], "To PointProcess (cc)")
        for name, (column, command) in PERTURBATION.items():
            if name.startswith("jitter"):
                praat = call(points, command, 0, 0, *PERIODS)
            else:
                praat = call([sound, points], command, 0, 0, *PERIODS, 1.6)
            self.note(f"{name}_mean_of_rows", mean(ours[column]), praat)
            self.note(f"{name}_whole_clip", whole.get(column, float("nan")), praat)
        harmonicity = call(sound, "To Harmonicity (cc)", 0.01, 75, 0.1, 1.0)
        self.note("hnr_cc", mean(ours["HNR_dB"]), call(harmonicity, "Get mean", 0, 0))
        harmonicity = call(sound, "To Harmonicity (ac)", 0.01, 75, 0.1, 4.5)
        self.note("hnr_ac", mean(ours["HNR_dB"]), call(harmonicity, "Get mean", 0, 0))

    def note(self, name: str, ours: float, theirs: float) -> None:
        if np.isfinite(ours) and np.isfinite(theirs):
            self.pairs.setdefault(name, []).append((ours, theirs))

    def figures(self) -> dict:
        """Of F0, of the measures of a clip, of formants and of loudness."""
        figures = {"f0": self.pitch_figures()}
        for name, pairs in self.pairs.items():
            a, b = np.array(pairs).T
            figures[name] = {"clips": len(pairs), "r": np.corrcoef(a, b)[0, 1], "mean": a.mean(), "praat_mean": b.mean()}
        for which, found in self.formants.items():
            error = np.abs(np.concatenate(found))
            figures[f"f{which}"] = {"frames": len(error), "median_difference": np.median(error)}
        error = np.abs(np.concatenate(self.loudness))
        figures["loudness"] = {"values": len(error), "max_difference_lu": error.max(), "median_difference_lu": np.median(error)}
        return figures

    def pitch_figures(self) -> dict:
        """Gross errors are those above a fifth."""
        ours, theirs = (np.concatenate(column) for column in zip(*self.pitch))
        both = np.isfinite(ours) & np.isfinite(theirs)
        error = np.abs(ours[both] / theirs[both] - 1)
        return {
            "frames_voiced_for_both": int(both.sum()),
            "gross_errors": np.mean(error > 0.2),
            "median_error_of_the_rest": np.median(error[error <= 0.2]),
            "voicing_differs": np.mean(np.isfinite(ours) != np.isfinite(theirs)),
            "frames": len(ours),
        }


def lines(figures: dict) -> list[str]:
    """A line for each measure."""
    made = []
    for name, values in figures.items():
        if isinstance(values, dict):
            made.append(f"{name}: " + ", ".join(f"{key.replace('_', ' ')} {value:.4g}" for key, value in values.items()))
        else:
            made.append(f"{name.replace('_', ' ')}: {values}")
    return made


def write_wave(wave: Path, samples: np.ndarray) -> None:
    """Samples of −1…1 at `RATE`."""
    wavfile.write(wave, RATE, np.round(samples * 32767).astype(np.int16))


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    agreement = Agreement()
    drawn = drawn_clips(options.clips, options.seed)

    def of_samples(samples: np.ndarray) -> dict[str, np.ndarray]:
        write_wave(wave, samples)
        return measured(options.binary, wave)

    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "clip.wav"
        for clip in drawn:
            quiet = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y"]
            subprocess.run([*quiet, "-i", clip, "-ac", "1", "-ar", str(RATE), wave], check=True)
            samples = wavfile.read(wave)[1]
            samples = samples[: (len(samples) - 1) // HOP * HOP + 1]
            wavfile.write(wave, RATE, samples)
            agreement.add(options.binary, wave, parselmouth.Sound(samples / 32768, RATE))
        figures = agreement.figures() | tremor_figures(of_samples)
    parser.report(
        options,
        "agreement of the voice measures with Praat and ffmpeg, and tremor on synthetic vowels",
        protocol="nothing here is learnt",
        material="clips drawn from all corpora, as many of each; 400 synthetic vowels",
        counts={"clips": len(drawn), "vowels": 400},
        figures=figures,
        weights=None,
        lines=lines(figures),
    )


if __name__ == "__main__":
    main()
