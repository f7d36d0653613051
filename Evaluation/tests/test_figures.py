"""The definitions behind the figures, on cases that can be worked out by hand, and the documents made of them."""

from __future__ import annotations

import json
import unittest

from Evaluation import report
from Evaluation.average_precision import average_precision, overlap
from Evaluation.measurement import ROOT, rounded
from Evaluation.mixed_pairs import agreement, area_under_curve
from Evaluation.paired import interval
from Evaluation.risk_coverage import curve
from Evaluation.score_vectors import clips, scored
from Evaluation.scores import Clip, calibration, score


def clip(truth: str, happy: float, speaker: str | None = None) -> Clip:
    return Clip(speaker, truth, {"happy": happy, "sad": 1 - happy})


class ScoresTests(unittest.TestCase):
    def test_uar_is_the_mean_of_recalls(self) -> None:
        found = score([clip("happy", 0.9), clip("happy", 0.8), clip("happy", 0.2), clip("sad", 0.1)])
        self.assertAlmostEqual(found["uar"], (2 / 3 + 1) / 2)
        self.assertAlmostEqual(found["war"], 3 / 4)

    def test_a_clip_without_an_answer_is_wrong(self) -> None:
        found = score([clip("happy", 0.9), Clip(None, "happy", None), clip("sad", 0.1)])
        self.assertAlmostEqual(found["recalls"]["happy"], 1 / 2)
        self.assertEqual(found["confusion"]["happy"]["missing"], 1)

    def test_right_and_certain_has_no_calibration_error(self) -> None:
        self.assertEqual(calibration([(1.0, True)] * 50)[0], 0)

    def test_the_vectors_of_the_swift_tests_are_these_scores(self) -> None:
        stored = json.loads((ROOT / "Tests/Vectors/scores.json").read_text())
        self.assertEqual(stored["clips"], clips())
        pooled = scored([one for one in clips() if one["corpus"] == "two"], "voice")
        self.assertEqual(stored["scores"]["two"]["voice"], pooled)

    def test_risk_falls_where_confidence_knows(self) -> None:
        found = curve([clip("happy", 0.95), clip("happy", 0.9), clip("sad", 0.6), clip("sad", 0.45)])
        self.assertEqual((found["risk"]["50%"], found["risk"]["100%"]), (0, 0.25))


class PairedTests(unittest.TestCase):
    WRONG, RIGHT = [("happy", "sad"), ("sad", "sad")], [("happy", "happy"), ("sad", "sad")]

    def test_equal_verdicts_differ_nowhere(self) -> None:
        self.assertEqual(interval(list("aabbccdd"), self.WRONG * 4, self.WRONG * 4), [0, 0])

    def test_a_gain_of_every_speaker_is_sure(self) -> None:
        self.assertEqual(interval(list("aabbccdd"), self.WRONG * 4, self.RIGHT * 4), [0.5, 0.5])

    def test_a_gain_of_one_speaker_is_not(self) -> None:
        low, high = interval(list("aabbccdd"), self.WRONG * 4, self.RIGHT + self.WRONG * 3)
        self.assertEqual(low, 0)
        self.assertGreater(high, 0.125)

    def test_few_speakers_have_no_interval(self) -> None:
        self.assertIsNone(interval(list("aabbcc"), self.WRONG * 3, self.RIGHT * 3))


class AgreementTests(unittest.TestCase):
    def test_agreement(self) -> None:
        self.assertAlmostEqual(agreement([0.5, 0.5], [0.5, 0.5]), 1)
        self.assertAlmostEqual(agreement([1, 0], [0, 1]), 0)

    def test_area_under_curve(self) -> None:
        self.assertAlmostEqual(area_under_curve([0.9, 0.4], [0.5, 0.1]), 3 / 4)


class AveragePrecisionTests(unittest.TestCase):
    TRUTH = {"a": [("face", (0, 0, 100, 100))], "b": [("masked", (0, 0, 100, 100))], "none": []}

    def test_overlap(self) -> None:
        self.assertAlmostEqual(overlap((0, 0, 10, 10), (5, 0, 10, 10)), 1 / 3)

    def test_all_found(self) -> None:
        found = {"a": [(0.9, (2, 2, 100, 100))], "b": [(0.8, (0, 0, 90, 100))], "none": [(0.5, (0, 0, 30, 30))]}
        plain, masked = (average_precision(self.TRUTH, found, is_masked) for is_masked in (False, True))
        self.assertEqual((plain.faces, plain.average_precision, plain.false_faces), (1, 1, 0))
        self.assertEqual((masked.faces, masked.average_precision, masked.false_faces), (2, 1, 0))

    def test_a_false_face_above_a_true_one_costs_precision(self) -> None:
        found = {"a": [(0.9, (300, 300, 50, 50)), (0.8, (0, 0, 100, 100))]}
        self.assertAlmostEqual(average_precision(self.TRUTH, found, False).average_precision, 1 / 2)


class ReportTests(unittest.TestCase):
    FOUND = {"some": {"figures": {"a": {"uar": 0.81949, "uar_95": [0.76, 0.86]}, "b": -0.0061}, "counts": {"clips": 1140}}}

    def test_formats(self) -> None:
        template = "{some.a|uar}, {some.a.uar|%0}, {some.b|.3}, {some.b|+.1}, {some.counts.clips}"
        self.assertEqual(report.fill(template, self.FOUND), "81.9 % (76–86), 82 %, −0.006, −0.0, 1,140")

    def test_a_missing_figure_is_an_error(self) -> None:
        with self.assertRaises(SystemExit):
            report.fill("{some.c|%}", self.FOUND)

    def test_text_outside_blocks_stays(self) -> None:
        found = report.measurements()
        text = report.with_blocks("before\n<!-- figures: headline -->\nstale\n<!-- /figures -->\nafter\n", found)
        self.assertTrue(text.startswith("before\n<!-- figures: headline -->\n|"))
        self.assertTrue(text.endswith("\n<!-- /figures -->\nafter\n"))
        self.assertNotIn("stale", text)
        self.assertEqual(report.with_blocks(text, found), text)

    def test_every_file_names_its_parts(self) -> None:
        for name, measured in report.measurements().items():
            self.assertLessEqual({*report.PARTS, "figures"} - {"source"}, measured.keys(), name)

    def test_rounding_keeps_counts(self) -> None:
        self.assertEqual(rounded({"share": 0.123456, "count": 3}), {"share": 0.1235, "count": 3})


if __name__ == "__main__":
    unittest.main()
