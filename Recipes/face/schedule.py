"""Length of a run, in steps or minutes, and its learning rate."""

from __future__ import annotations

import argparse
import math
import time


def add_arguments(parser: argparse.ArgumentParser, steps: int) -> None:
    """Adds `--steps`, `--until`, and `--minutes` to fit a run into a time budget."""
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--until", type=int, help="stop after this many of the steps")
    parser.add_argument("--minutes", type=float, help="instead of --steps; not repeatable")


class Schedule:
    """Progress of a run from 0 to 1."""

    def __init__(self, options: argparse.Namespace):
        self.steps, self.minutes, self.until = options.steps, options.minutes, options.until
        self.began, self.step = time.monotonic(), 0
        self.progress = 0.0

    def advance(self) -> bool:
        """Counts a step; False after the last."""
        self.step += 1
        elapsed = (time.monotonic() - self.began) / 60
        self.progress = elapsed / self.minutes if self.minutes else self.step / self.steps
        return self.progress < 1 and self.step != self.until

    def pace(self, batch: int) -> float:
        """Pictures per second so far."""
        return batch * self.step / (time.monotonic() - self.began)

    def rate(self, warm_up: float = 0.04) -> float:
        """Factor on the learning rate: linear warm-up, then cosine decay to 0.01."""
        if self.progress < warm_up:
            return 0.05 + 0.95 * self.progress / warm_up
        rest = (self.progress - warm_up) / (1 - warm_up)
        return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1, rest)))
