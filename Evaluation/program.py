"""Runs the program and reads what it prints."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

Row = dict[str, str]


def run(program: Path, command: str, *words: str | Path, models: Path | None = None, paths: Iterable[str | Path] = ()) -> str:
    """What a command prints; that single clips fail (status 1) is no failure.

    - models: the folder of weights to use, if not the program's own.
    - paths: handed over on standard input, for the input `-`.
    """
    call = [program.resolve(), command, "-q", "--no-progress", *words]
    environment = os.environ | ({"EMOCLI_MODELS": str(models.resolve())} if models else {})
    if models:
        check_models(program, models.resolve(), environment)
    text = "".join(f"{path}\n" for path in paths)
    done = subprocess.run(call, env=environment, input=text, stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{program} {command} ended with status {done.returncode}")
    return done.stdout


def check_models(program: Path, models: Path, environment: dict[str, str]) -> None:
    """Weights that know the people must not slip in: the program must say that it uses those of the folder."""
    doctor = subprocess.run([program.resolve(), "doctor"], env=environment, capture_output=True, text=True)
    if not any(line.split() == ["models", str(models)] for line in doctor.stdout.splitlines()):
        raise SystemExit(f"{program} does not use the weights of EMOCLI_MODELS:\n{doctor.stdout}")


def records(program: Path, *words: str | Path, paths: Iterable[str | Path] = (), models: Path | None = None) -> list[dict]:
    """The records of `analyze`, failed clips among them."""
    text = run(program, "analyze", "-f", "jsonl", *words, paths=paths, models=models)
    return [json.loads(line) for line in text.splitlines()]


def features(program: Path, kind: str, *words: str | Path, paths: Iterable[str | Path] = ()) -> list[Row]:
    """The rows of `features`."""
    text = run(program, "features", "--kind", kind, "-f", "csv", *words, paths=paths)
    return list(csv.DictReader(io.StringIO(text)))


def weights(program: Path, *files: str) -> str:
    """Name and version of the networks in these files, `voice-encoder` for example."""
    shown = subprocess.run([program.resolve(), "models", "info"], capture_output=True, text=True, check=True).stdout
    found, file = {}, ""
    for line in shown.splitlines():
        if line.endswith(".safetensors"):
            file = line.removesuffix(".safetensors")
        else:
            # The first line below a file's name is the network's.
            found.setdefault(file, line.strip())
    return ", ".join(found[file] for file in files)
