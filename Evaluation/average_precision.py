"""Average precision of detected faces against hand-made boxes, and false faces on photographs without any.

Sources of boxes differ in their habits (from the brow or the hairline to the chin), so an overlap of 0.4 is enough. Faces
lower than 24 pixels, ignored ones and, where they are not asked for, masked ones count neither as found nor as missed.
"""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

Box = tuple[float, float, float, float]
"""x, y, width and height in pixels."""

MIN_OVERLAP = 0.4
MIN_HEIGHT = 24
RECALL = 0.95


class Found(NamedTuple):
    """The figures of a set of photographs."""

    faces: int
    average_precision: float
    recall: float
    """At the lowest confidence that is output."""
    false_faces: int | None
    """On the photographs without a face, at 95 % recall; None where that is not reached."""


def overlap(a: Box, b: Box) -> float:
    """Shared area over joint area."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / (a[2] * a[3] + b[2] * b[3] - across * down)


def marks(boxes: list[tuple[str, Box]], faces: list[tuple[float, Box]], masked: bool) -> tuple[int, list[tuple[float, bool]]]:
    """How many faces of one photograph count, and (confidence, right or false) of what was found there."""
    counts = [(kind == "face" or masked and kind == "masked") and box[3] >= MIN_HEIGHT for kind, box in boxes]
    used: set[int] = set()
    marked = []
    for confidence, face in sorted(faces, reverse=True):
        best = max(range(len(boxes)), key=lambda k: (overlap(face, boxes[k][1]) if k not in used else 0, counts[k]))
        if best not in used and overlap(face, boxes[best][1]) >= MIN_OVERLAP:
            used.add(best)
            if counts[best]:
                marked.append((confidence, True))
        elif not any(overlap(face, box) >= MIN_OVERLAP / 2 for (_, box), is_counted in zip(boxes, counts) if not is_counted):
            marked.append((confidence, False))
    return sum(counts), marked


def average_precision(
    truth: dict[str, list[tuple[str, Box]]], found: dict[str, list[tuple[float, Box]]], masked: bool
) -> Found:
    """The area under the precision–recall curve, precision made monotonic; equal confidences count together.

    - truth: (kind, box) by photograph, nothing for one without a face.
    - found: (confidence, box) by photograph.
    """
    total, marked, empty = 0, [], []
    for photo, boxes in truth.items():
        if not boxes:
            empty += [confidence for confidence, _ in found.get(photo, [])]
            continue
        counted, more = marks(boxes, found.get(photo, []), masked)
        total, marked = total + counted, marked + more
    marked.sort(key=lambda mark: -mark[0])
    hits, seen, curve = 0, 0, []
    for confidence, group in groupby(marked, key=lambda mark: mark[0]):
        rights = [is_right for _, is_right in group]
        hits, seen = hits + sum(rights), seen + len(rights)
        curve.append((hits / max(1, total), hits / seen, confidence))
    area, best, envelope = 0.0, 0.0, []
    for recall, precision, _ in reversed(curve):
        best = max(best, precision)
        envelope.append((recall, best))
    last = 0.0
    for recall, precision in reversed(envelope):
        area += (recall - last) * precision
        last = recall
    threshold = next((confidence for recall, _, confidence in curve if recall >= RECALL), None)
    false = None if threshold is None else sum(confidence >= threshold for confidence in empty)
    return Found(total, area, last, false)
