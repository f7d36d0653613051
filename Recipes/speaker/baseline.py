"""Hand-made baseline: correlation of level with mouth opening, and of rise with speed."""

from __future__ import annotations

import numpy as np

from Recipes.speaker.active_speaker import features, lagged, log_odds
from Recipes.speaker.clips import Clip
from Recipes.speaker.signals import MOMENT_SECONDS


def baseline_score(sound: Clip, face: Clip, moments: slice, every: int, late: float) -> float:
    """Sum of both correlations, marginalised over the lag like the model's evidence."""
    seconds, shapes = face.seconds[::every] + late, face.shapes[::every]
    bands, times = sound.bands[moments], sound.times[moments]
    _, mouth_rows, usable = features(bands, times, seconds, shapes)
    # Features of the moment itself: inner gap, and all absolute speeds.
    now = mouth_rows[:, 15:30]
    speech = bands[:, 2:12]
    rise = np.maximum(np.diff(speech, axis=0, prepend=speech[:1]), 0)
    voice_rows = np.stack([speech.mean(axis=1), rise.mean(axis=1)], axis=1)
    mouth = np.stack([now[:, 0], now[:, 10:].mean(axis=1)], axis=1)
    correlations = lagged(voice_rows, mouth, usable).sum(axis=1)
    return float(log_odds(2 * MOMENT_SECONDS * usable.sum() * correlations))
