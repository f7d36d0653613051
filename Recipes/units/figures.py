"""What the action units are worth: against the teacher, and against the labels of unseen performers."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from Recipes.common.action_units import ACTION_UNITS
from Recipes.units.faces import Faces
from Recipes.units.reader import Reader

# Units whose area under the curve tells an expression from all others.
TELLING = (
    ("AU12", "happy"), ("AU25", "surprised"), ("AU26", "surprised"), ("AU09", "disgust"),
    ("AU10", "disgust"), ("AU04", "sad"), ("AU01", "sad"), ("AU04", "angry"),
)  # fmt: skip


def correlations(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Pearson's r of each column."""
    return np.array([np.corrcoef(found[:, k], truth[:, k])[0, 1] for k in range(found.shape[1])])


def area(scores: np.ndarray, positive: np.ndarray) -> float:
    """Under the receiver operating characteristic: how often a positive scores above another."""
    above = (scores[positive][:, None] > scores[~positive]).mean()
    return float(above + 0.5 * (scores[positive][:, None] == scores[~positive]).mean())


def centred(units: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Less each person's own mean."""
    result = units.copy()
    for person in np.unique(people):
        result[people == person] -= units[people == person].mean(axis=0)
    return result


def named(units: np.ndarray, faces: Faces) -> float:
    """Share of faces whose expression logistic regression names, performers of other folds learnt from."""
    right = np.zeros(len(units), dtype=bool)
    for fold in np.unique(faces.groups):
        held = faces.groups == fold
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=2000))
        model.fit(units[~held], faces.emotions[~held])
        right[held] = model.predict(units[held]) == faces.emotions[held]
    return 100 * right.mean()


def lines(title: str, units: np.ndarray, faces: Faces) -> list[str]:
    """Areas and logistic regression of units of posed faces, as read and less each performer's mean."""
    result = []
    for kind, values in (("as read", units), ("centred", centred(units, faces.people))):
        areas = [
            f"{unit} {emotion} {area(values[:, ACTION_UNITS.index(unit)], faces.emotions == emotion):.3f}"
            for unit, emotion in TELLING
        ]
        result.append(f"{title}, {kind}: {', '.join(areas)}; named {named(values, faces):.1f} %")
    return result


def by_unit(r: np.ndarray) -> str:
    """Each unit's correlation."""
    return ", ".join(f"{unit[2:]} {value:.2f}" for unit, value in zip(ACTION_UNITS, r))


def report(without: dict[int, Reader], everybody: Reader, faces: Faces) -> str:
    """All figures: on the web's faces kept back, and on each performer by the reader that never saw them."""
    clean, bad = faces.where(~faces.spoiled), faces.where(faces.spoiled)
    held, posed = clean.where(clean.groups == -2), clean.where(clean.people != "")
    r = correlations(everybody(held), held.intensities)
    text = [f"web, {len(held.names)} kept back: mean r {r.mean():.3f} ({by_unit(r)})"]
    units = np.zeros_like(posed.intensities)
    for fold, reader in without.items():
        units[posed.groups == fold] = reader(posed)[posed.groups == fold]
    r = correlations(units, posed.intensities)
    text.append(f"ntu, {len(posed.names)} by folds: mean r {r.mean():.3f} ({by_unit(r)})")
    text += lines("ours", units, posed) + lines("teacher", posed.intensities, posed)
    moved = everybody(bad.where(bad.groups == -2)) - everybody(held)
    text.append(f"bad light, web kept back: moves the units by {np.sqrt((moved**2).mean()):.3f} (RMS)")
    mean, spread = everybody.neutral
    text.append("neutral: " + by_unit(mean) + "; spread: " + by_unit(spread))
    return "\n".join(text)
