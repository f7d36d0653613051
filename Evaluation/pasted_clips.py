"""Renders clips of two people whose faces are hidden for a moment: a block covers one of two who stand side by side, or
the two move past each other before a photograph. Everything is drawn from a seed. Needs numpy, OpenCV and ffmpeg.

Boxes are rows (x, y, width, height) in pixels, one a picture.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from Evaluation import program
from Evaluation.labelled_records import Row

FRAME_RATE = 25
SECONDS = 5.0
TIMES = np.arange(int(SECONDS * FRAME_RATE)) / FRAME_RATE
SIZE = (640, 360)
# How long a block covers the face whole, and how long it takes to slide there.
COVERED_SECONDS = 0.5
SLIDE_SECONDS = 0.3
# Of a box's edge: nearer than this two faces cover each other.
FULL_OVERLAP = 0.25


@dataclass
class Person:
    """A clip of one person at `FRAME_RATE`, played forwards and backwards, with the face's box in each picture."""

    pictures: list[np.ndarray]
    boxes: np.ndarray


@dataclass
class Case:
    """What was rendered, where the two faces are, and in which pictures before and after both are to be seen."""

    path: Path
    boxes: list[np.ndarray]
    before: np.ndarray
    after: np.ndarray


def box_of(row: Row) -> list[float]:
    """x, y, width and height in pixels."""
    return [float(row[f"box_{side}"]) for side in "xywh"]


def person(binary: Path, clip: Path) -> Person | None:
    """None when the face is not seen in every picture that the program looks at."""
    rows = program.features(binary, "face", clip)
    if len(rows) < 10 or any(row["success"] != "1" for row in rows):
        return None
    reader, pictures = cv2.VideoCapture(str(clip)), []
    rate = reader.get(cv2.CAP_PROP_FPS)
    # Boxes are in square pixels; OpenCV leaves the pictures as they are stored.
    aspect = (reader.get(cv2.CAP_PROP_SAR_NUM) or 1) / (reader.get(cv2.CAP_PROP_SAR_DEN) or 1)
    while (read := reader.read())[0]:
        height, width = read[1].shape[:2]
        pictures.append(read[1] if aspect == 1 else cv2.resize(read[1], (round(width * aspect), height)))
    seen = [float(row["timestamp"]) for row in rows]
    # Forwards and backwards, so that nothing jumps where the clip ends.
    there = seen[-1] - np.abs(seen[-1] - TIMES % (2 * seen[-1]))
    boxes = np.stack([np.interp(there, seen, side) for side in np.array([box_of(row) for row in rows]).T], axis=1)
    nearest = np.clip(np.rint(there * rate).astype(int), 0, len(pictures) - 1)
    return Person([pictures[index] for index in nearest], boxes)


def write(path: Path, pictures: list[np.ndarray]) -> None:
    """Encodes pictures (height × width × 3, BGR) at `FRAME_RATE`."""
    height, width = pictures[0].shape[:2]
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}"]
    command += ["-r", str(FRAME_RATE), "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20"]
    command += ["-threads", "1", "-pix_fmt", "yuv420p", str(path)]
    subprocess.run(command, input=b"".join(np.ascontiguousarray(p).tobytes() for p in pictures), check=True)


def block(random: np.random.Generator, width: int, height: int, textured: bool) -> np.ndarray:
    """One colour, or coarse noise."""
    if not textured:
        return np.full((height, width, 3), random.integers(0, 256, 3), np.uint8)
    cells = random.integers(0, 256, (height // 8 + 1, width // 8 + 1, 3)).astype(np.uint8)
    return cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC)


def covered(path: Path, people: tuple[Person, Person], random: np.random.Generator, textured: bool, slides: bool) -> Case:
    """Two side by side; a block appears over one of them, or slides down from above and up again."""
    height = min(p.pictures[0].shape[0] for p in people) // 2 * 2
    scales = [height / p.pictures[0].shape[0] for p in people]
    widths = [int(p.pictures[0].shape[1] * s) // 2 * 2 for p, s in zip(people, scales)]
    boxes = [people[0].boxes * scales[0], people[1].boxes * scales[1] + [widths[0], 0, 0, 0]]
    hidden, start = int(random.integers(2)), float(random.uniform(1.5, 2.5))
    end = start + COVERED_SECONDS
    low, high = boxes[hidden][:, :2].min(axis=0), (boxes[hidden][:, :2] + boxes[hidden][:, 2:]).max(axis=0)
    margin = 0.15 * (high - low)
    left, top = np.maximum(low - margin, 0).astype(int)
    right, bottom = (high + margin).astype(int)
    # Never over the other face.
    left, right = (left, min(right, widths[0])) if hidden == 0 else (max(left, widths[0]), min(right, sum(widths)))
    cover = block(random, right - left, bottom - top, textured)
    lead = SLIDE_SECONDS if slides else 0.0
    pictures = []
    for index, time in enumerate(TIMES):
        sides = [cv2.resize(p.pictures[index], (w, height)) for p, w in zip(people, widths)]
        picture = np.hstack(sides)
        away = max(start - time, time - end, 0.0)
        if away < max(lead, 1e-9):
            lowest = bottom - int(round(away / lead * bottom)) if slides else bottom
            shown = cover[max(len(cover) - lowest, 0) :] if lowest < len(cover) else cover
            picture[max(lowest - len(cover), 0) : max(lowest, 0), left:right] = shown[: height - max(lowest - len(cover), 0)]
        pictures.append(picture)
    write(path, pictures)
    return Case(path, boxes, TIMES < start - lead, TIMES > end + lead)


def crossing(path: Path, people: tuple[Person, Person], scene: np.ndarray, random: np.random.Generator) -> Case:
    """Two cut-out heads pass each other before a scene, the second in front of the first."""
    back = cv2.resize(scene, SIZE, interpolation=cv2.INTER_AREA if scene.shape[1] > SIZE[0] else cv2.INTER_CUBIC)
    edge = float(random.uniform(90, 120))
    edges = [edge, edge * float(random.uniform(0.9, 1.15))]
    together = float(random.uniform(0.2, 0.6))
    speed = 2 * FULL_OVERLAP * edge / together
    share = float(random.uniform(0.15, 0.85))
    side = 1 if random.random() < 0.5 else -1
    meeting = np.array([SIZE[0] * random.uniform(0.4, 0.6), SIZE[1] * random.uniform(0.42, 0.55)])
    middle, reach = SECONDS / 2, 0.7 * max(edges)
    centres = []
    for part, direction in ((share, side), (1 - share, -side)):
        x = np.clip(meeting[0] + direction * part * speed * (TIMES - middle), reach, SIZE[0] - reach)
        y = np.full_like(x, meeting[1] + edge * random.uniform(-0.06, 0.06))
        centres.append(np.stack([x, y], axis=1))
    boxes, pictures = [], [back.copy() for _ in TIMES]
    for one, centre, edge in zip(people, centres, edges):
        scales = edge / np.sqrt(one.boxes[:, 2] * one.boxes[:, 3])
        # The head moves in its own clip too: paste about the mean place, so that it goes on nodding.
        scale, anchor = float(scales.mean()), (one.boxes[:, :2] + one.boxes[:, 2:] / 2).mean(axis=0)
        for index, picture in enumerate(pictures):
            place = np.float32([[scale, 0, 0], [0, scale, 0]])
            place[:, 2] = centre[index] - scale * anchor
            pasted = cv2.warpAffine(one.pictures[index], place, SIZE, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
            mask = np.zeros(SIZE[::-1], np.float32)
            middle_x, middle_y = map(int, centre[index])
            cv2.ellipse(mask, (middle_x, middle_y), (int(0.68 * edge), int(0.82 * edge)), 0, 0, 360, 1.0, -1)
            mask = cv2.GaussianBlur(mask, (0, 0), 0.05 * edge)[..., None]
            picture[:] = np.rint(picture * (1 - mask) + pasted * mask).astype(np.uint8)
        boxes.append(np.hstack([scale * (one.boxes[:, :2] - anchor) + centre, scale * one.boxes[:, 2:]]))
    write(path, pictures)
    apart = np.abs(centres[0][:, 0] - centres[1][:, 0]) > 1.3 * max(edges)
    return Case(path, boxes, apart & (TIMES < middle), apart & (TIMES > middle))
