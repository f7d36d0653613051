"""The speech corpora that the networks are trained on."""

from __future__ import annotations

SPEECH_CORPORA = ("ravdess", "nemo", "javanese", "casia", "emovo", "urdu", "emodb")
"""Of `speech/labels.csv`; corpora for evaluation alone have no folds."""
