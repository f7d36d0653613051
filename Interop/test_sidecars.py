"""Other programs read the annotation files and find the segments of the record in them."""

from __future__ import annotations

import json
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import parselmouth
import pympi.Elan
from parselmouth.praat import call

from program import FIXTURES, analyze, records


def joined(segments: list[dict]) -> list[dict]:
    """The segments with an emotion; neighbours with the same one are joined, their confidence the mean over time."""
    found: list[dict] = []
    for segment in filter(lambda one: one["emotion"], segments):
        last = found[-1] if found else None
        if last and last["emotion"] == segment["emotion"] and last["end_s"] == segment["start_s"]:
            before, after = last["end_s"] - last["start_s"], segment["end_s"] - segment["start_s"]
            mean = (last["confidence"] * before + segment["confidence"] * after) / (before + after)
            found[-1] = last | {"end_s": segment["end_s"], "confidence": mean}
        else:
            found.append(segment)
    return found


class SidecarTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.work = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.work.name)
        # Without the label of all of the clip, its segments differ.
        labels = ("--labels", "happy,sad,angry,fearful,surprised")
        words = ("--timeline", "0.5", *labels, "--sidecar", "srt,vtt,textgrid,eaf", "--output-dir", cls.folder)
        cls.record = records(analyze(*words, FIXTURES / "face.mp4"))[0]
        cls.segments = joined(cls.record["segments"])

    @classmethod
    def tearDownClass(cls) -> None:
        cls.work.cleanup()

    def test_ffmpeg_reads_subtitles(self) -> None:
        for kind in ("srt", "vtt"):
            entries = "packet=pts_time,duration_time,data"
            command = ["ffprobe", "-v", "error", "-show_packets", "-show_data", "-of", "json", "-show_entries", entries]
            found = subprocess.run([*command, self.folder / f"face.mp4.{kind}"], capture_output=True, check=True).stdout
            packets = json.loads(found)["packets"]
            self.assertEqual(len(packets), len(self.segments))
            for packet, segment in zip(packets, self.segments):
                self.assertAlmostEqual(float(packet["pts_time"]), segment["start_s"], places=3)
                self.assertAlmostEqual(float(packet["duration_time"]), segment["end_s"] - segment["start_s"], places=3)
                self.assertIn(segment["emotion"][:8], "".join(line[51:] for line in packet["data"].splitlines()))

    def test_praat_reads_the_text_grid(self) -> None:
        grid = parselmouth.read(str(self.folder / "face.mp4.TextGrid"))
        self.assertEqual(call(grid, "Get number of tiers"), 2)
        self.assertAlmostEqual(call(grid, "Get total duration"), self.record["duration_s"], places=3)
        for tier, key in ((1, "emotion"), (2, "confidence")):
            self.assertEqual(call(grid, "Get tier name", tier), key)
            self.assertEqual(call(grid, "Get number of intervals", tier), len(self.segments))
            for number, segment in enumerate(self.segments, 1):
                text = call(grid, "Get label of interval", tier, number)
                if tier == 1:
                    self.assertEqual(text, segment[key])
                else:
                    self.assertAlmostEqual(float(text), segment[key], places=3)
                self.assertAlmostEqual(call(grid, "Get start time of interval", tier, number), segment["start_s"], places=3)
                self.assertAlmostEqual(call(grid, "Get end time of interval", tier, number), segment["end_s"], places=3)

    def test_elan_finds_its_tiers(self) -> None:
        document = pympi.Elan.Eaf(str(self.folder / "face.mp4.eaf"))
        times = [(round(1000 * one["start_s"]), round(1000 * one["end_s"])) for one in self.segments]
        for tier, key in (("emotion", "emotion"), ("confidence", "confidence")):
            found = sorted(document.get_annotation_data_for_tier(tier))
            self.assertEqual([one[:2] for one in found], times)
            if key == "emotion":
                self.assertEqual([one[2] for one in found], [segment[key] for segment in self.segments])
            for one, segment in zip(found, self.segments):
                if key == "confidence":
                    self.assertAlmostEqual(float(one[2]), segment[key], places=3)

    def test_elan_document_follows_the_rules_of_its_format(self) -> None:
        """EAF 3.0: the order of the parts, what they must have, identifiers used once and references that lead somewhere."""
        root = ElementTree.parse(self.folder / "face.mp4.eaf").getroot()
        self.assertEqual(root.tag, "ANNOTATION_DOCUMENT")
        for name in ("AUTHOR", "DATE", "FORMAT", "VERSION"):
            self.assertTrue(root.get(name))
        order = ["LICENSE", "HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "LOCALE", "LANGUAGE", "CONSTRAINT"]
        places = [order.index(child.tag) for child in root]
        self.assertEqual(places, sorted(places))
        self.assertEqual([places.count(order.index(name)) for name in ("HEADER", "TIME_ORDER")], [1, 1])
        header = root.find("HEADER")
        self.assertEqual(header.get("TIME_UNITS"), "milliseconds")
        media = header.find("MEDIA_DESCRIPTOR")
        self.assertEqual(media.get("MEDIA_URL"), (FIXTURES / "face.mp4").resolve().as_uri())
        if relative := media.get("RELATIVE_MEDIA_URL"):
            self.assertEqual((self.folder / relative).resolve(), (FIXTURES / "face.mp4").resolve())
        self.assertRegex(media.get("MIME_TYPE"), r"^\w+/([\w.+-]+|\*)$")
        slots = {slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE")) for slot in root.iter("TIME_SLOT")}
        self.assertEqual(len(slots), len(list(root.iter("TIME_SLOT"))))
        identifiers = [one.get("ANNOTATION_ID") for one in root.iter("ALIGNABLE_ANNOTATION")]
        self.assertEqual(len(identifiers), len(set(identifiers)))
        self.assertEqual(list(slots.values()), sorted(slots.values()))
        types = {one.get("LINGUISTIC_TYPE_ID") for one in root.iter("LINGUISTIC_TYPE")}
        for tier in root.iter("TIER"):
            self.assertIn(tier.get("LINGUISTIC_TYPE_REF"), types)
            for one in tier.iter("ALIGNABLE_ANNOTATION"):
                self.assertLess(slots[one.get("TIME_SLOT_REF1")], slots[one.get("TIME_SLOT_REF2")])
                self.assertEqual([child.tag for child in one], ["ANNOTATION_VALUE"])


if __name__ == "__main__":
    unittest.main()
