"""How long a run lasts, in steps or in minutes, and the learning rate on the way."""

from __future__ import annotations

import argparse
import math
import time


def add_arguments(parser: argparse.ArgumentParser, steps: int) -> None:
    """`--steps`, and `--minutes` to fit a run into the time there is."""
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--until", type=int, help="end after so many of the steps")
    parser.add_argument("--minutes", type=float, help="instead of --steps; not repeatable")


class Schedule:
    """Progress from 0 to 1."""

    def __init__(self, options: argparse.Namespace):
        self.steps, self.minutes, self.until = options.steps, options.minutes, options.until
        self.began, self.step = time.monotonic(), 0
        self.progress = 0.0

    def advance(self) -> bool:
        """Counts a step; false when it was the last."""
        self.step += 1
        elapsed = (time.monotonic() - self.began) / 60
        self.progress = elapsed / self.minutes if self.minutes else self.step / self.steps
        return self.progress < 1 and self.step != self.until

    def pace(self, batch: int) -> float:
        """Pictures a second so far."""
        return batch * self.step / (time.monotonic() - self.began)

    def rate(self, warm_up: float = 0.04) -> float:
        """Linear warm-up, then half a cosine down to a hundredth, as a factor."""
        if self.progress < warm_up:
            return 0.05 + 0.95 * self.progress / warm_up
        rest = (self.progress - warm_up) / (1 - warm_up)
        return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1, rest)))
