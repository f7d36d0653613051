"""Joins clips to one longer recording, with ffmpeg."""

from __future__ import annotations

import subprocess
from pathlib import Path


def join(clips: list[Path], film: Path, *encoding: str) -> None:
    """Writes the clips one after the other, in the order of their paths, with these words for ffmpeg's output."""
    listing = film.with_suffix(".txt")
    listing.write_text("".join(f"file '{clip}'\n" for clip in sorted(clips)))
    command = ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", listing]
    subprocess.run([*command, *encoding, film], check=True)
