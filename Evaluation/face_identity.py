"""How often two people keep their `face_id` when a face is hidden for a moment.

Renders into OUT 20 clips in which a block covers one of two faces for 0.5 s, and 20 in which two faces move past each other,
from clips of different people and photographs without faces, and runs `features --kind face --face all` on each. Where a
face is, the program itself says on the clips before pasting. A case is kept when each of the two carries one and the same
id in 90 % of the pictures in which it is matched before, and of those after, and the two ids differ. The data directory is
EMOCLI_DATA. Needs numpy, OpenCV and ffmpeg with libx264.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import cv2
import numpy as np

from Evaluation import program
from Evaluation.labelled_records import Row, table
from Evaluation.measurement import Arguments, data_directory
from Evaluation.pasted_clips import FRAME_RATE, TIMES, Case, Person, box_of, covered, crossing, person

CASES = 20
SEED = 7
# A found box is a person's from this overlap on; a person must be found in so many of the pictures before and after.
MIN_OVERLAP = 0.3
MIN_FOUND = 0.5
MIN_KEPT = 0.9


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Shared area over joint area of two boxes (x, y, width, height)."""
    shared = np.minimum(one[:2] + one[2:], other[:2] + other[2:]) - np.maximum(one[:2], other[:2])
    if (shared <= 0).any():
        return 0.0
    return float(shared.prod() / (one[2:].prod() + other[2:].prod() - shared.prod()))


def ids(rows: list[Row], case: Case) -> list[dict[int, str]]:
    """For each person the id that it carries in a picture, by the picture's index, where it is matched."""
    found: list[dict[int, str]] = [{}, {}]
    pairs = []
    for number, row in enumerate(rows):
        index = round(float(row["timestamp"]) * FRAME_RATE)
        if row["success"] == "1" and index < len(TIMES):
            box = np.array(box_of(row))
            pairs += [(overlap(box, case.boxes[who][index]), number, index, who, row["face_id"]) for who in (0, 1)]
    used = set()
    for share, number, index, who, face in sorted(pairs, reverse=True):
        if share >= MIN_OVERLAP and number not in used and index not in found[who]:
            found[who][index] = face
            used.add(number)
    return found


def judged(rows: list[Row], case: Case) -> str | None:
    """What went wrong, or None when the ids were kept."""
    looked = {round(float(row["timestamp"]) * FRAME_RATE) for row in rows} & set(range(len(TIMES)))
    carried, faults = [], []
    for who, found in enumerate(ids(rows, case)):
        parts = {"before": case.before, "after": case.after}
        counts = {name: Counter(face for index, face in found.items() if part[index]) for name, part in parts.items()}
        total = sum(counts.values(), Counter())
        face = total.most_common(1)[0][0] if total else None
        carried.append(face)
        for name, part in parts.items():
            wanted, matched = sum(bool(part[index]) for index in looked), counts[name].total()
            if matched < max(MIN_FOUND * wanted, 1):
                faults.append(f"person {who} found in {matched} of {wanted} pictures {name}")
            elif counts[name][face] < MIN_KEPT * matched:
                faults.append(f"person {who} carries {dict(counts[name])} {name}, {face} in all")
    if carried[0] is not None and carried[0] == carried[1]:
        faults.append(f"both carry {carried[0]}")
    return "; ".join(faults) or None


def people(binary: Path, clips: Path, random: np.random.Generator) -> list[tuple[Person, Person]]:
    """A pair of different people for each case."""
    by_speaker: dict[str, list[Path]] = {}
    for row in table(clips / "labels.csv"):
        # The other corpora are few, and have cuts and several faces.
        if row["corpus"] == "javanese":
            by_speaker.setdefault(row["speaker"], []).append(clips / row["path"])
    read: dict[Path, Person | None] = {}
    pairs = []
    while len(pairs) < 2 * CASES:
        pair = []
        for speaker in random.choice(sorted(by_speaker), 2, replace=False):
            # Few clips a speaker, so that they need not be read too often.
            clip = by_speaker[speaker][int(random.integers(4)) * 5]
            if clip not in read:
                read[clip] = person(binary, clip)
            pair.append(read[clip])
        if all(pair):
            pairs.append(tuple(pair))
    return pairs


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("out", type=Path, metavar="OUT")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    random = np.random.default_rng(SEED)
    data = data_directory()
    pairs = people(options.binary, data / "clips", random)
    photographs = data / "faces/detection"
    empty = [row["path"] for row in table(photographs / "boxes.csv") if row["kind"] == "none"]

    kept = Counter({"covered": 0, "crossing": 0})
    for number, pair in enumerate(pairs):
        kind = "covered" if number < CASES else "crossing"
        path = options.out / f"{kind}-{number % CASES:02d}.mp4"
        if kind == "covered":
            case = covered(path, pair, random, textured=number % 2 == 1, slides=number // 2 % 2 == 1)
        else:
            scene = cv2.imread(str(photographs / empty[int(random.integers(len(empty)))]))
            case = crossing(path, pair, scene, random)
        fault = judged(program.features(options.binary, "face", "--face", "all", path), case)
        kept[kind] += fault is None
        if fault:
            print(f"{path.name}: {fault}", file=sys.stderr, flush=True)
    parser.report(
        options,
        "cases in which both faces keep their ids",
        protocol="no figure on people: nothing here is learnt from clips",
        material="two people of the Javanese clips, one covered for 0.5 s, or two cut-out heads that cross",
        counts={"covered": CASES, "crossing": CASES},
        figures={"kept": kept.total(), "kept_covered": kept["covered"], "kept_crossing": kept["crossing"]},
        weights=program.weights(options.binary, "face-detector", "landmarks"),
        lines=[f"{kind}: {count} of {CASES} kept" for kind, count in kept.items()],
    )


if __name__ == "__main__":
    main()
