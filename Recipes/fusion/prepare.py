"""Aligns the pairs once, for all runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from material import Material


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "cache", "mels"):
        parser.add_argument(f"--{name}", type=Path, required=True, help="as for train.py")
    options = parser.parse_args()
    Material.read(options.data, options.cache, options.mels)


if __name__ == "__main__":
    main()
