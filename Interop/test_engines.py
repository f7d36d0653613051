"""Engines that share clips out over processes and machines run the program: no record is lost, none is there twice."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from program import EMOCLI, analyze, fill, records, untimed

SPARK_JOB = Path(__file__).parent.parent / "Integrations" / "spark_job.py"
EXECUTOR = "CoarseGrainedExecutorBackend"


def executors_at_work() -> list[int]:
    """The processes of Spark's executors of which a descendant is this program."""
    parents, names = {}, {}
    for entry in Path("/proc").iterdir():
        try:
            process = int(entry.name)
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parents[process] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (ValueError, OSError):
            continue
        names[process] = b" ".join(words).decode(errors="replace")
    found = set()
    for process, name in names.items():
        if not name.startswith(f"{EMOCLI} analyze"):
            continue
        while process in parents:
            if EXECUTOR in names[process]:
                found.add(process)
            process = parents[process]
    return sorted(found)


class EngineTest(unittest.TestCase):
    def setUp(self) -> None:
        self.work = tempfile.TemporaryDirectory()
        self.addCleanup(self.work.cleanup)
        self.folder = Path(self.work.name)
        self.clips = self.folder / "clips"
        self.names = fill(self.clips, sound=60, broken=4)

    def expected(self) -> dict[str, dict]:
        return {record["path"]: untimed(record) for record in records(analyze(self.clips, status=1))}

    def assert_complete(self, text: str) -> None:
        found = records(text)
        self.assertEqual(len(found), len(self.names))
        self.assertEqual({record["path"]: untimed(record) for record in found}, self.expected())

    def test_spark_loses_an_executor(self) -> None:
        paths = self.folder / "paths.txt"
        paths.write_text("".join(f"{self.clips / name}\n" for name in self.names))
        out = self.folder / "out"
        environment = os.environ | {
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_SUBMIT_ARGS": "--master local-cluster[2,1,1024] --conf spark.ui.enabled=false pyspark-shell",
        }
        command = [sys.executable, SPARK_JOB, "--emocli", EMOCLI, paths, out, "--clips-a-task", "8", "--"]
        command += ["--timeout", "50"]
        log = open(self.folder / "log", "w+")
        self.addCleanup(log.close)
        job = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
        killed = []

        def kill() -> None:
            while job.poll() is None and not killed:
                for executor in executors_at_work()[:1]:
                    os.kill(executor, signal.SIGKILL)
                    killed.append(executor)
                time.sleep(0.05)

        killer = threading.Thread(target=kill)
        killer.start()
        status = job.wait(timeout=300)
        killer.join()
        log.seek(0)
        said = log.read()
        self.assertEqual(status, 0, said[-4000:])
        self.assertEqual(len(killed), 1, "no executor was at work")
        self.assertTrue((out / "_SUCCESS").exists())
        # The same clips, so the same records, whichever executor made them.
        self.assert_complete("".join(part.read_text() for part in sorted(out.glob("part-*"))))

    def test_gnu_parallel_runs_shards(self) -> None:
        command = f"parallel --jobs 2 {shlex.quote(EMOCLI)} analyze -q -j 1 --shard {{}}/3 --resume -o part-{{}}.jsonl clips ::: 1 2 3"
        for run in range(2):
            status = subprocess.run(["sh", "-c", command], cwd=self.folder, capture_output=True).returncode
            # As many as jobs failed: broken clips are in some shards.
            self.assertIn(status, (1, 2, 3))
            text = "".join(part.read_text() for part in sorted(self.folder.glob("part-*.jsonl")))
            self.assertEqual(sorted(record["path"] for record in records(text)), sorted(f"clips/{name}" for name in self.names))


if __name__ == "__main__":
    unittest.main()
