"""The hand-made rival: how well level goes with opening, and rise with speed."""

from __future__ import annotations

import numpy as np

from Recipes.speaker.active_speaker import features, lagged, log_odds
from Recipes.speaker.clips import Clip
from Recipes.speaker.signals import MOMENT_SECONDS


def plain_score(sound: Clip, face: Clip, moments: slice, every: int, late: float) -> float:
    """The sum of both correlations, over the likely lags as the judge weighs them."""
    seconds, shapes = face.seconds[::every] + late, face.shapes[::every]
    bands, times = sound.bands[moments], sound.times[moments]
    _, seen, usable = features(bands, times, seconds, shapes)
    # Of the features at the moment itself: the inner gap, and all absolute speeds.
    now = seen[:, 15:30]
    speech = bands[:, 2:12]
    rise = np.maximum(np.diff(speech, axis=0, prepend=speech[:1]), 0)
    heard = np.stack([speech.mean(axis=1), rise.mean(axis=1)], axis=1)
    mouth = np.stack([now[:, 0], now[:, 10:].mean(axis=1)], axis=1)
    correlations = lagged(heard, mouth, usable).sum(axis=1)
    return float(log_odds(2 * MOMENT_SECONDS * usable.sum() * correlations))
