"""The program under test, and clips for it that the repository makes itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

EMOCLI = os.environ.get("EMOCLI", "emocli")
FIXTURES = Path(__file__).parent.parent / "Fixtures"


def analyze(*words: str | Path, status: int = 0, folder: Path | None = None) -> str:
    """Runs `emocli analyze` and returns what it writes to standard output."""
    command = [EMOCLI, "analyze", "--quiet", *map(str, words)]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert run.returncode == status, f"{command} ended with {run.returncode}: {run.stderr}"
    return run.stdout


def records(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def fill(folder: Path, sound: int, broken: int) -> list[str]:
    """Puts copies of a clip into `folder`, and files that are none; returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"{number:03}.opus" for number in range(sound)] + [f"broken-{number}.mp4" for number in range(broken)]
    for name in names:
        if name.endswith(".opus"):
            shutil.copy(FIXTURES / "speech.opus", folder / name)
        else:
            (folder / name).write_text("no film")
    return names


def untimed(record: dict) -> dict:
    return {key: value for key, value in record.items() if key != "timing"}
