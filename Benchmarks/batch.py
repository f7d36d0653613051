"""Tries a batch of thousands of clips: nothing lost, memory flat, the same records however the work is shared out.

usage: batch.py BINARY DATA WORK [--clips 5000] [--only long|equal|speed ...]

DATA is the directory of real clips and speech; WORK gets a tree of links to them under new names, with broken files
mixed in. Prints what was measured and ends with an error when a record is missing, doubled, wrong or different.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "Fixtures"
# What is wrong with a file, and the kind of failure that its record must tell.
BROKEN = {
    "empty.wav": "corrupt", "text.mp4": "corrupt", "cut.mp4": "corrupt", "gone.wav": "not_found",
    "tone.wav": "no_speech_or_face",
}  # fmt: skip


def put_broken(kind: str, path: Path) -> None:
    match kind:
        case "empty.wav":
            path.touch()
        case "text.mp4":
            path.write_text("no film at all\n")
        case "cut.mp4":
            path.write_bytes((FIXTURES / "face.mp4").read_bytes()[:12_000])
        case "gone.wav":
            path.symlink_to("/nonexistent")
        case "tone.wav":
            path.symlink_to((FIXTURES / "tone.wav").resolve())


def make_tree(data: Path, folder: Path, count: int, broken: int) -> dict[str, str]:
    """Fills `folder` and returns for every path `ok` or the kind of failure."""
    films = sorted(path for path in (data / "clips").rglob("*") if path.suffix in (".mp4", ".flv"))
    voices = sorted((data / "speech/ravdess").rglob("*.opus")) + sorted((data / "speech/javanese").rglob("*.opus"))
    draw = random.Random(1)
    clips = films + draw.sample(voices, min(len(voices), 1_000))
    wrong = set(draw.sample(range(count), broken))
    expected = {}
    for number in range(count):
        place = folder / f"{number // 100:03}"
        place.mkdir(parents=True, exist_ok=True)
        if number in wrong:
            kind = list(BROKEN)[len(expected) % len(BROKEN)]
            path = place / f"{number:05}-{kind}"
            put_broken(kind, path)
            expected[str(path)] = BROKEN[kind]
        else:
            source = clips[number % len(clips)].resolve()
            path = place / f"{number:05}{source.suffix}"
            path.symlink_to(source)
            expected[str(path)] = "ok"
    return expected


def outcome(record: dict) -> str:
    return "ok" if record["status"] == "ok" else record["error"]["kind"]


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def untimed(records: list[dict]) -> dict[str, dict]:
    return {one["path"]: {key: value for key, value in one.items() if key != "timing"} for one in records}


def check(expected: dict[str, str], records: list[dict]) -> None:
    found = Counter(record["path"] for record in records)
    assert found == Counter(expected.keys()), "records are missing or doubled"
    wrong = [(one["path"], outcome(one)) for one in records if outcome(one) != expected[one["path"]]]
    assert not wrong, wrong[:5]


def private_kilobytes(process: int) -> int:
    """What a process has resident for itself, without mapped files."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("RssAnon:")).split()[1])
    except (OSError, StopIteration):
        return 0


def children(process: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def long_run(binary: str, folder: Path, expected: dict[str, str], out: Path) -> None:
    """All recorded, and the memory of all processes over the tenths of the clips."""
    out.unlink(missing_ok=True)
    run = subprocess.Popen([binary, "analyze", "-j", "2", "-o", out, folder], stderr=subprocess.PIPE, text=True)
    samples: list[tuple[int, int]] = []

    def watch() -> None:
        read_to, rows = 0, 0
        while run.poll() is None:
            if out.exists():
                with open(out, "rb") as file:
                    file.seek(read_to)
                    text = file.read()
                read_to, rows = read_to + len(text), rows + text.count(b"\n")
            samples.append((rows, sum(map(private_kilobytes, [run.pid, *children(run.pid)]))))
            time.sleep(0.5)

    watcher = threading.Thread(target=watch)
    watcher.start()
    said = run.stderr.read()
    assert run.wait() == 1, said
    watcher.join()
    check(expected, read(out))
    print(said.strip().splitlines()[-1])
    tenths = []
    for tenth in range(10):
        part = [size for rows, size in samples if tenth <= rows * 10 / len(expected) < tenth + 1]
        tenths.append(sum(part) / max(1, len(part)) / 1024)
    print("memory of all processes, MiB, mean over each tenth of the clips:", " ".join(f"{one:.0f}" for one in tenths))
    print(f"last tenth against the second: {tenths[9] / max(1, tenths[1]):.3f}")


def equal(binary: str, folder: Path, expected: dict[str, str], work: Path) -> None:
    """The same records with one and two jobs, shuffled, resumed after kills, and in three shards."""
    def analyze(name: str, *words: str | Path, paths: list[str] | None = None) -> dict[str, dict]:
        out = work / f"{name}.jsonl"
        inputs = ["-0", "-"] if paths else [folder]
        text = "\0".join(paths) if paths else ""
        run = subprocess.run([binary, "analyze", "-q", "-o", out, *words, *inputs], input=text, text=True)
        assert run.returncode in (0, 1), f"{name} ended with {run.returncode}"
        if "--shard" not in words:
            check(expected, read(out))
        return untimed(read(out))

    first = analyze("one", "-j", "1")
    assert analyze("two", "-j", "2") == first, "-j 2 differs"
    shuffled = random.Random(2).sample(sorted(expected), len(expected))
    assert analyze("shuffled", "-j", "2", paths=shuffled) == first, "shuffled differs"
    parts: dict[str, dict] = {}
    for index in (1, 2, 3):
        part = analyze(f"part-{index}", "-j", "2", "--shard", f"{index}/3")
        assert not parts.keys() & part.keys(), "shards overlap"
        parts |= part
    assert parts == first, "shards differ"
    draw = random.Random()
    out = work / "resumed.jsonl"
    out.unlink(missing_ok=True)
    command = [binary, "analyze", "-q", "-j", "2", "-o", out, "--resume", folder]
    for kill in range(10):
        run = subprocess.Popen(command)
        time.sleep(draw.uniform(0, 4))
        run.kill()
        run.wait()
        print(f"killed after {len(out.read_bytes().splitlines()) if out.exists() else 0} rows")
    assert subprocess.run(command).returncode == 1
    check(expected, read(out))
    assert untimed(read(out)) == first, "resumed differs"
    print(f"{len(expected)} clips: -j 1, -j 2, shuffled, 3 shards, killed 10 times and resumed: all records equal")


def speed(binary: str, folder: Path, work: Path) -> None:
    """How much faster two jobs are than one, in turn."""
    ratios = []
    for _ in range(3):
        seconds = []
        for jobs in ("1", "2"):
            start = time.monotonic()
            subprocess.run([binary, "analyze", "-q", "-j", jobs, "-o", work / "speed.jsonl", folder], check=False)
            seconds.append(time.monotonic() - start)
        ratios.append(seconds[0] / seconds[1])
    print(f"-j 2 over -j 1: {sorted(ratios)[1]:.2f} (of {', '.join(f'{one:.2f}' for one in ratios)})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--clips", type=int, default=5_000)
    parser.add_argument("--only", action="append", choices=["long", "equal", "speed"])
    options = parser.parse_args()
    parts = options.only or ["long", "equal", "speed"]
    options.work.mkdir(parents=True)
    binary = os.path.realpath(options.binary)
    if "long" in parts:
        expected = make_tree(options.data, options.work / "long", options.clips, broken=options.clips // 100)
        long_run(binary, options.work / "long", expected, options.work / "long.jsonl")
    expected = make_tree(options.data, options.work / "short", 300, broken=10)
    if "equal" in parts:
        equal(binary, options.work / "short", expected, options.work)
    if "speed" in parts:
        speed(binary, options.work / "short", options.work)


if __name__ == "__main__":
    main()
