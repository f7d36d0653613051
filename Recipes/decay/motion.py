"""Clean tracks of facial motion as features (T, 105) relative to a face at rest."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from Recipes.common.aligned_face import aligned_crop, offsets
from Recipes.common.landmarks import MIRROR
from Recipes.decay.reading import FEATURES, KEY

FRAME_RATE = 25.0
UNITS = 21
HELD_SUBJECT = "subject3"
RIDGE = 0.03
KERNEL = np.array([0.25, 0.5, 0.25])
"""Smooths the steps of landmarks in whole pixels but keeps blinks."""


@dataclass
class Dataset:
    """Tracks (T, 105) relative to their median; readings of photographs from `errors.py`."""

    tracks: list[np.ndarray]
    photographs: dict[str, np.ndarray]


@cache
def mirrored_order() -> tuple[np.ndarray, np.ndarray]:
    """Index of each feature's mirror image (105) and its sign (105)."""
    order = [*range(17), 18, 17, 20, 19]
    signs = [1.0] * UNITS
    for point in KEY:
        place = UNITS + 2 * KEY.index(MIRROR[point])
        order += [place, place + 1]
        signs += [-1.0, 1.0]
    return np.array(order), np.array(signs)


def units_from_places(photographs: np.ndarray) -> np.ndarray:
    """Ridge regression from offsets of the key points to units, (84, 21)."""
    centred = photographs - photographs.mean(axis=0)
    places, units = centred[:, UNITS:], centred[:, :UNITS]
    square = places.T @ places
    square[np.diag_indices(len(square))] += RIDGE * np.trace(square) / len(square)
    return np.linalg.solve(square, places.T @ units)


def load_tracks(data: Path, reference: np.ndarray, held: bool, linear: np.ndarray) -> list:
    """Tracks of the held-out subject, or of the others."""
    folder = data / "motion/enterface"
    tracks = []
    for row in csv.DictReader(open(folder / "labels.csv", newline="")):
        if (row["subject"] == HELD_SUBJECT) != held:
            continue
        points = np.loadtxt(folder / row["path"], delimiter=",").reshape(-1, 68, 2)
        moved = np.stack([offsets(one, aligned_crop(one, reference), reference) for one in points])
        places = moved[:, KEY].reshape(len(moved), -1)
        ends = np.concatenate([places[:1], places, places[-1:]])
        places = sum(weight * ends[k : k + len(places)] for k, weight in enumerate(KERNEL))
        places = places - np.median(places, axis=0)
        tracks.append(np.concatenate([places @ linear, places], axis=1))
    assert all(track.shape[1] == FEATURES for track in tracks)
    return tracks


def load(data: Path, errors: Path, reference: np.ndarray, held: bool) -> Dataset:
    """Held-out people and photographs, or the others; the ridge is fitted on the others."""
    stored = dict(np.load(errors))
    kept = stored["held"] == held
    linear = units_from_places(stored["clean"][~stored["held"]])
    photographs = {name: value[kept] for name, value in stored.items()}
    return Dataset(load_tracks(data, reference, held, linear), photographs)
