"""Figures of the action units: agreement with the teacher, and with labels of unseen performers."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from Recipes.common.action_units import ACTION_UNITS
from Recipes.units.faces import Faces
from Recipes.units.reader import UNIT_REGIONS, Reader
from Recipes.units.variations import KINDS, REGIONS

# Unit and expression whose area under the curve is reported.
UNIT_EXPRESSIONS = (
    ("AU12", "happy"), ("AU25", "surprised"), ("AU26", "surprised"), ("AU09", "disgust"),
    ("AU10", "disgust"), ("AU04", "sad"), ("AU01", "sad"), ("AU04", "angry"),
)  # fmt: skip


def correlations(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Pearson's r of each column, (17)."""
    return np.array([np.corrcoef(found[:, k], truth[:, k])[0, 1] for k in range(found.shape[1])])


def area(scores: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve."""
    above = (scores[positive][:, None] > scores[~positive]).mean()
    return float(above + 0.5 * (scores[positive][:, None] == scores[~positive]).mean())


def centred(units: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Units (N, 17) less each person's mean."""
    result = units.copy()
    for person in np.unique(people):
        result[people == person] -= units[people == person].mean(axis=0)
    return result


def accuracy(units: np.ndarray, faces: Faces) -> float:
    """Accuracy in percent of logistic regression on the expressions, cross-validated by fold."""
    right = np.zeros(len(units), dtype=bool)
    for fold in np.unique(faces.groups):
        held = faces.groups == fold
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=2000))
        model.fit(units[~held], faces.emotions[~held])
        right[held] = model.predict(units[held]) == faces.emotions[held]
    return 100 * right.mean()


def lines(title: str, units: np.ndarray, faces: Faces) -> list[str]:
    """Areas and accuracy on posed faces, as read and less each performer's mean."""
    result = []
    for kind, values in (("as read", units), ("centred", centred(units, faces.people))):
        areas = [
            f"{unit} {emotion} {area(values[:, ACTION_UNITS.index(unit)], faces.emotions == emotion):.3f}"
            for unit, emotion in UNIT_EXPRESSIONS
        ]
        result.append(f"{title}, {kind}: {', '.join(areas)}; named {accuracy(values, faces):.1f} %")
    return result


def by_unit(r: np.ndarray) -> str:
    """One value per unit as text."""
    return ", ".join(f"{unit[2:]} {value:.2f}" for unit, value in zip(ACTION_UNITS, r))


def consistency(reader: Reader, faces: Faces) -> list[str]:
    """How far the units of held-out faces move from a photograph to its variations.

    Mean over faces, and over the units whose region is in view, of the absolute change.
    """
    units, result = reader(faces), []
    plain = np.maximum.accumulate(np.where(faces.kinds == 0, np.arange(len(units)), 0))
    seen = ~faces.hidden[:, [REGIONS.index(UNIT_REGIONS[unit]) for unit in ACTION_UNITS]]
    moved = np.abs(units - units[plain])
    for kind, name in enumerate(KINDS, start=1):
        rows = faces.kinds == kind
        by_unit_ = [moved[rows, k][seen[rows, k]].mean() for k in range(len(ACTION_UNITS))]
        result.append(f"{name}: moves the units by {np.mean(by_unit_):.3f} ({by_unit(np.array(by_unit_))})")
    return result


def covers(reader: Reader, faces: Faces) -> str:
    """How often a region of held-out faces is rightly and wrongly called hidden."""
    called = reader.cover(faces) > 0
    plain = faces.kinds == 0
    parts = []
    for k, name in enumerate(REGIONS):
        hidden = faces.hidden[:, k]
        varied = ~plain & ~hidden
        parts.append(
            f"{name} {100 * called[hidden, k].mean():.1f} % of {hidden.sum()}, falsely "
            f"{100 * called[plain, k].mean():.2f} % of photographs, {100 * called[varied, k].mean():.2f} % of variations"
        )
    return "hidden: " + "; ".join(parts)


def report(without: dict[int, Reader], everybody: Reader, faces: Faces) -> str:
    """All figures: on held-out web faces, and on each performer by the reader without their fold."""
    unseen = faces.where(faces.groups == -2)
    held, posed = unseen.plain, faces.plain.where(faces.plain.people != "")
    r = correlations(everybody(held), held.intensities)
    text = [f"web, {len(held.kinds)} held out: mean r {r.mean():.3f} ({by_unit(r)})"]
    units = np.zeros_like(posed.intensities)
    for fold, reader in without.items():
        units[posed.groups == fold] = reader(posed)[posed.groups == fold]
    r = correlations(units, posed.intensities)
    text.append(f"ntu, {len(posed.kinds)} by folds: mean r {r.mean():.3f} ({by_unit(r)})")
    text += lines("ours", units, posed) + lines("teacher", posed.intensities, posed)
    text += consistency(everybody, unseen) + [covers(everybody, unseen)]
    mean, spread = everybody.neutral
    text.append("neutral: " + by_unit(mean) + "; spread: " + by_unit(spread))
    return "\n".join(text)
