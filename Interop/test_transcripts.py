"""Transcripts that other programs wrote: the program labels their intervals."""

from __future__ import annotations

import subprocess
import tempfile
import unittest
from pathlib import Path

import parselmouth
import pympi.Elan
from parselmouth.praat import call

from program import FIXTURES, analyze, records

CUES = [(0.2, 1.0, "Good & <i>well</i>"), (0.8, 2.5, "two\nlines"), (2.75, 3.25, "ümlaut")]
TEXTS = ["Good & well", "two lines", "ümlaut"]


class TranscriptTest(unittest.TestCase):
    def setUp(self) -> None:
        self.work = tempfile.TemporaryDirectory()
        self.addCleanup(self.work.cleanup)
        self.folder = Path(self.work.name)

    def segments(self, transcript: Path, *words: str | Path, clip: str = "face.mp4") -> list[list[tuple]]:
        found = records(analyze("--segments", transcript, *words, FIXTURES / clip))
        for record in found:
            for segment in record["segments"]:
                self.assertEqual(segment["emotion"] is None, segment["probabilities"] is None)
        return [[(one["start_s"], one["end_s"], one["text"]) for one in record["segments"]] for record in found]

    def convert(self, source: Path, target: str) -> Path:
        path = self.folder / target
        subprocess.run(["ffmpeg", "-v", "error", "-i", source, path], check=True)
        return path

    def test_ffmpeg_converts_subtitles_back_and_forth(self) -> None:
        def clock(seconds: float) -> str:
            return f"00:00:{seconds:06.3f}".replace(".", ",")

        cues = (f"{n}\n{clock(start)} --> {clock(end)}\n{text}\n\n" for n, (start, end, text) in enumerate(CUES, 1))
        first = self.folder / "first.srt"
        first.write_text("".join(cues).replace("&", "&amp;"))
        expected = [[(start, end, text) for (start, end, _), text in zip(CUES, TEXTS)]]
        vtt = self.convert(first, "second.vtt")
        for path in (first, vtt, self.convert(vtt, "third.srt")):
            with self.subTest(path.name):
                self.assertEqual(self.segments(path), expected)

    def grid(self) -> parselmouth.Data:
        grid = call("Create TextGrid", 0.0, 3.3, "words gestures points", "points")
        for tier, bounds, labels in ((1, (0.5, 1.25), ("", 'he said "no"', "zwölf")), (2, (2.0,), ("nod", ""))):
            for bound in bounds:
                call(grid, "Insert boundary", tier, bound)
            for number, label in enumerate(labels, 1):
                call(grid, "Set interval text", tier, number, label)
        call(grid, "Insert point", 3, 1.0, "here")
        return grid

    def test_praat_writes_text_grids(self) -> None:
        expected = [[(0, 2, "nod"), (0.5, 1.25, 'he said "no"'), (1.25, 3.3, "zwölf")]]
        for encoding in ("UTF-8", "UTF-16", "try ISO Latin-1, then UTF-16"):
            call("Text writing preferences...", encoding)
            for form in ("text", "short text"):
                with self.subTest(f"{form}, {encoding}"):
                    path = self.folder / f"{form}-{len(encoding)}.TextGrid"
                    call(self.grid(), f"Save as {form} file", str(path))
                    self.assertEqual(self.segments(path), expected)
        # Praat did write in three encodings.
        self.assertEqual(len({(self.folder / f"text-{n}.TextGrid").read_bytes() for n in (5, 6, 28)}), 3)

    def test_pympi_writes_eaf(self) -> None:
        document = pympi.Elan.Eaf(author="test")
        document.remove_tier("default")
        for channel, name in (("customer", "Anna"), ("agent", "Ben")):
            document.add_tier(channel, part=name)
        document.add_annotation("customer", 200, 1000, "hello & <you>")
        document.add_annotation("agent", 900, 2000, "ü")
        document.add_annotation("customer", 2100, 2600, "bye")
        path = self.folder / "talk.eaf"
        document.to_file(str(path))
        customer, agent = [(0.2, 1, "hello & <you>"), (2.1, 2.6, "bye")], [(0.9, 2, "ü")]
        self.assertEqual(self.segments(path), [sorted(customer + agent)])
        for names in ("customer,agent", "Anna,Ben"):
            words = ("--channel", "each", "--channel-names", names)
            self.assertEqual(self.segments(path, *words, clip="speech-stereo.wav"), [customer, agent])

    def test_sidecar_files_are_transcripts(self) -> None:
        words = ("--timeline", "1", "--sidecar", "srt,vtt,textgrid,eaf,csv", "--output-dir", self.folder)
        timeline = records(analyze(*words, FIXTURES / "face.mp4"))[0]["segments"]
        for ending in ("srt", "vtt", "TextGrid", "eaf", "csv"):
            with self.subTest(ending):
                found = self.segments(self.folder / f"face.mp4.{ending}")[0]
                self.assertEqual(found[0][0], 0)
                self.assertAlmostEqual(found[-1][1], timeline[-1]["end_s"], places=3)


if __name__ == "__main__":
    unittest.main()
