"""Histograms of oriented gradients of aligned faces (Felzenszwalb et al. 2010), and mirroring."""

from __future__ import annotations

import numpy as np

SIDE = 96
CELL = 8
CELLS = SIDE // CELL
BINS = 18
FEATURES = BINS + BINS // 2 + 4
CLIP = 0.2
# Row and column offsets of the four blocks that contain a cell.
BLOCKS = ((0, 0), (1, 0), (0, 1), (1, 1))
TEXTURE_SCALE = 0.2357
# Index of each feature in the mirrored cell.
MIRROR = np.array(
    [(9 - k) % BINS for k in range(BINS)]
    + [BINS + -k % 9 for k in range(9)]
    + [27 + BLOCKS.index((row, 1 - column)) for row, column in BLOCKS]
)


def shared(places: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """The two integers around each place, with their linear interpolation weights."""
    low = np.floor(places).astype(int)
    return [(low, 1 - (places - low)), (low + 1, places - low)]


def histograms(crops: np.ndarray) -> np.ndarray:
    """Crops (N, 96, 96) to histograms (N, 12, 12, 18), bilinear over cells, linear over directions."""
    count = len(crops)
    across, down = np.zeros_like(crops), np.zeros_like(crops)
    across[:, :, 1:-1] = (crops[:, :, 2:] - crops[:, :, :-2]) / 2
    down[:, 1:-1] = (crops[:, 2:] - crops[:, :-2]) / 2
    strength = np.hypot(across, down)
    turn = np.arctan2(down, across) % (2 * np.pi) * (BINS / (2 * np.pi))
    # An extra cell on each side collects what falls outside.
    cells = (np.arange(SIDE) + 0.5) / CELL + 0.5
    face = np.arange(count)[:, None, None]
    found = np.zeros(count * (CELLS + 2) ** 2 * BINS)
    for row, row_share in shared(cells):
        for column, column_share in shared(cells):
            for direction, share in shared(turn):
                place = (face * (CELLS + 2) + row[None, :, None]) * (CELLS + 2)
                place = (place + column[None, None, :]) * BINS + direction % BINS
                weight = strength * row_share[None, :, None] * column_share[None, None, :] * share
                found += np.bincount(place.ravel(), weight.ravel(), minlength=len(found))
    return found.reshape(count, CELLS + 2, CELLS + 2, BINS)[:, 1:-1, 1:-1]


def oriented_gradients(crops: np.ndarray) -> np.ndarray:
    """Crops (N, 96, 96) in 0…255 to features (N, 12, 12, 31)."""
    signed = histograms(np.asarray(crops, dtype=np.float64))
    unsigned = signed[..., :9] + signed[..., 9:]
    energy = np.pad((unsigned**2).sum(axis=-1), ((0, 0), (1, 1), (1, 1)), mode="edge")
    block = energy[:, :-1, :-1] + energy[:, 1:, :-1] + energy[:, :-1, 1:] + energy[:, 1:, 1:]
    directions, textures = 0.0, []
    for row, column in BLOCKS:
        scale = 1 / np.sqrt(block[:, row : row + CELLS, column : column + CELLS, None] + 1)
        clipped = np.minimum(np.concatenate([signed, unsigned], axis=-1) * scale, CLIP)
        directions = directions + 0.5 * clipped
        textures.append(TEXTURE_SCALE * clipped[..., :BINS].sum(axis=-1))
    return np.concatenate([directions, np.stack(textures, axis=-1)], axis=-1).astype(np.float32)


def mirrored(gradients: np.ndarray) -> np.ndarray:
    """Features (N, 12, 12, 31) of the mirrored faces."""
    return gradients[:, :, ::-1][..., MIRROR]


def of_half(gradients: np.ndarray, right: bool) -> np.ndarray:
    """Features of faces composed of one half of the picture and its mirror image."""
    result, other = gradients.copy(), mirrored(gradients)
    half = slice(0, CELLS // 2) if right else slice(CELLS // 2, CELLS)
    result[:, :, half] = other[:, :, half]
    return result
