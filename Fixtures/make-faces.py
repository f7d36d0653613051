#!/usr/bin/env python3
"""Makes the media files with a face: `Fixtures/make-faces.py DATA`.

No real person's face is in them. Every face is an average over many people: more than 100 photographs (HELEN; the
inside of the speaking mouth is from 58 others), or of all the 20 to 22 performers who posed an expression (NTU), each
bent to the mean shape of its set and averaged in linear light, then mirrored and averaged with itself, so that no
single person's features remain. Speaking, blinking and turning the head is done by moving the average's points.

DATA is a directory with the photographs and their points: `faces/landmarks`, `faces/expression/ntu` and
`faces/action-units`. Needs numpy, scipy, opencv-python-headless, ffmpeg with libx264, and the `speech.wav` of
`make-fixtures.sh`. The same versions of these give the same bytes.
"""

from __future__ import annotations

import argparse
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from average_faces import HEAD_AT, Face, Mesh, average, bending_points, between_lips, performers, portraits
from average_faces import posed, smooth_step, srgb, with_contrast

HERE = Path(__file__).parent
FRAME_RATE = 25
FRAME = (320, 240)
EXACT = "-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -threads 1".split()
X264 = "-c:v libx264 -preset veryslow -crf 26 -pix_fmt yuv420p -x264-params threads=1".split()
AAC = "-c:a aac -b:a 32k".split()
PNG = "-pred mixed -compression_level 9".split()
EXPRESSIONS = ["neutral", "happy", "sad", "angry", "surprised", "fearful", "disgust"]
# How dark it is inside the mouth: blue, green, red.
SHADE = np.array([0.16, 0.16, 0.26], np.float32)
# Seconds at which the speaking face blinks.
BLINKS = [0.7, 2.3]


def encode(name: Path, pictures: list[np.ndarray], *options: str, sound: Path | None = None) -> None:
    """One file from the pictures, shown one after the other."""
    height, width = pictures[0].shape[:2]
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24"]
    command += ["-s", f"{width}x{height}", "-r", str(FRAME_RATE), "-i", "-"]
    command += ["-i", str(sound)] if sound else []
    subprocess.run([*command, *EXACT, *options, str(name)], input=b"".join(p.tobytes() for p in pictures), check=True)


def shrunk(light: np.ndarray, size: tuple[int, int] = FRAME) -> np.ndarray:
    return srgb(cv2.resize(light, size, interpolation=cv2.INTER_AREA))


def loudness(path: Path) -> np.ndarray:
    """How loud each video frame's sound is, from 0 to 1, rising fast and falling slowly."""
    with wave.open(str(path)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(float)
        per_frame = sound.getframerate() // FRAME_RATE
    samples = samples[: len(samples) // per_frame * per_frame]
    level = np.sqrt(np.square(samples.reshape(-1, per_frame)).mean(axis=1))
    level = np.convolve(level, [0.2, 0.6, 0.2], mode="same")
    return np.clip(level / np.percentile(level, 95), 0, 1)


def drawn(face: Face, mouth: Face, opening: float, *pose: float | complex) -> np.ndarray:
    """The face in a pose; between its lips is what the average of open mouths shows there."""
    target = posed(face.points, opening, *pose)
    mesh = Mesh(target)
    light = mesh.bend(face.light, bending_points(face.points))
    inside = mesh.bend(mouth.light, bending_points(mouth.points))
    mask = between_lips(target)[..., None] * smooth_step(3 * np.float32(opening))
    return light + mask * (SHADE * inside - light)


def speaking(face: Face, mouth: Face, level: np.ndarray) -> Iterator[np.ndarray]:
    for index, opening in enumerate(level):
        time = index / FRAME_RATE
        lids = max(float(smooth_step(1.6 - abs(time - blink) / 0.08)) for blink in BLINKS)
        yaw, roll = 0.10 * np.sin(1.9 * time), 0.025 * np.sin(2.6 * time + 1)
        shift = 7 * np.sin(1.3 * time) + 4j * np.sin(2.2 * time)
        yield drawn(face, mouth, opening, lids, yaw, roll, shift)


def close_up(face: Face, size: int = 256) -> np.ndarray:
    """A square from above the brows to below the chin, as expression data sets crop."""
    brows, chin = face.points[17:27].imag.min(), face.points[8].imag
    side = 1.2 * (chin - brows)
    left, top = face.points[8].real - side / 2, chin + 0.04 * side - side
    scale = size / side
    view = np.array([[scale, 0, -scale * left], [0, scale, -scale * top]])
    return srgb(cv2.warpAffine(face.light, view, (size, size), flags=cv2.INTER_AREA))


def side_by_side(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The first head at full size and, on the same background, the second at 0.6 of it."""
    height, width = left.shape[:2]
    scene = np.zeros_like(left)
    for light, scale, at in [(left, 1.0, 0.3), (right, 0.6, 0.8)]:
        view = np.array([[scale, 0, at * width - scale * HEAD_AT.real], [0, scale, (1 - scale) * HEAD_AT.imag]])
        scene += cv2.warpAffine(light - light[0, 0], view, (width, height), flags=cv2.INTER_AREA)
    return scene + left[0, 0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--expressions", type=Path, metavar="FOLDER", help="also for close-ups of all expressions")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)

    face = with_contrast(average(portraits(arguments.data, 0, 0.04)), 1.4)
    mouth = average(portraits(arguments.data, 0.12, 1), face.points)
    expressions = {emotion: average(performers(arguments.data, emotion), face.points) for emotion in EXPRESSIONS}
    for name, one in {"portrait": face, "open mouth": mouth, **expressions}.items():
        print(f"{name}: {one.people} people")

    speech = HERE / "speech.wav"
    spoken = [shrunk(light) for light in speaking(face, mouth, loudness(speech))]
    encode(HERE / "face.mp4", spoken, *X264, *AAC, sound=speech)
    encode(HERE / "face-silent.mp4", spoken[: 2 * FRAME_RATE], *X264)
    encode(HERE / "face.jpg", [shrunk(face.light, (384, 288))], "-pix_fmt", "yuvj420p", "-q:v", "3")

    pair = []
    for index in range(2 * FRAME_RATE):
        sway = 0.03 * np.sin(3 * index / FRAME_RATE)
        left = drawn(expressions["happy"], mouth, 0, 0, 2 * sway, sway, 0)
        right = drawn(expressions["neutral"], mouth, 0, 0, -2 * sway, -sway, 0)
        pair.append(shrunk(side_by_side(left, right)))
    encode(HERE / "two-faces.mp4", pair, *X264, *AAC, "-t", "2", sound=speech)

    for emotion in ["happy", "surprised"]:
        encode(HERE / f"face-{emotion}.png", [close_up(expressions[emotion])], *PNG)
    if arguments.expressions:
        arguments.expressions.mkdir(parents=True, exist_ok=True)
        for emotion, one in expressions.items():
            encode(arguments.expressions / f"{emotion}.png", [close_up(one)], *PNG)


if __name__ == "__main__":
    main()
